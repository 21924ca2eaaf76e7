"""Photos with a place, an owner, a remark and a preview in them, in every format that we take."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, ImageChops, PngImagePlugin

from marketplace.adapters.pictures.heic import learn
from marketplace.files.metadata import orientation, without_metadata
from marketplace.files.unfollowable import Unfollowable
from tests.files.heic import HEIC

SECRETS = (b"Bu Tini", b"Rumah Bu Tini", b"-5.1131")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><p>-5.1131 Rumah Bu Tini</p></x:xmpmeta>'
LYING = 6


def exif():
    said = Image.Exif()
    said[0x010F] = "Camera of Bu Tini"
    said[0x0112] = LYING
    place = said.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "S", (5.0, 6.0, 47.0), "E", (105.0, 18.0, 24.0)
    return said


def photo(mode="RGB", size=(64, 48)):
    return Image.effect_noise(size, 80).convert(mode)


def jpeg(**given):
    file = io.BytesIO()
    photo(**given).save(file, "JPEG", exif=exif(), comment=b"Rumah Bu Tini", xmp=XMP)
    return file.getvalue()


def progressive():
    file = io.BytesIO()
    photo().save(file, "JPEG", exif=exif(), progressive=True, xmp=XMP, icc_profile=b"a profile")
    return file.getvalue()


def several():
    """As phones make them: a second picture, with its own EXIF, behind the end of the first."""
    file = io.BytesIO()
    photo().save(file, "MPO", save_all=True, append_images=[photo()], exif=exif())
    return file.getvalue() + jpeg()


def png():
    file, said = io.BytesIO(), PngImagePlugin.PngInfo()
    said.add_text("Author", "Bu Tini")
    said.add_text("Comment", "Rumah Bu Tini", zip=True)
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    photo("RGBA").save(file, "PNG", exif=exif(), pnginfo=said)
    return file.getvalue() + b"Rumah Bu Tini"


def webp(**given):
    file = io.BytesIO()
    photo().save(file, "WEBP", exif=exif(), xmp=XMP, **given)
    return file.getvalue()


def avif():
    file = io.BytesIO()
    photo().save(file, "AVIF", exif=exif(), xmp=XMP)
    return file.getvalue()


PHOTOS = {
    "JPEG": jpeg(),
    "grey JPEG": jpeg(mode="L"),
    "progressive JPEG": progressive(),
    "several in one": several(),
    "PNG": png(),
    "WebP": webp(),
    "lossless WebP": webp(lossless=True),
    "AVIF": avif(),
    "HEIC": HEIC,
}


def pixels(content):
    learn()
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("name", PHOTOS)
def test_nothing_is_left_of_what_was_written_beside_the_picture(name):
    content = PHOTOS[name]
    plain = without_metadata(content)

    assert b"Bu Tini" in content
    assert [one for one in SECRETS if one in plain] == []
    assert dict(pixels(plain).getexif().get_ifd(0x8825)) == {}
    assert len(plain) <= len(content)


@pytest.mark.parametrize("name", PHOTOS)
def test_not_a_pixel_changes_and_it_lies_as_it_did(name):
    before, after = pixels(PHOTOS[name]), pixels(without_metadata(PHOTOS[name]))

    assert (before.size, before.mode) == (after.size, after.mode)
    assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    lies = LYING if name not in ("HEIC", "AVIF") else after.getexif().get(0x0112, 1)
    assert after.getexif().get(0x0112, 1) == lies


def test_the_profile_of_its_colours_stays():
    assert pixels(without_metadata(PHOTOS["progressive JPEG"])).info["icc_profile"] == b"a profile"


@pytest.mark.parametrize("name", PHOTOS)
def test_what_was_cleaned_stays_as_it_is(name):
    plain = without_metadata(PHOTOS[name])
    assert without_metadata(plain) == plain


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", b"a;b\n1;2\n", b""])
def test_what_is_no_picture_is_left_alone(content):
    assert without_metadata(content) == content


@pytest.mark.parametrize("name", PHOTOS)
def test_torn_anywhere_it_is_refused_or_still_without_secrets(name):
    content = PHOTOS[name]
    for end in range(24, len(content), max(1, len(content) // 150)):
        try:
            plain = without_metadata(content[:end])
        except Unfollowable:
            continue
        assert [one for one in SECRETS if one in plain] == [], end


def test_a_remark_with_a_marker_in_it_hides_nothing():
    inside = b"\xff\xd9\xff\xe1\x00\x08Bu Tini"
    comment = struct.pack(">BBH", 0xFF, 0xFE, len(inside) + 2) + inside
    plain = jpeg()
    assert b"Bu Tini" not in without_metadata(plain[:2] + comment + plain[2:])


@pytest.mark.parametrize(
    "tiff", [b"", b"II", b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff", b"x" * 30]
)
def test_a_broken_exif_is_upright(tiff):
    assert orientation(tiff) == 1


def test_a_chunk_that_lies_about_its_length_is_refused():
    chunk = struct.pack(">I", 2**31) + b"tEXt" + b"x" + struct.pack(">I", zlib.crc32(b"x"))
    with pytest.raises(Unfollowable):
        without_metadata(b"\x89PNG\r\n\x1a\n" + chunk)


HEADER = b"\xff\xd8"
EMPTY_BOX = struct.pack(">I4s", 8, b"free")
ITEMS = struct.pack(">I4sIHI4sIHH4s", 34, b"iinf", 0, 1, 20, b"infe", 2 << 24, 1, 0, b"Exif")


@pytest.mark.parametrize(
    "content",
    [
        HEADER + b"\xff\xe0\x00\x02" * 2_000_000 + b"\xff\xd9",
        HEADER + b"\xff\xdb\x00\x02" * 2_000_000 + b"\xff\xd9",
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sI", 0, b"tEXt", 0) * 800_000,
        struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0) + EMPTY_BOX * 1_000_000,
        struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0)
        + struct.pack(">I4sI", 12 + len(ITEMS) + 8 + 8 + 65_535, b"meta", 0)
        + ITEMS
        + struct.pack(">I4sIBBH", 16 + 65_535, b"iloc", 0, 0, 0, 65_535)
        + b"\xff" * 65_535,
    ],
    ids=["segments", "tables", "chunks", "boxes", "places of nothing"],
)
def test_parts_without_end_are_refused_at_once(content):
    began = time.monotonic()
    with pytest.raises(Unfollowable):
        without_metadata(content)
    assert time.monotonic() - began < 2

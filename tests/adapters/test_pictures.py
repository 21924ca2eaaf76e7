"""Pictures as telephones make them, and as attackers do."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.ports.pictures import BadPicture

pictures = PillowPictures()
GPS, ORIENTATION = 0x8825, 0x0112


def photo(kind="JPEG", size=(1600, 1200), mode="RGB", **options):
    file = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    picture.save(file, kind, **options)
    return file.getvalue()


def opened(rendition):
    return Image.open(io.BytesIO(rendition.content))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width, height):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def refusal(content, ask=pictures.renditions):
    with pytest.raises(BadPicture) as refused:
        ask(content)
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_comes_in_each_width_as_webp(kind):
    found = pictures.renditions(photo(kind))

    assert [(r.width, r.height) for r in found] == [(320, 240), (640, 480), (1280, 960)]
    assert {r.media_type for r in found} == {"image/webp"}
    assert all(opened(r).format == "WEBP" and opened(r).size == (r.width, r.height) for r in found)


def test_a_small_one_is_not_enlarged():
    assert [r.width for r in pictures.renditions(photo(size=(200, 100)))] == [200]
    assert [r.width for r in pictures.renditions(photo(size=(500, 100)))] == [320, 500]


def test_a_photo_stands_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "S", 2: (5.0, 7.0, 0.0)})
    found = pictures.renditions(photo(exif=exif, comment=b"nama pemilik"))

    assert [(r.width, r.height) for r in found] == [(320, 427), (640, 853), (1200, 1600)]
    for rendition in found:
        assert not opened(rendition).getexif()
        assert b"nama pemilik" not in rendition.content and b"EXIF" not in rendition.content


def test_transparency_is_kept():
    file = io.BytesIO()
    Image.new("RGBA", (400, 400), (123, 30, 43, 0)).save(file, "PNG")
    [small, large] = pictures.renditions(file.getvalue())

    assert opened(small).mode == "RGBA"
    assert opened(large).getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_any_colours_become_plain_ones(mode):
    assert opened(pictures.renditions(photo(mode=mode))[0]).mode == "RGB"


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")],
)
def test_a_check_names_the_type(kind, media_type):
    assert pictures.check(photo(kind)) == media_type


def test_a_photo_with_a_program_behind_it_loses_the_program():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.js", "alert(1)")
    both = photo() + archive.getvalue() + b"<script>alert(1)</script>"

    for rendition in pictures.renditions(both):
        assert b"PK\x03\x04" not in rendition.content
        assert b"<script" not in rendition.content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_type"),
        (b"GIF89a" + bytes(100), "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "wrong_type"),
        (b"<script>alert(1)</script>" + photo(), "wrong_type"),
        (b"%PDF-1.7" + photo(), "wrong_type"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "wrong_type"),
        (photo()[:5000], "unreadable"),
        (photo("PNG")[:-40], "unreadable"),
        (photo("WEBP")[:200], "unreadable"),
        (photo("AVIF")[:200], "unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(1000), "unreadable"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100), "unreadable"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(100), "unreadable"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(1000), "unreadable"),
        (photo() + bytes(16 * 1024 * 1024), "too_large"),
        (bytes(200 * 1024 * 1024), "too_large"),
    ],
)
@pytest.mark.parametrize("ask", [pictures.renditions, pictures.check])
def test_a_bad_one_is_refused_with_its_reason(content, code, ask):
    assert refusal(content, ask) == code


@pytest.mark.parametrize("side", [6_400, 30_000, 2**31 - 1])
def test_a_pixel_bomb_is_refused_by_its_header(side):
    empty = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    expected = {"too_many_pixels", "unreadable"} if side > 2**30 else {"too_many_pixels"}
    assert refusal(png_header(side, side) + empty) in expected


def test_a_png_whose_text_unpacks_endlessly_is_refused():
    text = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(300 * 1024 * 1024), 9))
    picture = photo("PNG")
    assert refusal(picture[:33] + text + picture[33:]) == "unreadable"


def test_the_largest_that_is_allowed_still_goes_through():
    file = io.BytesIO()
    Image.new("RGB", (8_000, 5_000), "maroon").save(file, "JPEG")

    assert [r.width for r in pictures.renditions(file.getvalue())] == [320, 640, 1280]

"""Pictures as telephones make them, and as attackers do."""

import base64
import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from marketplace.adapters.pictures import developing
from marketplace.adapters.pictures.pillow_pictures import PillowPictures, as_developed
from marketplace.adapters.sandbox import RefusedBytes
from marketplace.ports.pictures import AVIF, JPEG, WEBP, BadPicture
from tests.files.heic import HEIC
from tests.journeys.hostile import lying_png, pixel_bomb, png_chunk

pictures = PillowPictures()
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
ROOT = Path(__file__).parents[2]
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}
SECRETS = (b"Bu Tini", b"Exif", b"EXIF", b"GPS", b"ICC_PROFILE", b"ICCP", b"acsp", b"xmpmeta", b"MPF\x00")
MIB = 1024 * 1024


def photo(kind="JPEG", size=(1600, 1200), mode="RGB", **options):
    file = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    picture.save(file, kind, **options)
    return file.getvalue()


def camera(lies=1):
    """What a phone writes into a photo."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Kamera Bu Tini", lies
    exif.get_ifd(GPS).update({1: "S", 2: (5.0, 7.0, 0.0), 3: "E", 4: (105.0, 18.0, 0.0)})
    return exif


def quartered(kind="PNG", size=(200, 100), **options):
    """Red, its upper left quarter blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def png(width, height, *, depth=8, colours=2, rows=b"", between=b""):
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + header + between + data + png_chunk(b"IEND", b"")


def opened(rendition):
    return Image.open(io.BytesIO(rendition.content))


def shown(content, media_type=WEBP):
    """The widest rendition in that format."""
    return opened(max(of(developed(content), media_type), key=lambda one: one.width))


def of(developed, media_type):
    return [one for one in developed.renditions if one.media_type == media_type]


def near(colour, other, tolerance=24):
    return all(abs(one - two) <= tolerance for one, two in zip(colour[:3], other, strict=True))


def developed(content):
    """As `pictures.develop` does it, without the child that guards us: these are our own."""
    return as_developed(developing.develop(content))


def refusal(content, ask):
    with pytest.raises(BadPicture) as refused:
        ask(content)
    return refused.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_comes_in_each_width_and_format(kind):
    found = pictures.develop(photo(kind, exif=camera()))

    assert (found.width, found.height) == (1280, 960)
    sizes = [(1280, 960), (640, 480), (320, 240), (160, 120)]
    for media_type, there in ((AVIF, sizes), (WEBP, sizes), (JPEG, sizes[:2])):
        renditions = of(found, media_type)
        assert [(one.width, one.height) for one in renditions] == there
        for one in renditions:
            picture = opened(one)
            assert (Image.MIME[picture.format], picture.size) == (media_type, (one.width, one.height))
            assert picture.mode == "RGB"
            assert not picture.getexif()
            assert not any(secret in one.content for secret in SECRETS)
    tiny = Image.open(io.BytesIO(base64.b64decode(found.tiny)))
    assert tiny.size == (16, 12)
    assert len(found.tiny) < 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_names_the_type(kind):
    content = photo(kind, (160, 120))
    assert pictures.check(content) == KINDS[kind]


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((200, 100), [200, 160]),
        ((500, 100), [500, 320, 160]),
        ((40, 30), [40]),
        ((1500, 2000), [960, 640, 320, 160]),
        ((700, 6000), [149]),
    ],
)
def test_none_is_enlarged_and_tall_ones_are_made_narrower(size, widths):
    found = developed(photo(size=size))

    assert [one.width for one in of(found, AVIF)] == [one.width for one in of(found, WEBP)] == widths
    assert [one.width for one in of(found, JPEG)] == [one for one in widths if one in (640, widths[0])]
    assert found.width == widths[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("lies", "blue"), [(1, (0, 0)), (3, (1, 1)), (4, (0, 1)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))]
)
def test_it_stands_upright(kind, lies, blue):
    upright = shown(quartered(kind, exif=camera(lies)))

    assert upright.size == ((100, 200) if lies > 4 else (200, 100))
    corners = {(x, y): ((upright.width - 10) * x + 5, (upright.height - 10) * y + 5) for x, y in CORNERS}
    for corner, place in corners.items():
        assert near(upright.getpixel(place), (0, 0, 255) if corner == blue else (255, 0, 0), 60)


CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


def test_exif_that_cannot_be_read_does_no_harm():
    torn = camera(6).tobytes()[:20] + b"\xff" * 200
    assert shown(quartered("JPEG", exif=torn)).size == (200, 100)


def test_an_iphone_photo_stands_upright_and_forgets_where_it_was_taken():
    assert b"Kamera Bu Tini" in HEIC
    assert pictures.check(HEIC) == "image/heif"
    found = developed(HEIC)

    assert (found.width, found.height) == (64, 96)
    assert near(opened(of(found, JPEG)[0]).getpixel((60, 5)), (20, 60, 200))
    assert not any(secret in one.content for one in found.renditions for secret in SECRETS)


def test_of_several_pictures_in_a_jpeg_it_is_the_first():
    file = io.BytesIO()
    first, second = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue")
    first.save(file, "MPO", save_all=True, append_images=[second])

    assert b"MPF\x00" in file.getvalue()
    assert developing.check(file.getvalue())[0] == "image/jpeg"
    assert near(shown(file.getvalue()).getpixel((9, 9)), (255, 0, 0))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_what_moves_stands_still(kind):
    file = io.BytesIO()
    first, second = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue")
    first.save(file, kind, save_all=True, append_images=[second, first], duration=80)
    found = developed(file.getvalue())

    for one in found.renditions:
        assert getattr(opened(one), "n_frames", 1) == 1
        assert near(opened(one).convert("RGB").getpixel((9, 9)), (255, 0, 0))


def test_what_shines_through_does_so_still_and_is_white_where_that_cannot_be():
    file = io.BytesIO()
    Image.new("RGBA", (400, 400), (123, 30, 43, 0)).save(file, "PNG")
    found = developed(file.getvalue())

    assert found.tiny == ""  # it would be seen for ever
    for one in found.renditions:
        if one.media_type == JPEG:
            assert near(opened(one).getpixel((5, 5)), (255, 255, 255))
        else:
            assert opened(one).getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("P", "PNG")]
)
def test_any_colours_become_plain_ones(mode, kind):
    found = shown(photo(kind, (200, 150), mode))
    assert found.mode == "RGB"
    assert near(found.getpixel((100, 3)), (0, 0, 0), 40)
    assert near(found.getpixel((100, 146)), (255, 255, 255), 40)


@pytest.mark.parametrize(
    ("colours", "pixel", "plain"),
    [
        (0, b"\x80\x00", (128,) * 3),
        (2, b"\xff\xff\x80\x00\x00\x00", (255, 128, 0)),
        (4, b"\x40\x00\xff\xff", (64,) * 3),
    ],
)
def test_sixteen_bits_become_eight(colours, pixel, plain):
    found = shown(png(1400, 200, depth=16, colours=colours, rows=(b"\x00" + pixel * 1400) * 200))
    assert found.width == 1280
    assert near(found.convert("RGB").getpixel((600, 90)), plain, 8)


def test_colours_of_another_profile_are_those_that_were_meant():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"tmp_").replace(b"gXYZ", b"rXYZ").replace(b"tmp_", b"gXYZ")
    swapped = swapped.replace(b"s\x00R\x00G\x00B", b"x\x00X\x00X\x00X")  # its name in it, else it is believed
    green = photo("PNG", (64, 48))
    for profile in (lab, srgb, b"no profile"):  # the first is not for RGB, the last is none
        assert near(shown(quartered(icc_profile=profile)).getpixel((150, 80)), (255, 0, 0))
    assert near(shown(quartered(icc_profile=swapped)).getpixel((150, 80)), (0, 255, 0), 40)
    assert not any(secret in one.content for one in developed(green).renditions for secret in SECRETS)


def test_a_photo_with_a_program_or_a_film_behind_it_loses_both():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.js", "alert(1)")
    page = b"<script>alert(1)</script><svg onload=alert(2)>"
    both = photo(exif=camera(), comment=page) + archive.getvalue() + page + b"\x00\x00\x00\x18ftypmp42"

    assert developing.check(both)[0] == "image/jpeg"
    for one in developed(both).renditions:
        assert not any(start in one.content for start in (b"PK\x03\x04", b"<script", b"<svg", b"mp42"))


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def test_nothing_that_any_program_wrote_beside_the_picture_survives():
    thumbnail = photo(size=(160, 120), comment=b"Bu Tini")
    camera_and_desk = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>Bu Tini</x:xmpmeta>")
        + segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0c\x1c\x02P\x00\x07Bu Tini")
        + segment(0xE1, b"Exif\x00\x00" + thumbnail)
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = photo(exif=camera(), icc_profile=profile, comment=b"Bu Tini")
    found = developed(whole[:2] + camera_and_desk + whole[2:])

    assert found.width == 1280
    for one in found.renditions:
        assert not any(secret in one.content for secret in (*SECRETS, b"8BIM", b"Photoshop"))


def scanned(times):
    """A progressive JPEG whose last scan comes so many times."""
    content = photo(size=(640, 480), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * times + content[-2:]


def test_a_jpeg_goes_over_its_pixels_only_so_many_times():
    assert developing.check(scanned(40)) == ("image/jpeg", 640, 480)
    for job in (developing.check, developing.develop):
        with pytest.raises(RefusedBytes, match="too_heavy"):
            job(scanned(100))
    behind = photo(size=(64, 48)) + b"\xff\xda\x00\x00" * 100 + b"\xff\xd9"  # of another file, such as a film
    assert developing.check(behind) == ("image/jpeg", 64, 48)


def test_words_in_a_png_are_lost():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Bu Tini")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Bu Tini</x:xmpmeta>", zip=True)
    for one in developed(photo("PNG", (300, 200), pnginfo=words)).renditions:
        assert not any(secret in one.content for secret in SECRETS)


TORN = [  # what is large or takes time to make is made by its test, not by whoever lists the tests
    (b"", "wrong_type"),
    (b"GIF89a" + bytes(100), "wrong_type"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "wrong_type"),
    (lambda: b"<script>alert(1)</script>" + photo(), "wrong_type"),
    (lambda: b"%PDF-1.7" + photo(), "wrong_type"),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", "wrong_type"),
    (lambda: photo()[:5000], "unreadable"),
    (lambda: photo("PNG")[:-40], "unreadable"),
    (lambda: photo("WEBP")[:200], "unreadable"),
    (lambda: photo("AVIF")[:200], "unreadable"),
    (HEIC[:400], "unreadable"),
    (b"\xff\xd8\xff\xe0" + bytes(1000), "unreadable"),
    (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100), "unreadable"),
    (b"\x00\x00\x00\x20ftypisom" + bytes(100), "unreadable"),
    (b"\x00\x00\x00\x20ftypheic" + bytes(1000), "unreadable"),
    (lambda: photo() + bytes(16 * MIB), "too_large"),
    (lambda: bytes(200 * MIB), "too_large"),
    (lambda: photo("PNG", (20, 1000)), "too_long"),
    (lambda: photo("PNG", (1, 65_535), "L"), "too_long"),
    (lambda: photo("JPEG", (65_500, 1), "L"), "too_long"),
    (lambda: pixel_bomb(6_400), "too_many_pixels"),
    (lambda: pixel_bomb(30_000), "too_many_pixels"),
    (
        b"RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + b"\xff\x3f\x00" * 2 + bytes(8),
        "too_many_pixels",
    ),
    (b"RIFF\x1e\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f\xff\xff\xff\x0f" + bytes(20), "too_many_pixels"),
]


@pytest.mark.parametrize(("content", "code"), TORN)
def test_a_bad_one_is_refused_with_its_reason(content, code):
    content = content() if callable(content) else content
    assert refusal(content, pictures.check) == code
    if code not in ("wrong_type", "too_large"):  # which no child is asked
        for job in (developing.check, developing.develop):
            with pytest.raises(RefusedBytes, match=code):
                job(content)


@pytest.mark.parametrize(
    "content",
    [
        lying_png,
        lambda: photo("PNG")[:2000] + photo("PNG")[-400:],
        lambda: png(2**31 - 1, 2**31 - 1),
        lambda: png(
            60,
            60,
            rows=bytes(1000),
            between=png_chunk(b"zTXt", b"C\x00\x00" + zlib.compress(bytes(300 * MIB))),
        ),
    ],
    ids=["rubbish inside", "a hole inside", "sides without end", "words without end"],
)
def test_one_that_is_broken_within_is_refused_when_it_is_developed(content):
    assert refusal(content(), pictures.develop) in {"unreadable", "too_many_pixels"}


CHILD = """
import resource, sys
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.ports.pictures import BadPicture
try:
    answer = len(PillowPictures().develop(sys.stdin.buffer.read()).renditions)
except BadPicture as bad:
    answer = bad.code
print(answer, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize(
    "content",
    [
        lambda: png(8_000, 5_000, depth=16, colours=6, rows=(b"\x00" + b"\x12\x34" * 32_000) * 5_000),
        pytest.param(
            lambda: photo("JPEG", (8_000, 5_000), "CMYK", quality=40, progressive=True),
            marks=pytest.mark.long,
        ),
        pytest.param(lambda: photo("WEBP", (4_600, 3_400), quality=1, method=0), marks=pytest.mark.long),
        pytest.param(lambda: photo("AVIF", (5_700, 4_300), quality=1, speed=10), marks=pytest.mark.long),
    ],
    ids=["PNG", "JPEG", "WebP", "AVIF"],
)
def test_the_largest_that_is_allowed_goes_through_in_400_megabytes(content):
    child = subprocess.run(
        [sys.executable, "-c", CHILD], input=content(), capture_output=True, cwd=ROOT, check=True
    )
    renditions, kibibytes = child.stdout.split()
    assert renditions == b"10"
    assert int(kibibytes) < 400 * 1024

"""In the child: a picture becomes what others are shown, upright and with nothing left of what the camera wrote.

The order spares time and memory: a JPEG is decoded at half, a quarter or an eighth of its size where that is
enough, then made smaller, then turned; each width is made from the next wider one.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, ImageCms

from marketplace.adapters.pictures.opening import BROKEN, TYPES, Header, opened
from marketplace.adapters.sandbox import RefusedBytes
from marketplace.ports.pictures import AVIF, FALLBACK_WIDTHS, JPEG, MOST_COPIED, WEBP, WIDTHS, widths_of

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SCALED = ("JPEG", "MPO")  # can be decoded at a part of their size
LYING = (5, 6, 7, 8)  # width and height change places
TALLEST = 1280  # px; what is taller than wide is made narrower, as no page shows it larger
TINY = 16  # px
ENCODERS: dict[
    str, tuple[str, dict[str, Any]]
] = {  # speed first: AVIF's steps below 9 take three to ten times as long for a tenth of the bytes
    AVIF: ("AVIF", {"quality": 60, "speed": 9, "max_threads": 1}),
    WEBP: ("WEBP", {"quality": 72, "method": 2}),
    JPEG: ("JPEG", {"quality": 78, "optimize": True, "progressive": True}),
}
COPY = {"quality": 90, "subsampling": "4:4:4"}  # thin coloured writing stays as sharp as black
Size = tuple[int, int]  # px
Plain = tuple[int, int, str, list[tuple[int, int, str, bytes]]]  # as ports.pictures.Developed


def check(content: bytes) -> Header:
    """Decodes the whole picture, as a header alone proves nothing. Raises Unfit."""
    picture = opened(content)
    kind, (width, height) = TYPES[picture.format or ""], picture.size
    try:
        picture.draft(None, (WIDTHS[0], WIDTHS[0]))
        picture.load()
    except BROKEN as broken:
        raise RefusedBytes("unreadable") from broken
    return kind, width, height


def develop(content: bytes) -> Plain:
    """Raises Unfit."""
    picture = prepared(content, _widest)
    tiny = "" if picture.mode == "RGBA" else _tiny(picture)
    size = picture.size
    return *size, tiny, list(_renditions(picture))


def strip(content: bytes) -> bytes:
    """Raises Unfit."""
    return _jpeg(prepared(content, _copied), COPY)


def prepared(content: bytes, fitted: Callable[[Size], Size]) -> Image.Image:
    """RGB or RGBA in sRGB, upright, of the size that `fitted` makes of its own. Raises Unfit."""
    picture = opened(content)
    try:
        if picture.format not in SCALED:
            picture.load()
        lies = _lies(picture)
        lying = lies in LYING
        size = fitted(picture.size[::-1] if lying else picture.size)
        box = size[::-1] if lying else size
        picture.draft(None, box)
        picture = _plain(_fitted(picture, box))
    except BROKEN as broken:
        raise RefusedBytes("unreadable") from broken
    return picture.transpose(TURNS[lies]) if lies in TURNS else picture


def _lies(picture: Image.Image) -> int:
    """How, by its EXIF; as it should where that cannot be read. A PNG must be loaded, for it says so at its end."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return 1


def _widest(size: Size) -> Size:
    """That of the widest rendition; never enlarged."""
    width, height = size
    return _shrunk(size, min(1.0, WIDTHS[-1] / width, TALLEST / height))


def _copied(size: Size) -> Size:
    """That of the copy; never enlarged."""
    return _shrunk(size, min(1.0, (MOST_COPIED / (size[0] * size[1])) ** 0.5))


def _shrunk(size: Size, share: float) -> Size:
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _fitted(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Made smaller. Pictures of a palette have no colours to mix, so they get true ones first; greys get eight bits."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point([value >> 8 for value in range(65536)], "L")
        picture.info.pop("transparency", None)  # was said in sixteen
    if picture.mode in ("P", "PA", "1"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.size == box:
        return picture
    return picture.resize(box, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(picture: Image.Image) -> Image.Image:
    """In eight bits a colour of sRGB; nothing that its file said of it goes along."""
    profile = picture.info.get("icc_profile")
    clear = picture.has_transparency_data
    srgb = _in_srgb(picture, profile) if profile else None
    plain = srgb or picture.convert("RGBA" if clear else "RGB")
    plain.info = {}
    return plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """None where the profile does not fit its picture, or is not one: then its colours are taken as they are."""
    if picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return None
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (theirs.profile.profile_description or ""):
            return None
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *BROKEN):
        return None


def _renditions(picture: Image.Image) -> Iterator[tuple[int, int, str, bytes]]:
    """The widest first."""
    full, tall = picture.size
    fallbacks = widths_of(full, FALLBACK_WIDTHS)
    for width in reversed(widths_of(full)):
        if width < full:
            size = width, max(1, round(tall * width / full))
            picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        for media_type in (AVIF, WEBP, *([JPEG] if width in fallbacks else [])):
            yield picture.width, picture.height, media_type, _encoded(picture, media_type)


def _encoded(picture: Image.Image, media_type: str) -> bytes:
    name, options = ENCODERS[media_type]
    if media_type == JPEG:
        return _jpeg(picture, options)
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def _jpeg(picture: Image.Image, options: dict[str, Any]) -> bytes:
    """On white paper where it is clear."""
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


def _tiny(picture: Image.Image) -> str:
    small = picture.copy()
    small.thumbnail((TINY, TINY), Image.Resampling.BOX)
    file = io.BytesIO()
    small.save(file, "WEBP", quality=20, method=4)
    return base64.b64encode(file.getvalue()).decode()

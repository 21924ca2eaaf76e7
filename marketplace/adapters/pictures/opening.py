"""In the child: a picture's header is read and judged, before anything of it is decoded."""

from __future__ import annotations

import io
import re
import struct
import warnings
from importlib import import_module

from PIL import (
    AvifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from marketplace.adapters.sandbox import RefusedBytes

HEIC = "marketplace.adapters.pictures.heic"  # loaded once one comes
# Named here, so that opening one kind does not load the forty others.
PLUGINS = (AvifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    RuntimeError,
    struct.error,
)
TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # several in one file, such as a phone's picture with its depth; the first is it
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heif",
}
MOST_PIXELS = {  # as many as can be decoded in the memory that a child has
    "JPEG": 40_000_000,
    "PNG": 40_000_000,
    "WEBP": 16_000_000,
    "FTYP": 25_000_000,
}
LONGEST = 10  # times its other side
MOST_SCANS = 64  # of a JPEG, each of which goes over all its pixels; cameras make ten at most
MARKER = re.compile(rb"\xff[\x01-\xcf\xd9-\xfe]")  # of a segment that says its length, or of the end
AVIF = (b"avif", b"avis")
Header = tuple[str, int, int]  # media type, width and height in px


def kind_of(content: bytes) -> str | None:
    """By the first bytes: JPEG, PNG, WEBP, or FTYP (AVIF and HEIC); None for what is no picture that we take."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"RIFF"):
        return "WEBP"
    return "FTYP" if content[4:8] == b"ftyp" else None


def opened(content: bytes) -> Image.Image:
    """The header only, of what may be decoded. Raises Unfit."""
    kind = kind_of(content)
    if kind is None:
        raise RefusedBytes("wrong_type")
    if kind == "WEBP":
        _bound(kind, *_webp_size(content))  # Pillow asks for the memory of all its pixels when it opens one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we count the pixels ourselves
            picture = Image.open(io.BytesIO(content), formats=[_format(kind, content)])
    except UnidentifiedImageError as unknown:
        raise RefusedBytes("unreadable") from unknown
    except Image.DecompressionBombError as bomb:
        raise RefusedBytes("too_many_pixels") from bomb
    except BROKEN as broken:
        raise RefusedBytes("unreadable") from broken
    _bound(kind, picture.width, picture.height)
    if kind == "JPEG" and _scans(content) > MOST_SCANS:
        raise RefusedBytes("too_heavy")
    return picture


def _format(kind: str, content: bytes) -> str:
    """Pillow's name for it. What decodes HEIC is loaded for HEIC only."""
    if kind != "FTYP":
        return kind
    brands = content[8 : min(int.from_bytes(content[:4]), 256)]
    if any(brands[at : at + 4] in AVIF for at in range(0, len(brands), 4)):
        return "AVIF"
    import_module(HEIC).learn()
    return "HEIF"


def _bound(kind: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS.get(kind, 0):
        raise RefusedBytes("too_many_pixels")
    if max(width, height) > LONGEST * min(width, height):
        raise RefusedBytes("too_long")


def _scans(content: bytes) -> int:
    """How many a JPEG has until its first end; what stands within a segment, such as a thumbnail, is skipped."""
    count = place = 0
    while (found := MARKER.search(content, place)) and found[0] != b"\xff\xd9":
        count += found[0] == b"\xff\xda"
        place = found.end() + int.from_bytes(content[found.end() : found.end() + 2])
    return count


def _webp_size(content: bytes) -> tuple[int, int]:
    """Of the first chunk, as RFC 9649 lays it out. Raises Unfit."""
    chunk, body = content[12:16], content[20:30]
    if len(body) < 10:
        raise RefusedBytes("unreadable")
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        return tuple(int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))  # type: ignore[return-value]
    raise RefusedBytes("unreadable")

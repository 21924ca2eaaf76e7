"""Pictures by Pillow: cheap checks here, decoding in a child process, so that a bomb hits nobody else."""

import io
import warnings
from collections.abc import Callable
from typing import TypeVar

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.adapters import apart
from marketplace.ports.pictures import BadPicture, Rendition

T = TypeVar("T")
WIDTHS = (320, 640, 1280)
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
MEMORY = 1024 * 1024 * 1024
SECONDS = 10
QUALITY = 72
TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heif",
}


class PillowPictures:
    def renditions(self, content: bytes) -> list[Rendition]:
        self._refuse_cheaply(content)
        return [
            Rendition(width, height, "image/webp", webp)
            for width, height, webp in self._apart(render, content)
        ]

    def check(self, content: bytes) -> str:
        self._refuse_cheaply(content)
        return self._apart(media_type, content)

    @staticmethod
    def _refuse_cheaply(content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise BadPicture("too_large")
        starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
        if not content.startswith(starts) and content[4:8] != b"ftyp":
            raise BadPicture("wrong_type")

    @staticmethod
    def _apart(job: Callable[[bytes], T], content: bytes) -> T:
        try:
            return apart.run(job, content, memory=MEMORY, seconds=SECONDS)
        except apart.Unfit as unfit:
            raise BadPicture(unfit.code) from unfit
        except apart.Overrun as overrun:
            raise BadPicture("unreadable") from overrun


def render(content: bytes) -> list[tuple[int, int, bytes]]:
    """In the child: `(width, height, WebP)`, upright, without what the camera wrote (EXIF, the place)."""
    picture = _decoded(content, near=2 * WIDTHS[-1])
    widths = sorted({min(width, picture.width) for width in WIDTHS})
    return [_webp(picture, width) for width in widths]


def media_type(content: bytes) -> str:
    """In the child: decodes the whole picture, as a header alone proves nothing."""
    kind = _opened(content).format or ""
    _decoded(content, near=WIDTHS[0])
    return TYPES[kind]


def _opened(content: bytes) -> Image.Image:
    """The header only. Raises Unfit."""
    pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we count the pixels ourselves
            picture = Image.open(io.BytesIO(content), formats=tuple(TYPES))
    except UnidentifiedImageError as unknown:
        raise apart.Unfit("unreadable") from unknown
    except Image.DecompressionBombError as bomb:
        raise apart.Unfit("too_many_pixels") from bomb
    except (OSError, ValueError, SyntaxError, EOFError) as broken:
        raise apart.Unfit("unreadable") from broken
    if picture.width * picture.height > MOST_PIXELS:
        raise apart.Unfit("too_many_pixels")
    return picture


def _decoded(content: bytes, near: int) -> Image.Image:
    """Upright, and not much larger than `near` pixels a side, which spares time and memory. Raises Unfit."""
    picture = _opened(content)
    try:
        picture.draft("RGB", (near, near))
        picture.thumbnail((near, near), Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as broken:
        raise apart.Unfit("unreadable") from broken


def _webp(picture: Image.Image, width: int) -> tuple[int, int, bytes]:
    small = picture.copy()
    small.thumbnail((width, 2 * width), Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    small.save(file, "WEBP", quality=QUALITY, method=4)
    return small.width, small.height, file.getvalue()

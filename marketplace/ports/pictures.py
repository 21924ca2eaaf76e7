"""Makes pictures fit for a page: upright, sized, without anything the camera wrote into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

WIDTHS = (160, 320, 640, 1280)  # px
FALLBACK_WIDTHS = (640, 1280)  # px, for what reads neither AVIF nor WebP
MOST_COPIED = 16_000_000  # px of a copy; a page of A4 has 8.7 million at 300 dots per inch
AVIF, WEBP, JPEG = "image/avif", "image/webp", "image/jpeg"


def widths_of(width: int, among: Sequence[int] = WIDTHS) -> Sequence[int]:
    """The widths in px at which a picture so wide has renditions: never enlarged, the narrowest first."""
    return sorted({min(one, width) for one in among})


class BadPicture(Exception):
    """Not a picture, broken, or a bomb.

    `code`: unreadable, too_large (bytes), too_many_pixels, too_heavy (memory or time), too_long (its shape),
    wrong_type.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class RenderedPicture:
    """Sizes in px; `content` carries no metadata of any kind."""

    width: int
    height: int
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Developed:
    """Sizes in px are those of the widest rendition; the others are `widths_of(width)`."""

    width: int
    height: int
    tiny: str  # base64 of a WebP of some 16 px; empty where the picture lets what is under it shine through
    renditions: Sequence[RenderedPicture]


class Pictures(Protocol):
    """JPEG, PNG, WebP, AVIF and HEIC; of what moves, the first picture."""

    def check(self, content: bytes) -> str:
        """The media type of a picture that can be decoded; its bytes stay as they are. Raises BadPicture."""

    def strip(self, content: bytes) -> bytes:
        """A JPEG of it to hand to others: upright, in sRGB, with nothing that was written beside it. Raises BadPicture.

        As large as it came up to `MOST_COPIED` pixels, fewer above; on white where it is clear.
        """

    def develop(self, content: bytes) -> Developed:
        """AVIF and WebP at each of `WIDTHS`, JPEG at each of `FALLBACK_WIDTHS`, in sRGB. Raises BadPicture."""

    def mark(self, content: bytes) -> str:
        """Its perceptual hash, 256 bits as 64 hexadecimal digits: few differ between two that look alike.

        Raises BadPicture.
        """

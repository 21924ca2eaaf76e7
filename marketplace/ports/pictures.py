"""Makes pictures fit for a page: upright, sized, without anything the camera wrote into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

WIDTHS = (160, 320, 640, 1280)  # px


def widths_of(width: int) -> Sequence[int]:
    """The widths in px at which a picture so wide has renditions: never enlarged, the narrowest first."""
    return sorted({min(one, width) for one in WIDTHS})


class BadPicture(Exception):
    """Not a picture, broken, or a bomb. `code`: unreadable, too_large, too_many_pixels, wrong_type."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Rendition:
    width: int
    height: int
    media_type: str
    content: bytes


class Pictures(Protocol):
    def renditions(self, content: bytes) -> list[Rendition]:
        """WebP at each of our widths (320, 640, 1280, never enlarged), smallest first. Raises BadPicture."""

    def check(self, content: bytes) -> str:
        """The media type of a picture that can be decoded; its bytes stay as they are. Raises BadPicture."""

"""In the child: what a picture looks like, as a number that is near for pictures that look alike.

ImageHash loads scipy when it is imported, so it is imported where a picture is there to be marked.
"""

from __future__ import annotations

from importlib import import_module

from marketplace.adapters.pictures.developing import prepared

HASH_SIZE = 16  # bits in a row and in a column
WIDEST = 512  # px; the hash is of 64 by 64 of them
Size = tuple[int, int]  # px


def mark(content: bytes) -> str:
    """256 bits as hexadecimal, of the picture upright. Raises Unfit."""
    return str(
        import_module("imagehash").phash(prepared(content, _small).convert("RGB"), hash_size=HASH_SIZE)
    )


def _small(size: Size) -> Size:
    width, height = size
    share = min(1.0, WIDEST / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))

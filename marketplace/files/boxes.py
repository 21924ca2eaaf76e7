"""HEIC and AVIF without their EXIF and XMP: both are items of their own, whose bytes are emptied where they lie.

Boxes are those of ISO 14496-12, the items of ISO 23008-12. How a picture lies is told by a property of it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from marketplace.files.unfollowable import Unfollowable, bounded

EXIF = b"Exif"
REMARKS = (EXIF, b"mime", b"uri ")  # XMP is a mime item
SAYS_NOTHING = b"\0\0\0\0MM\0*\0\0\0\x08" + bytes(
    6
)  # an EXIF without entries; zeros alone are no EXIF to decoders


class Box(NamedTuple):
    kind: bytes
    start: int  # of what is in it
    end: int


def without_remarks(content: bytes) -> bytes:
    """Raises Unfollowable."""
    emptied = bytearray(content)
    for box in bounded(_boxes(content, 0, len(content))):
        if box.kind in (b"uuid", b"free", b"skip", b"moov"):
            emptied[box.start : box.end] = bytes(box.end - box.start)
        if box.kind == b"meta":
            for kind, start, end in _remarks(content, Box(box.kind, box.start + 4, box.end)):
                said = SAYS_NOTHING if kind == EXIF else b""
                emptied[start:end] = said[: end - start].ljust(end - start, b"\0")
    return bytes(emptied)


def _boxes(content: bytes, place: int, end: int) -> Iterator[Box]:
    while place < end:
        size, kind = struct.unpack_from(">I4s", content, place)
        start = place + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start)
            start += 8
        until = end if size == 0 else place + size
        if until > end or until < start:
            raise Unfollowable("a box is longer than what it lies in")
        yield Box(kind, start, until)
        place = until


def _remarks(content: bytes, meta: Box) -> Iterator[tuple[bytes, int, int]]:
    """The kinds of such items, and where their bytes lie."""
    inside = {box.kind: box for box in bounded(_boxes(content, meta.start, meta.end))}
    if not inside.keys() >= {b"iinf", b"iloc"}:
        raise Unfollowable("items without a list of them")
    wanted = {number: kind for number, kind in _items(content, inside[b"iinf"]) if kind in REMARKS}
    for number, method, start, length in bounded(_extents(content, inside[b"iloc"])):
        if number not in wanted:
            continue
        if method == 1 and b"idat" in inside:
            start += inside[b"idat"].start
        elif method != 0:
            raise Unfollowable("an item that lies in another")
        if length == 0 or start + length > len(content):
            raise Unfollowable("an item beyond the file")
        yield wanted[number], start, start + length


def _items(content: bytes, box: Box) -> Iterator[tuple[int, bytes]]:
    """Number and kind of each."""
    place = box.start + (6 if content[box.start] == 0 else 8)
    for entry in bounded(_boxes(content, place, box.end)):
        version = content[entry.start]
        if version < 2:
            raise Unfollowable("items of an old kind")
        number, _, kind = struct.unpack_from(">HH4s" if version == 2 else ">IH4s", content, entry.start + 4)
        yield number, kind


def _extents(content: bytes, box: Box) -> Iterator[tuple[int, int, int, int]]:
    """Of each item: its number, the method by which it is found, and where it lies."""
    version = content[box.start]
    sizes, more = content[box.start + 4], content[box.start + 5]
    wide, place = version == 2, box.start + 6
    offset_size, length_size, base_size, index_size = sizes >> 4, sizes & 15, more >> 4, more & 15

    def take(size: int) -> int:
        nonlocal place
        if place + size > box.end:
            raise Unfollowable("a list that ends in the middle")
        place += size
        return int.from_bytes(content[place - size : place])

    for _ in bounded(range(take(4 if wide else 2))):
        number = take(4 if wide else 2)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(base_size)
        for _ in range(take(2)):
            if version:
                take(index_size)
            offset = take(offset_size)
            yield number, method, base + offset, take(length_size)

"""Pictures without what a camera or a program wrote beside them: place, owner, serial number, remarks, previews.

Nothing is decoded: segments, chunks and boxes that hold no picture are left out or emptied, so not a pixel changes.
How a picture lies (the orientation of EXIF) is kept, alone. What cannot be followed is refused, never passed on.
Sources: JPEG is ITU-T T.81 with JFIF and Exif 3.0, PNG is W3C PNG (Third Edition), WebP is RFC 9649.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from marketplace.files.boxes import without_remarks
from marketplace.files.sniffing import sniff
from marketplace.files.unfollowable import MOST_PARTS, Unfollowable, bounded

ORIENTATION = 0x0112
UPRIGHT = 1
# Of a segment, or the end; within a scan all else is data.
MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
END, SCAN, REMARK, EXIF, ICC, ADOBE = 0xD9, 0xDA, 0xFE, 0xE1, 0xE2, 0xEE
EXIF_START, JFIF_START = b"Exif\x00\x00", b"JFIF\x00"
PNG_START = b"\x89PNG\r\n\x1a\n"
# Beside the chunks that a PNG cannot do without.
OF_THE_PICTURE = frozenset(b"tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split())
WEBP_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
SAYS_EXIF, SAYS_XMP = 0x08, 0x04  # flags of VP8X


def without_metadata(content: bytes) -> bytes:
    """The picture as it may be handed to others; anything that is no picture as it is. Raises Unfollowable."""
    kind = sniff(content)
    try:
        if kind == "image/jpeg":
            return _jpeg(content)
        if kind == "image/png":
            return _png(content)
        if kind == "image/webp":
            return _webp(content)
        return without_remarks(content) if kind and kind.startswith("image/") else content
    except (struct.error, IndexError) as torn:
        raise Unfollowable("it ends in the middle") from torn


def _jpeg(content: bytes) -> bytes:
    """Up to its end: what hangs behind it, such as the other pictures of a phone, goes too."""
    kept, lies = [content[:2]], UPRIGHT
    place = 2
    for _ in range(MOST_PARTS):
        found = MARKER.search(content, place)
        if found is None:
            break
        marker = found[1][0]
        if marker == END:
            turned = [_segment(EXIF, EXIF_START + _tiff(lies))] if lies != UPRIGHT else []
            return b"".join([kept[0], *turned, *kept[1:], b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", content, found.end())
        until = found.end() + length
        body = content[found.end() + 2 : until]
        if until > len(content) or length < 2:
            raise Unfollowable("a segment is longer than the file")
        if marker == EXIF and body.startswith(EXIF_START):
            lies = orientation(body[len(EXIF_START) :])
        kept += _kept_segment(marker, body)
        place = until
        if marker == SCAN:
            following = MARKER.search(content, place)
            place = following.start() if following else len(content)
            kept.append(content[until:place])
    raise Unfollowable("a JPEG without an end, or with no end of parts")


def _kept_segment(marker: int, body: bytes) -> Iterator[bytes]:
    """Of the segments of applications those that say how colours are meant; and of JFIF all but its preview."""
    of_a_program = 0xE0 <= marker <= 0xEF or marker == REMARK
    of_colours = marker == ADOBE or (marker == ICC and body.startswith(b"ICC_PROFILE\x00"))
    if marker == 0xE0 and body.startswith(JFIF_START):
        yield _segment(marker, body[:12].ljust(12, b"\x00") + b"\x00\x00")
    elif of_colours or not of_a_program:
        yield _segment(marker, body)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, lies = [PNG_START], UPRIGHT
    for kind, body in bounded(_png_chunks(content)):
        if kind == b"eXIf":
            lies = orientation(body)
        elif kind[0] & 0x20 == 0 or kind in OF_THE_PICTURE:
            if kind == b"IEND" and lies != UPRIGHT:
                kept.append(_png_chunk(b"eXIf", _tiff(lies)))
            kept.append(_png_chunk(kind, body))
    return b"".join(kept)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG_START)
    while True:
        length, kind = struct.unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + length]
        if len(body) < length:
            raise Unfollowable("a chunk is longer than the file")
        yield kind, body
        if kind == b"IEND":
            return
        place += length + 12


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    kept, lies, place, end = list[tuple[bytes, bytes]](), UPRIGHT, 12, min(8 + size, len(content))
    for _ in range(MOST_PARTS):
        if place + 8 > end:
            break
        kind, length = struct.unpack_from("<4sI", content, place)
        body = content[place + 8 : place + 8 + length]
        if len(body) < length:
            raise Unfollowable("a chunk is longer than the file")
        if kind == b"EXIF":
            lies = orientation(body.removeprefix(EXIF_START))
        elif kind in WEBP_PARTS:
            kept.append((kind, body))
        place += 8 + length + (length & 1)
    turned = lies != UPRIGHT
    parts = [(kind, _flagged(body, turned) if kind == b"VP8X" else body) for kind, body in kept]
    parts += [(b"EXIF", _tiff(lies))] if turned and parts and parts[0][0] == b"VP8X" else []
    packed = b"".join(
        struct.pack("<4sI", kind, len(body)) + body + b"\x00" * (len(body) & 1) for kind, body in parts
    )
    return b"RIFF" + struct.pack("<I", len(packed) + 4) + b"WEBP" + packed


def _flagged(body: bytes, turned: bool) -> bytes:
    return bytes([body[0] & ~(SAYS_EXIF | SAYS_XMP) | (SAYS_EXIF if turned else 0)]) + body[1:]


def orientation(tiff: bytes) -> int:
    """How a picture lies, by the first directory of its EXIF: 1 to 8; upright where that cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT


def _tiff(lies: int) -> bytes:
    """A directory of EXIF that says this alone."""
    return b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, lies, 0, 0)

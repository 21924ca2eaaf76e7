"""Two photos that look alike are the evidence of two purchases. What was cropped is not claimed to be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.kinds.reused_file import PAIR_FORMATS, figures_of
from marketplace.flags.ledger import EvidenceFile, MonthLedger
from marketplace.kernel.labels import _l

BITS = 256  # of a perceptual hash of 16 by 16
MOST_APART = 16  # bits
PLAIN = 64  # a picture with fewer bits set, or unset, shows next to nothing that could be compared


def near_pairs(marks: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Places (earlier, later) of marks at most `MOST_APART` bits apart, with their distance.

    Of 17 pieces of two such marks one is equal, so that only marks with an equal piece are compared.
    """
    pieces = MOST_APART + 1
    shelves: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for later, mark in enumerate(marks):
        if not PLAIN <= mark.bit_count() <= BITS - PLAIN:
            continue
        seen = set[int]()
        for piece in range(pieces):
            start, end = BITS * piece // pieces, BITS * (piece + 1) // pieces
            shelf = shelves[piece, mark >> start & ((1 << (end - start)) - 1)]
            seen.update(shelf)
            shelf.append(later)
        for earlier in sorted(seen):
            apart = (marks[earlier] ^ mark).bit_count()
            if apart <= MOST_APART:
                yield earlier, later, apart


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    """The first photo that each looks like; the same file is another flag."""
    photos: list[EvidenceFile] = [one for one in ledger.evidence if one.mark]
    told = set[int]()
    for earlier, later, apart in near_pairs([int(one.mark or "0", 16) for one in photos]):
        known, one = photos[earlier], photos[later]
        apart_papers = known.document.paper != one.document.paper and known.sha256 != one.sha256
        if apart_papers and ledger.within(one.document.day) and later not in told:
            told.add(later)
            figures = {**figures_of(one, known), "apart": apart}
            key = f"{known.document.id}-{one.document.id}"
            yield FlagHit(key, one.document.partner_id, figures, one.document.id)


FLAGS.add("near_photo")(
    FlagKind(
        _l("Foto bukti hampir sama"),
        _l("Foto bukti dua pembelian hampir sama. Foto yang dipotong belum tentu ditemukan."),
        _l(
            "Foto bukti pembelian dari %(seller)s (%(day)s, %(net)s) hanya berbeda %(apart)s dari 256"
            " titik dengan foto pembelian %(shop)s dari %(other_seller)s pada %(other_day)s."
        ),
        "ImageHash phash, 16 x 16, at most 16 bits apart",
        find,
        PAIR_FORMATS,
    )
)

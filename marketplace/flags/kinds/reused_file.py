"""One file is the evidence of two purchases."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.flags.base import FLAGS, FlagHit, FlagKind, Format
from marketplace.flags.ledger import EvidenceFile, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import day, rupiah


def figures_of(one: EvidenceFile, known: EvidenceFile) -> dict[str, object]:
    """What a sentence about two purchases and their evidence says."""
    return {
        "seller": one.document.seller,
        "day": one.document.day.isoformat(),
        "net": one.document.net,
        "shop": known.document.shop,
        "other_seller": known.document.seller,
        "other_day": known.document.day.isoformat(),
    }


PAIR_FORMATS: dict[str, Format] = {"day": day, "net": rupiah, "other_day": day}


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    """Purchases of one sheet of paper share its file and are no hit."""
    first: dict[str, EvidenceFile] = {}
    for one in ledger.evidence:
        known = first.setdefault(one.sha256, one)
        if known.document.paper != one.document.paper and ledger.within(one.document.day):
            key = f"{known.document.id}-{one.document.id}"
            yield FlagHit(key, one.document.partner_id, figures_of(one, known), one.document.id)


FLAGS.add("reused_file")(
    FlagKind(
        _l("Berkas bukti dipakai lagi"),
        _l("Berkas yang sama, bita demi bita, menjadi bukti dua pembelian."),
        _l(
            "Bukti pembelian dari %(seller)s (%(day)s, %(net)s) adalah berkas yang sama dengan bukti"
            " pembelian %(shop)s dari %(other_seller)s pada %(other_day)s."
        ),
        "SHA-256 of the uploaded bytes",
        find,
        PAIR_FORMATS,
    )
)

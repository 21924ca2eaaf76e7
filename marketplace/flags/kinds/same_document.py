"""The number of one receipt stands in the ledger twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.ledger import BoughtDocument, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import day, rupiah

LEAST_SIGNS = 4  # a shorter number, such as 12, is one that many receipts have


def repeated_documents(recent: Sequence[BoughtDocument]) -> Iterator[tuple[BoughtDocument, BoughtDocument]]:
    """Pairs (earlier, later) of one seller and number at two shops or on two days; lines of one sheet"
    " are no pair."""
    first: dict[tuple[str, str], BoughtDocument] = {}
    for one in recent:
        if len(one.number_key) < LEAST_SIGNS or one.net <= 0:
            continue
        known = first.setdefault((one.seller_key, one.number_key), one)
        if (known.partner_id, known.day) != (one.partner_id, one.day):
            yield known, one


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    for known, one in repeated_documents(ledger.recent):
        if ledger.within(one.day):
            figures = {
                "number": one.number,
                "seller": one.seller,
                "day": one.day.isoformat(),
                "net": one.net,
                "shop": known.shop,
                "other_day": known.day.isoformat(),
                "other_net": known.net,
            }
            yield FlagHit(f"{known.id}-{one.id}", one.partner_id, figures, one.id)


FLAGS.add("same_document")(
    FlagKind(
        _l("Nota yang sama dua kali"),
        _l("Nomor nota seorang penjual tercatat di dua toko atau pada dua tanggal."),
        _l(
            "Nota %(number)s dari %(seller)s (%(day)s, %(net)s) sudah tercatat di %(shop)s pada"
            " %(other_day)s senilai %(other_net)s."
        ),
        "ACFE Fraud Examiners Manual: duplicate invoice numbers",
        find,
        {"day": day, "net": rupiah, "other_day": day, "other_net": rupiah},
    )
)

"""A product was bought within a day of the day on which its maker wrote it down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.ledger import MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import day, rupiah

WITHIN = timedelta(days=1)


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    """What was bought before is a purchase whose product was known later; it is no hit."""
    for line in ledger.lines:
        if line.net > 0 and line.product_since <= line.day <= line.product_since + WITHIN:
            figures = {
                "product": line.product,
                "maker": line.maker,
                "day": line.day.isoformat(),
                "since": line.product_since.isoformat(),
                "net": line.net,
            }
            yield FlagHit(str(line.id), line.partner_id, figures, line.purchase_id)


FLAGS.add("fresh_listing")(
    FlagKind(
        _l("Dibeli begitu didaftarkan"),
        _l("Produk dibeli paling lambat sehari setelah pembuatnya menuliskannya di MB2."),
        _l(
            "%(product)s dari %(maker)s dibeli pada %(day)s senilai %(net)s, padahal baru dituliskan pada"
            " %(since)s."
        ),
        "ACFE Fraud Examiners Manual: purchases soon after a vendor is added",
        find,
        {"day": day, "since": day, "net": rupiah},
    )
)

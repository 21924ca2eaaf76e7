"""A maker has answered none of what a shop says it bought there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.kinds.round_amounts import month_words
from marketplace.flags.ledger import BoughtDocument, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import rupiah
from marketplace.purchases.models.ledger import Source

FEWEST = 3  # purchases
GRACE = timedelta(days=14)  # from the end of the month


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    if ledger.today <= ledger.month.last_day + GRACE:
        return
    claims: defaultdict[tuple[int, int], list[BoughtDocument]] = defaultdict(list)
    for one in ledger.documents:
        if one.maker_id and one.source is not Source.HANDOVER and one.net > 0:
            claims[one.partner_id, one.maker_id].append(one)
    for (shop, maker), documents in claims.items():
        if len(documents) >= FEWEST and not any(one.answered for one in documents):
            figures = {
                "maker": documents[0].maker,
                "count": len(documents),
                "net": sum(one.net for one in documents),
                "month": str(ledger.month),
            }
            yield FlagHit(f"{shop}-{maker}-{ledger.month}", shop, figures)


FLAGS.add("unanswered")(
    FlagKind(
        _l("Tidak dibenarkan pembuat"),
        _l("Pembuat tidak menjawab satu pun pembelian sebulan yang disebut toko."),
        _l(
            "%(maker)s tidak menjawab satu pun dari %(count)s pembelian (%(net)s) yang dicatat toko pada"
            " %(month)s."
        ),
        "ISA 505.12: no response to confirmations",
        find,
        {"net": rupiah, "month": month_words},
        whole_month=True,
    )
)

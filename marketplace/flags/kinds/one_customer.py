"""All that a maker is known to have sold went to one shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.kinds.round_amounts import month_words
from marketplace.flags.ledger import BoughtDocument, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import rupiah

FEWEST = 6  # purchases of three months


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    sales: defaultdict[int, list[BoughtDocument]] = defaultdict(list)
    for one in ledger.recent:
        if one.maker_id and one.net > 0:
            sales[one.maker_id].append(one)
    for maker, documents in sales.items():
        shops = {one.partner_id for one in documents}
        now = any(ledger.within(one.day) for one in documents)
        if now and len(shops) == 1 and len(documents) >= FEWEST:
            figures = {
                "maker": documents[0].maker,
                "shop": documents[0].shop,
                "count": len(documents),
                "net": sum(one.net for one in documents),
                "month": str(ledger.month),
            }
            yield FlagHit(f"{maker}-{ledger.month}", documents[0].partner_id, figures)


FLAGS.add("one_customer")(
    FlagKind(
        _l("Pembuat dengan satu pembeli"),
        _l("Semua penjualan pembuat selama tiga bulan hanya kepada satu toko."),
        _l(
            "Selama tiga bulan sampai %(month)s, %(maker)s hanya menjual kepada %(shop)s: %(count)s"
            " pembelian, %(net)s."
        ),
        "ACFE Fraud Examiners Manual: shell companies with one customer",
        find,
        {"net": rupiah, "month": month_words},
        whole_month=True,
    )
)

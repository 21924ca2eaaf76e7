"""Most of what a shop bought in a month is dated in its last days."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.kinds.round_amounts import by_shop, month_words
from marketplace.flags.ledger import MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import rupiah
from marketplace.purchases.models.ledger import Source

LAST_DAYS = 3
FEWEST = 5  # receipts in those days


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    """What came without a day is left out."""
    from_on = ledger.month.last_day.day - LAST_DAYS + 1
    for shop, documents in by_shop(ledger.documents).items():
        dated = [one for one in documents if one.source is not Source.UNDATED]
        last = [one for one in dated if one.day.day >= from_on]
        net, of = sum(one.net for one in last), sum(one.net for one in dated)
        if len(last) >= FEWEST and 2 * net >= of:
            figures = {"count": len(last), "net": net, "of": of, "month": str(ledger.month)}
            yield FlagHit(f"{shop}-{ledger.month}", shop, figures)


FLAGS.add("month_end")(
    FlagKind(
        _l("Menumpuk di akhir bulan"),
        _l("Sedikitnya separuh belanja lokal sebulan bertanggal tiga hari terakhir."),
        _l(
            "%(count)s nota senilai %(net)s dari %(of)s belanja lokal %(month)s bertanggal tiga hari"
            " terakhir bulan itu."
        ),
        "AICPA AU-C 240.A49: entries at the end of a period",
        find,
        {"net": rupiah, "of": rupiah, "month": month_words},
        whole_month=True,
    )
)

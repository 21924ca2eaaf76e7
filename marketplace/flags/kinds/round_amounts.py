"""Most receipts of a shop's month come to round amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.ledger import BoughtDocument, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month

ROUND = 100_000  # rupiah
FEWEST = 5  # round receipts


def by_shop(documents: Sequence[BoughtDocument]) -> dict[int, list[BoughtDocument]]:
    """Purchases of known makers with something to pay, per shop."""
    shops: defaultdict[int, list[BoughtDocument]] = defaultdict(list)
    for one in documents:
        if one.maker_id and one.net > 0:
            shops[one.partner_id].append(one)
    return shops


def month_words(written: str) -> str:
    """August 2026 in words, of 2026-08."""
    return str(Month.parse(written).label)


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    for shop, documents in by_shop(ledger.documents).items():
        count = sum(one.net % ROUND == 0 for one in documents)
        if count >= FEWEST and 2 * count >= len(documents):
            figures = {"count": count, "of": len(documents), "month": str(ledger.month)}
            yield FlagHit(f"{shop}-{ledger.month}", shop, figures)


FLAGS.add("round_amounts")(
    FlagKind(
        _l("Banyak nilai bulat"),
        _l("Sedikitnya separuh nota lokal sebulan bernilai bulat ratusan ribu rupiah."),
        _l("%(count)s dari %(of)s nota pembuat lokal pada %(month)s bernilai bulat (kelipatan Rp100.000)."),
        "Nigrini (2012), Benford's Law: number duplication and rounding",
        find,
        {"month": month_words},
        whole_month=True,
    )
)

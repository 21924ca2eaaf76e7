"""A product cost a shop far more, or less, than it cost others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.ledger import BoughtLine, MonthLedger
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import day, rupiah
from marketplace.kernel.money import half_up

FEWEST = 5  # prices elsewhere
FARTHEST = 3.5  # robust z
TO_SIGMA = 0.6745  # MAD of a normal distribution in standard deviations
LEAST_MAD = 0.05  # of the median: prices that are all equal would make every other one an outlier


class Outlier(NamedTuple):
    """Prices in rupiah of one unit; `z` counts standard deviations of a robust estimate."""

    line: BoughtLine
    price: int
    usual: int
    z: float


def robust_z(price: float, others: Sequence[float]) -> tuple[float, float]:
    """How many robust standard deviations a price lies from the median of the others, and that median."""
    middle = median(others)
    mad = max(median(abs(one - middle) for one in others), LEAST_MAD * middle)
    return TO_SIGMA * (price - middle) / mad, middle


def outliers(lines: Sequence[BoughtLine]) -> Iterator[Outlier]:
    """Against the prices of the same product and unit at other shops, of which there must be `FEWEST`."""
    goods: defaultdict[tuple[int, str], list[BoughtLine]] = defaultdict(list)
    for line in lines:
        if line.quantity > 0 and line.net > 0:
            goods[line.product_id, line.unit].append(line)
    for same in goods.values():
        for shop in {line.partner_id for line in same}:
            others = [_price(line) for line in same if line.partner_id != shop]
            if len(others) < FEWEST:
                continue
            for line in same:
                if line.partner_id == shop:
                    z, middle = robust_z(_price(line), others)
                    if abs(z) > FARTHEST:
                        yield Outlier(line, round(_price(line)), round(middle), z)


def _price(line: BoughtLine) -> float:
    return half_up(line.net * 1000, line.quantity)


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    for one in outliers(ledger.recent_lines):
        if ledger.within(one.line.day):
            figures = {
                "product": one.line.product,
                "maker": one.line.maker,
                "day": one.line.day.isoformat(),
                "price": one.price,
                "usual": one.usual,
                "z": f"{one.z:+.1f}".replace(".", ","),
            }
            yield FlagHit(str(one.line.id), one.line.partner_id, figures, one.line.purchase_id)


FLAGS.add("price_outlier")(
    FlagKind(
        _l("Harga jauh dari biasanya"),
        _l("Harga satuan jauh dari harga produk yang sama di toko lain."),
        _l(
            "%(product)s dari %(maker)s dibeli %(price)s per satuan pada %(day)s; di toko lain biasanya"
            " %(usual)s (selisih %(z)s simpangan)."
        ),
        "Iglewicz & Hoaglin (1993): modified z-score above 3.5",
        find,
        {"day": day, "price": rupiah, "usual": rupiah},
    )
)

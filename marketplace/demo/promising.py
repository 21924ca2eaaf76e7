"""What the partners of the demo promise, some more than they keep, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.circulars.terms import JudgedMonths, Promise
from marketplace.demo.lists import Shop

ABOUT = {
    "T01": "Swalayan warga Imopuro sejak 1998 (contoh). Rak buatan Metro ada di dekat kasir.",
    "T04": "Oleh-oleh khas Metro dan Lampung (contoh): keripik, kopi, dan tapis langsung dari pembuatnya.",
    "T05": "Hotel di pusat kota (contoh). Suguhan kamar dan sarapan memakai buatan Metro.",
}


def promises_of(shop: Shop) -> Sequence[Promise]:
    """A share near what the shop really buys, makers in a quarter, and for every third shop an amount a month."""
    share = max(5, shop.share + (2 if shop.number % 2 else -4))
    promises = [
        Promise(
            code="",
            text=f"Sekurangnya {share} persen dari seluruh belanja setiap bulan untuk buatan Metro (contoh).",
            rule="value_share",
            figures={"least": share * 100},
            lowest_grade="C",
        ),
        Promise(
            code="",
            text="Membeli dari sekurangnya lima pembuat yang berbeda setiap triwulan (contoh).",
            rule="producer_breadth",
            figures={"least": 5},
            stretch=JudgedMonths.QUARTER,
        ),
    ]
    if shop.number % 3 == 1:
        promises.append(
            Promise(
                code="",
                text="Belanja buatan Metro sekurangnya satu setengah juta rupiah setiap bulan (contoh).",
                rule="minimum_spend",
                figures={"least": 1_500_000},
            )
        )
    return promises

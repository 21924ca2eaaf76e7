"""Rows for the examples of measures: invented purchases of a shop in August 2026."""

from __future__ import annotations

from datetime import date

from marketplace.uptake.lines import Grade, LedgerLine


def bought(
    net: int,
    *,
    maker: int = 1,
    day: int = 12,
    month: int = 8,
    outlet: int | None = None,
    certified: bool = True,
) -> LedgerLine:
    """Goods of one maker, whose product and kelurahan have its number; below zero a return."""
    return LedgerLine(
        id=day,
        day=date(2026, month, day),
        net=net,
        producer_id=maker,
        kelurahan=f"kelurahan {maker}",
        item=f"product:{maker}",
        categories=("food",),
        grade=Grade.B,
        local=True,
        certified=certified,
        refused=False,
        disputed=False,
        outlet=outlet,
    )

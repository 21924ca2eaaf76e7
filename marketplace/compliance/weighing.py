"""Declared totals beside what counts as local: the two numbers that a month's share is taken of, for many months."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from marketplace.circulars.queries import excluded_goods
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.counting import excluded_in, left_of, local_by_month
from marketplace.uptake.ledger import totals_of
from marketplace.uptake.measures.base import rupiah_of
from marketplace.uptake.stored import summed_lines


class WeighedMonth(NamedTuple):
    """`local` rupiah, and the `whole` that they are a share of: None while none is declared, or its excluded part
    was not told.
    """

    local: Rupiah = Rupiah(0)
    whole: Rupiah | None = None

    @property
    def too_low(self) -> bool:
        """Less counts than what its makers alone delivered: no share can be had from it."""
        return self.whole is not None and self.whole < self.local


def weigh_months(
    session: Session, wanted: Collection[tuple[int, str]]
) -> Mapping[tuple[int, str], WeighedMonth]:
    """By partner and month (2026-08), as judgements read them now, in few statements."""
    if not wanted:
        return {}
    partner_ids, months = {one for one, _ in wanted}, sorted({month for _, month in wanted})
    span = MonthSpan(Month.parse(months[0]), Month.parse(months[-1]))
    every = excluded_goods(session)
    totals = totals_of(session, span, partner_ids=partner_ids)
    lines = summed_lines(session, span, partner_ids=partner_ids, of_makers=True).of
    local = {one: local_by_month(lines.get(one, ()), every) for one in partner_ids}
    left = {
        (one, total.month): left_of(total, excluded_in(Month.parse(total.month), every))
        for one, some in totals.items()
        for total in some
    }
    return {
        (one, month): WeighedMonth(
            Rupiah(rupiah_of(local[one].get(Month.parse(month), ()))),
            Rupiah(whole.rupiah) if (whole := left.get((one, month))) else None,
        )
        for one, month in wanted
    }

"""What a judgement reads beside purchases and totals: each only where a clause or a promise asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from marketplace.circulars.terms import Promise
from marketplace.compliance.basis import needs_outlets, needs_stated
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.declared_figures import figures_of
from marketplace.purchases.figure_kinds import CombinedFigure
from marketplace.uptake.billed import bills_of
from marketplace.uptake.judged import outlets_of
from marketplace.uptake.lines import Bill, JudgedOutlet, OrderedLine
from marketplace.uptake.measures.base import Need
from marketplace.uptake.ordered import ordered_lines


class BesideLines(NamedTuple):
    """Of one partner."""

    outlets: tuple[JudgedOutlet, ...] = ()
    stated: tuple[CombinedFigure, ...] = ()
    ordered: tuple[OrderedLine, ...] = ()
    billed: tuple[Bill, ...] = ()


class BooksBeside(NamedTuple):
    """Of each partner, by its number."""

    outlets: Mapping[int, Sequence[JudgedOutlet]]
    stated: Mapping[int, Sequence[CombinedFigure]]
    ordered: Mapping[int, Sequence[OrderedLine]]
    billed: Mapping[int, Sequence[Bill]]

    def of(self, partner_id: int) -> BesideLines:
        return BesideLines(
            outlets=tuple(self.outlets.get(partner_id, ())),
            stated=tuple(self.stated.get(partner_id, ())),
            ordered=tuple(self.ordered.get(partner_id, ())),
            billed=tuple(self.billed.get(partner_id, ())),
        )


def books_beside(
    session: Session, promises: Iterable[Promise], span: MonthSpan, partner_ids: Collection[int] | None
) -> BooksBeside:
    """In one statement for each that is asked for; None reads of all partners."""
    asked = list(promises)
    needs = {need for promise in asked for need in promise.measure_type.needs}
    only: dict[str, Any] = {"partner_ids": partner_ids}
    return BooksBeside(
        outlets=outlets_of(session, **only) if any(map(needs_outlets, asked)) else {},
        stated=figures_of(session, span, **only) if any(map(needs_stated, asked)) else {},
        ordered=ordered_lines(session, span, **only) if Need.ORDERS in needs else {},
        billed=bills_of(session, span, **only) if Need.INVOICES in needs else {},
    )

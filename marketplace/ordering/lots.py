"""Goods on consignment keep the terms they were brought under: lots, as they follow from what came and what lies there.

What leaves a shelf, sold, lost or taken back, leaves it in the order in which it came. So what still lies there is what
came last, and no lot has to be written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.ids import OutletId, ProducerId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.terms import Consigned, TermReply, TradeTerm
from marketplace.ordering.states import AGREED, Side, TradeModel
from marketplace.ordering.terms import HOLD


class ConsignedLot(NamedTuple):
    """Units that came under the same terms: what the shop pays for one, and who bears one that is lost."""

    units: int
    unit_price: Rupiah
    loss_on: Side

    @property
    def value(self) -> Rupiah:
        return Rupiah(self.units * self.unit_price)

    def owed(self, leaving: Leaving) -> Rupiah:
        """Rupiah that the shop pays for what left of it."""
        borne = leaving.lost if self.loss_on is Side.SHOP else 0
        return Rupiah((leaving.sold + borne) * self.unit_price)


class Leaving(NamedTuple):
    """Units of a lot: what left it, and how many are left of it."""

    sold: int
    lost: int
    taken_back: int
    counted: int


def share_out(units: Sequence[int], *, counted: int, taken_back: int, lost: int) -> list[Leaving]:
    """What a count of the whole shelf means for its lots, which are given as units, the oldest first.

    The oldest are sold first; of the rest the oldest are lost, and then taken back. The figures add up already.
    """
    sold = sum(units) - counted - taken_back - lost
    found = []
    for there in units:
        of_it = min(there, sold)
        missing = min(there - of_it, lost)
        back = min(there - of_it - missing, taken_back)
        found.append(Leaving(of_it, missing, back, there - of_it - missing - back))
        sold, lost, taken_back = sold - of_it, lost - missing, taken_back - back
    return found


def owed_for(lots: Sequence[ConsignedLot], *, counted: int, taken_back: int, lost: int) -> Rupiah:
    """Rupiah that the shop pays after such a count."""
    parts = share_out([lot.units for lot in lots], counted=counted, taken_back=taken_back, lost=lost)
    return Rupiah(sum(lot.owed(part) for lot, part in zip(lots, parts, strict=True)))


def without_oldest(lots: Iterable[ConsignedLot], units: int) -> list[ConsignedLot]:
    """What is left once so many have gone."""
    left = []
    for lot in lots:
        gone = min(lot.units, units)
        units -= gone
        if lot.units > gone:
            left.append(lot._replace(units=lot.units - gone))
    return left


def lots_at(
    session: Session, producer_id: ProducerId, outlet_id: OutletId
) -> Mapping[VariantId, Sequence[ConsignedLot]]:
    """Per variant what lies there, the oldest first; what came one after the other under equal terms is one lot."""
    lying = lying_lots(Handover.producer_id == producer_id, Handover.outlet_id == outlet_id).c
    query = select(lying.variant_id, lying.units, lying.unit_price, lying.loss_on).order_by(
        lying.variant_id, lying.newer.desc()
    )
    found: dict[VariantId, list[ConsignedLot]] = {}
    for variant_id, units, price, loss_on in session.execute(query):
        lots, lot = found.setdefault(variant_id, []), ConsignedLot(units, Rupiah(price), loss_on)
        if lots and lots[-1][1:] == lot[1:]:
            lot = lot._replace(units=lots.pop().units + units)
        lots.append(lot)
    return found


def lying_lots(*which: ColumnElement[bool]) -> Subquery:
    """A row for each time that goods came of which some still lie there: `units` of them, `newer` came after it."""
    same = and_(
        Consigned.producer_id == Handover.producer_id,
        Consigned.outlet_id == Handover.outlet_id,
        Consigned.variant_id == HandoverLine.variant_id,
    )
    newer: ColumnElement[Any] = func.sum(HandoverLine.accepted).over(
        partition_by=(Handover.producer_id, Handover.outlet_id, HandoverLine.variant_id),
        order_by=(Handover.agreed_at.desc(), HandoverLine.id.desc()),
        rows=(None, -1),
    )
    came = (
        select(
            Handover.producer_id,
            Handover.outlet_id,
            HandoverLine.variant_id,
            HandoverLine.accepted,
            HandoverLine.unit_price,
            func.coalesce(HandoverLine.loss_on, Handover.loss_on).label("loss_on"),
            Consigned.balance,
            func.coalesce(newer, 0).label("newer"),
        )
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .join(Consigned, same)
        .where(CAME, Consigned.balance > 0, *which)
        .subquery()
    )
    left = came.c.balance - came.c.newer
    units = case((came.c.accepted > left, left), else_=came.c.accepted)
    return select(came, units.label("units")).where(left > 0).subquery()


CAME = and_(Handover.state == AGREED, Handover.trade == TradeModel.CONSIGNMENT, HandoverLine.accepted > 0)


def usual_prices(
    session: Session, producer_id: ProducerId, outlet_id: OutletId
) -> Mapping[VariantId, Rupiah]:
    """What the shop pays for one of an item that comes again: as for those that came last.

    Of none that came before the terms that hold now were agreed: then these say the price.
    """
    between = {"producer_id": producer_id, "outlet_id": outlet_id}
    agreed_at = (
        select(func.max(TermReply.answered_at))
        .join(TradeTerm, TradeTerm.id == TermReply.term_id)
        .where(*(getattr(TradeTerm, name) == value for name, value in between.items()))
        .where(TermReply.answer.in_(HOLD))
        .scalar_subquery()
    )
    sent_at = (
        select(func.max(Handover.sent_at.expression))
        .join(HandoverLine, HandoverLine.handover_id == Handover.id)
        .where(*(getattr(Handover, name) == value for name, value in between.items()))
        .where(CAME, HandoverLine.variant_id == Consigned.variant_id)
        .scalar_subquery()
    )
    query = select(Consigned.variant_id, Consigned.unit_price).filter_by(**between)
    rows = session.execute(query.where(or_(agreed_at.is_(None), agreed_at <= sent_at)))
    return {variant_id: Rupiah(price) for variant_id, price in rows}

"""What a shop may give back: of goods it bought those it still could have, of consigned ones what lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.ids import OutletId, ProducerId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.consigned import balances_at
from marketplace.ordering.lots import without_oldest
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.states import AGREED, CONTESTED, SENT, HandoverKind, TradeModel


class Lot(NamedTuple):
    """Units that came at one price and were not given back."""

    unit_price: Rupiah
    units: int


class Returnable(NamedTuple):
    """Of one variant at an outlet; the lots are in the order in which they go back: of goods that were bought what came
    last first, of consigned ones what came first (see `lots`).
    """

    variant_id: VariantId
    name: str
    unit: str
    consigned: bool
    lots: Sequence[Lot]

    @property
    def units(self) -> int:
        return sum(lot.units for lot in self.lots)


def returnable(
    session: Session, producer_id: ProducerId, outlet_id: OutletId
) -> Mapping[VariantId, Returnable]:
    """What can still be given back, without what is on its way back already.

    An item that lies there on consignment goes back as consigned, and costs nothing; only when nothing of it lies
    there any more do goods that were bought outright come back for money.
    """
    waiting = _waiting(session, producer_id, outlet_id)
    names = _names(session, producer_id, outlet_id)
    found: dict[VariantId, Returnable] = {}
    for variant_id, lies in balances_at(session, producer_id, outlet_id).items():
        if lies.balance:
            left = without_oldest(lies.lots, waiting.get(variant_id, 0))
            lots = [Lot(lot.unit_price, lot.units) for lot in left]
            found[variant_id] = Returnable(variant_id, *names[variant_id], consigned=True, lots=lots)
    for variant_id, lots in bought_lots(session, producer_id, outlet_id).items():
        if variant_id not in found and lots:
            found[variant_id] = Returnable(variant_id, *names[variant_id], consigned=False, lots=lots)
    return found


def bought_lots(
    session: Session, producer_id: ProducerId, outlet_id: OutletId
) -> Mapping[VariantId, list[Lot]]:
    """Per variant and price what was accepted outright, less what went back; the newest price first."""
    stands = or_(
        Handover.state == AGREED,
        and_(Handover.kind == HandoverKind.RETURN, Handover.state.in_((SENT, CONTESTED))),
    )
    left = func.sum(func.coalesce(HandoverLine.accepted, 0) - HandoverLine.taken_back)
    query = (
        select(HandoverLine.variant_id, HandoverLine.unit_price, left)
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(
            Handover.producer_id == producer_id,
            Handover.outlet_id == outlet_id,
            Handover.trade == TradeModel.OUTRIGHT,
            stands,
        )
        .group_by(HandoverLine.variant_id, HandoverLine.unit_price)
        .having(left > 0)
        .order_by(HandoverLine.variant_id, func.max(HandoverLine.id).desc())
    )
    lots: dict[VariantId, list[Lot]] = {}
    for variant_id, price, units in session.execute(query):
        lots.setdefault(variant_id, []).append(Lot(Rupiah(price), int(units)))
    return lots


def _waiting(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> Mapping[VariantId, int]:
    """Consigned units that a return which nobody has answered yet takes away."""
    query = (
        select(HandoverLine.variant_id, func.sum(HandoverLine.taken_back))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(
            Handover.producer_id == producer_id,
            Handover.outlet_id == outlet_id,
            Handover.kind == HandoverKind.RETURN,
            Handover.trade == TradeModel.CONSIGNMENT,
            Handover.state.in_((SENT, CONTESTED)),
        )
        .group_by(HandoverLine.variant_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _names(
    session: Session, producer_id: ProducerId, outlet_id: OutletId
) -> Mapping[VariantId, tuple[str, str]]:
    """As the papers of this outlet called each variant last, and its unit."""
    query = (
        select(HandoverLine.variant_id, HandoverLine.name, HandoverLine.unit)
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(Handover.producer_id == producer_id, Handover.outlet_id == outlet_id)
        .order_by(HandoverLine.id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}

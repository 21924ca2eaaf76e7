"""Returns: goods that go back from a shop to their maker, written by whichever side sees to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId, ProducerId, VariantId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.returns import Returnable, returnable
from marketplace.ordering.services.drafting import draft
from marketplace.ordering.services.sending import field_of, lock_shelf, send_off
from marketplace.ordering.states import CONTESTED, SENT, HandoverKind, TakeBackReason, TradeModel
from marketplace.ordering.terms import Between
from marketplace.partners.models import Outlet


@dataclass(frozen=True, kw_only=True)
class ReturnItem:
    variant_id: VariantId
    units: int
    reason: TakeBackReason


def send_return(
    uow: UnitOfWork,
    *,
    producer_id: ProducerId,
    outlet_id: OutletId,
    items: Sequence[ReturnItem],
    note: str = "",
) -> Handover:
    """Say what goes back; the other side agrees. What was bought is taken off what is owed, at the price it came for.

    Refused for more of an item than was accepted there and not given back, or than lies there on consignment; for
    both kinds of goods in one return; and for consigned ones while a round waits for its answer. A return that was
    withdrawn is written anew under its number.
    """
    outlet = uow.get(Outlet, outlet_id)
    uow.demand(policies.TRADE, Between(producer_id, outlet.partner_id))
    lock_shelf(uow, outlet_id)  # nobody gives the same units back twice
    there = returnable(uow.session, producer_id, outlet_id)
    wanted = [item for item in items if item.units]
    lines = [line for item in wanted for line in _lines(item, there)]
    consigned = _one_kind(wanted, there)
    if consigned:
        _refuse_open_round(uow, producer_id, outlet_id)
    issuer_id = outlet.partner_id if uow.actor.at == outlet.partner_id else producer_id
    handover = draft(uow, HandoverKind.RETURN, producer_id, outlet, issuer_id=issuer_id, lines=lines)
    handover.note = note.strip()
    send_off(uow, handover, trade=TradeModel.CONSIGNMENT if consigned else TradeModel.OUTRIGHT)
    return handover


def _lines(item: ReturnItem, there: Mapping[VariantId, Returnable]) -> Iterator[HandoverLine]:
    """One per price the goods came for."""
    row, left = _checked(item, there), item.units
    for lot in row.lots:
        units = min(left, lot.units)
        if units:
            yield HandoverLine(
                variant_id=item.variant_id,
                name=row.name,
                unit=row.unit,
                unit_price=lot.unit_price,
                taken_back=units,
                take_back_reason=item.reason,
            )
        left -= units


def _checked(item: ReturnItem, there: Mapping[VariantId, Returnable]) -> Returnable:
    field = field_of("units", item.variant_id)
    row = there.get(item.variant_id)
    if row is None:
        raise Refused(
            _l("Barang ini tidak pernah diterima di gerai ini, atau sudah habis diretur."), field=field
        )
    if not 0 < item.units <= row.units:
        raise Refused(
            _l("%(name)s: yang dapat diretur %(left)s; kurangi jumlahnya.", name=row.name, left=row.units),
            field=field,
        )
    return row


def _one_kind(items: Sequence[ReturnItem], there: Mapping[VariantId, Returnable]) -> bool:
    """Whether they are consigned goods."""
    kinds = {there[item.variant_id].consigned for item in items}
    if len(kinds) > 1:
        raise Refused(_l("Barang titipan dan barang yang dibeli putus diretur dengan surat sendiri-sendiri."))
    return True in kinds


def _refuse_open_round(uow: UnitOfWork, producer_id: ProducerId, outlet_id: OutletId) -> None:
    number = uow.session.scalar(
        select(Handover.number).where(
            Handover.producer_id == producer_id,
            Handover.outlet_id == outlet_id,
            Handover.kind == HandoverKind.ROUND,
            Handover.rest_of_id.is_(None),  # a difference blocks nothing
            Handover.state.in_((SENT, CONTESTED)),
        )
    )
    if number is not None:
        raise Refused(
            _l("Kunjungan %(number)s di gerai ini belum disepakati; selesaikan dahulu.", number=number)
        )

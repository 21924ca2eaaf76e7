"""What the maker can bring instead of what was ordered, and the shop that agrees to it. Every version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrderId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies, states
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.events import LineChange, OrderProposalAccepted, OrderProposed
from marketplace.ordering.models.orders import Order, OrderLine, OrderProposal, ProposalLine
from marketplace.ordering.services.answering import answer_proposal, check_promise, open_proposal
from marketplace.ordering.states import PROPOSED

MOST = 100_000  # units of one line: more is a slip of the finger


class ProposedLine(NamedTuple):
    """A line as the maker proposes it; zero units drop it."""

    quantity: int
    unit_price: Rupiah


def propose_changes(
    uow: UnitOfWork,
    order_id: OrderId,
    *,
    changes: Mapping[int, ProposedLine],
    promised_on: date | None = None,
    note: str = "",
) -> OrderProposal:
    """Offer other quantities or prices (by order line), or another day; what is not named stays as it was ordered.

    While the shop has not answered, another proposal takes the place of the open one. The shop has as long to answer
    as the maker had. Refused when nothing differs, when nothing would be left, and for amounts that make no sense.
    """
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CONFIRM, order)
    if changes.keys() - {line.id for line in order.lines}:
        raise LookupError(f"order {order.id} has no such lines: {sorted(changes)}")
    check_promise(uow, promised_on)
    state = order.state if order.state is PROPOSED else states.PROPOSE(order.state)
    lines = [_line(line, changes.get(line.id)) for line in order.lines]
    _check(order, lines, promised_on)
    proposal = _write(uow, order, lines, promised_on=promised_on, note=note.strip())
    order.state, order.answer_by = state, answer_by(uow)
    uow.emit(
        OrderProposed(
            order_id=order.id,
            number=proposal.number,
            changed=_changed(lines),
            promised_on=promised_on.isoformat() if promised_on else None,
            reason=proposal.note,
        )
    )
    return proposal


def accept_proposal(uow: UnitOfWork, order_id: OrderId) -> Order:
    """The shop takes what the maker proposed: from now on that is what was ordered.

    Counted stock is held for what is more and freed for what is less. Refused when not enough of it is left.
    """
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.ACCEPT, order)
    order.state = states.ACCEPT(order.state)
    proposal = open_proposal(uow, order)
    if proposal is None:
        raise LookupError(f"order {order.id} waits for an answer without a proposal")
    before = order.total
    _take_over(uow, order, proposal)
    answer_proposal(uow, proposal, accepted=True)
    order.confirmed_at, order.promised_on = uow.now, proposal.promised_on
    uow.emit(
        OrderProposalAccepted(
            order_id=order.id,
            number=proposal.number,
            changed=_changed(proposal.lines),
            total_before=before,
            total=order.total,
            promised_on=proposal.promised_on.isoformat() if proposal.promised_on else None,
        )
    )
    return order


def _write(
    uow: UnitOfWork, order: Order, lines: list[ProposalLine], *, promised_on: date | None, note: str
) -> OrderProposal:
    """In the place of the open one, if there is one."""
    if (before := open_proposal(uow, order)) is not None:
        answer_proposal(uow, before, accepted=False)
    return uow.add(
        OrderProposal(
            order_id=order.id,
            number=1 + _count(uow, order),
            promised_on=promised_on,
            note=note,
            proposed_by=uow.actor.user_id,
            proposed_at=uow.now,
            lines=lines,
        )
    )


def _line(line: OrderLine, change: ProposedLine | None) -> ProposalLine:
    wanted = change or ProposedLine(line.quantity, line.unit_price)
    return ProposalLine(
        order_line_id=line.id,
        quantity_before=line.quantity,
        price_before=line.unit_price,
        quantity=wanted.quantity,
        unit_price=wanted.unit_price,
    )


def _check(order: Order, lines: list[ProposalLine], promised_on: date | None) -> None:
    names = {line.id: line.name for line in order.lines}
    for line in lines:
        name = names[line.order_line_id]
        if not 0 <= line.quantity <= MOST:
            raise Refused(
                _l("%(name)s: isi jumlah dari 0 sampai %(most)s.", name=name, most=MOST),
                field=f"quantity_{line.order_line_id}",
            )
        if line.unit_price <= 0:
            raise Refused(
                _l("%(name)s: harga harus lebih dari nol; untuk tidak mengirimnya, isi jumlah 0.", name=name),
                field=f"price_{line.order_line_id}",
            )
    if not any(line.quantity for line in lines):
        raise Refused(_l("Semua barang berjumlah 0; tolak saja pesanannya dengan alasan."))
    if not any(line.changed for line in lines) and promised_on in (None, order.needed_on):
        raise Refused(
            _l("Belum ada yang berubah; ubah jumlah, harga, atau hari, atau konfirmasi pesanannya.")
        )


def _changed(lines: list[ProposalLine]) -> tuple[LineChange, ...]:
    return tuple(
        {
            "line_id": line.order_line_id,
            "quantity": (line.quantity_before, line.quantity),
            "unit_price": (line.price_before, line.unit_price),
        }
        for line in lines
        if line.changed
    )


def _count(uow: UnitOfWork, order: Order) -> int:
    return uow.session.scalar(select(func.count()).where(OrderProposal.order_id == order.id)) or 0


def _take_over(uow: UnitOfWork, order: Order, proposal: OrderProposal) -> None:
    wanted = {line.order_line_id: line for line in proposal.lines}
    for line in sorted(order.lines, key=lambda line: line.variant_id):
        now = wanted[line.id]
        held = line.reserved
        if held and now.quantity > held:
            held += _more(uow, line, now.quantity - held)
        elif now.quantity < held:
            inventory.release(uow, line.variant_id, held - now.quantity)
            held = now.quantity
        line.quantity, line.unit_price, line.reserved = now.quantity, now.unit_price, held


def _more(uow: UnitOfWork, line: OrderLine, quantity: int) -> int:
    try:
        return inventory.reserve(uow, line.variant_id, quantity)
    except Refused as error:
        raise Refused(
            _l(
                "Usulan ini tidak dapat dipenuhi lagi: %(why)s Minta pembuat mengusulkan lagi.",
                why=error.sentence,
            )
        ) from None

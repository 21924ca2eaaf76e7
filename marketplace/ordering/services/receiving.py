"""The shop's side of a handover: what it accepts becomes a purchase in the ledger, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.represented import acted_for
from marketplace.catalog.models import Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, HandoverId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.ordering import policies, states
from marketplace.ordering.events import HandoverAgreed, HandoverContested
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.services.answering import close_order
from marketplace.ordering.states import SENT, AgreedHow, RejectReason
from marketplace.purchases.models import Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A line of which not all was accepted; units. `rejected` None: the rest of what was brought."""

    line_id: int
    accepted: int
    rejected: int | None = None
    reason: RejectReason | None = None
    photo_id: AttachmentId | None = None


def agree_handover(
    uow: UnitOfWork,
    handover_id: HandoverId,
    *,
    differences: Sequence[Difference] = (),
    note: str = "",
    deemed: bool = False,
) -> Handover:
    """The shop says what it took; a line without a difference was taken as brought.

    Writes the purchase (grade A; one-sided when deemed agreed, when an official acted on behalf of either side, or
    when the one who agrees also sits with the maker), moves counted stock, and closes an order of which nothing
    remains. Refused when accepted and rejected do not add up to what was brought, when something is rejected without
    a reason, and to an official who prepared it on behalf of the maker.
    """
    handover = uow.get(Handover, handover_id, lock=True)
    uow.demand(policies.RECEIVE, handover)
    _refuse_both_sides(uow, handover)
    state = states.AGREE(handover.state)
    order = uow.get(Order, handover.order_id, lock=True) if handover.order_id is not None else None
    _settle(handover, differences)
    if order is not None:
        _take_over(uow, handover, order)
    uow.session.flush()  # lines first: those of an agreed handover no longer change
    handover.state, handover.note = state, note.strip()
    handover.agreed_how = AgreedHow.DEEMED if deemed else AgreedHow.ACCOUNT
    handover.agreed_by, handover.agreed_at = uow.actor.user_id, uow.now
    uow.session.flush()
    _record(uow, handover)
    uow.emit(
        HandoverAgreed(
            handover_id=handover.id,
            order_id=handover.order_id,
            accepted=sum(line.accepted or 0 for line in handover.lines),
            rejected=sum(line.rejected or 0 for line in handover.lines),
            deemed=deemed,
        )
    )
    if order is not None and all(line.accepted == line.quantity for line in order.lines):
        close_order(uow, order)
    return handover


def contest_handover(uow: UnitOfWork, handover_id: HandoverId, *, reason: str) -> Handover:
    """The shop says that it did not happen so. It is agreed later, with the numbers that both found."""
    handover = uow.get(Handover, handover_id, lock=True)
    uow.demand(policies.RECEIVE, handover)
    if not reason.strip():
        raise Refused(_l("Tulis apa yang tidak benar dari kiriman ini."), field="reason")
    handover.state = states.CONTEST(handover.state)
    handover.contested_because = reason.strip()
    uow.emit(HandoverContested(handover_id=handover.id, reason=handover.contested_because))
    return handover


def agree_unanswered(uow: UnitOfWork) -> int:
    """Handovers that no shop has answered in time count as accepted, marked so; returns how many.

    Doing it twice finds nothing the second time.
    """
    late = select(Handover.id).where(Handover.state == SENT, Handover.answer_by < uow.now)
    found = uow.session.scalars(late.order_by(Handover.id)).all()
    for handover_id in found:
        agree_handover(uow, handover_id, deemed=True)
    return len(found)


def _refuse_both_sides(uow: UnitOfWork, handover: Handover) -> None:
    """Whoever stands for the shop was not the one who stood for the maker."""
    me = uow.actor
    if me.on_behalf_of is not None and me.user_id is not None and me.user_id == handover.prepared_by:
        raise Refused(
            _l("Anda menyiapkan kiriman ini atas nama pembuat; tokonya sendiri yang menyatakan menerimanya.")
        )


def _settle(handover: Handover, differences: Sequence[Difference]) -> None:
    told = {difference.line_id: difference for difference in differences}
    if told.keys() - {line.id for line in handover.lines}:
        raise LookupError(f"handover {handover.id} has no such lines: {sorted(told)}")
    for line in handover.lines:
        said = told.get(line.id)
        line.accepted, line.rejected = (said.accepted, _rejected(line, said)) if said else (line.brought, 0)
        line.reject_reason = said.reason if said and line.rejected else None
        line.reject_photo_id = said.photo_id if said and line.rejected else None


def _rejected(line: HandoverLine, said: Difference) -> int:
    rejected = line.brought - said.accepted if said.rejected is None else said.rejected
    if said.accepted < 0 or rejected < 0 or said.accepted + rejected != line.brought:
        raise Refused(
            _l(
                "%(name)s: diterima dan ditolak harus berjumlah %(brought)s, sebanyak yang dikirim.",
                name=line.name,
                brought=line.brought,
            ),
            field=f"accepted_{line.id}",
        )
    if rejected and said.reason is None:
        raise Refused(
            _l("%(name)s: pilih alasan %(rejected)s ditolak.", name=line.name, rejected=rejected),
            field=f"reason_{line.id}",
        )
    return rejected


def _take_over(uow: UnitOfWork, handover: Handover, order: Order) -> None:
    """Accepted units leave the counted stock that the order held."""
    ordered = {line.id: line for line in order.lines}
    for line in sorted(handover.lines, key=lambda line: line.variant_id):
        if line.order_line_id is None:
            continue
        of: OrderLine = ordered[line.order_line_id]
        accepted = line.accepted or 0
        held = min(accepted, of.reserved)
        inventory.hand_out(uow, line.variant_id, held, source=handover.number)
        of.accepted, of.reserved = of.accepted + accepted, of.reserved - held


def _record(uow: UnitOfWork, handover: Handover) -> None:
    lines = list(_ledger_lines(uow, handover))
    if lines:
        record_purchase(
            uow,
            NewPurchase(
                source=Source.HANDOVER,
                source_ref=handover.public_id,
                partner_id=handover.partner_id,
                outlet_id=handover.outlet_id,
                producer_id=handover.producer_id,
                bought_on=uow.today,
                document_number=handover.number,
                one_sided=_is_one_sided(uow, handover),
                lines=lines,
            ),
        )


def _is_one_sided(uow: UnitOfWork, handover: Handover) -> bool:
    maker, by, at = handover.producer_id, handover.prepared_by, handover.prepared_at
    on_behalf = uow.actor.on_behalf_of is not None or (
        by is not None and acted_for(uow.session, by, maker, at)
    )
    return handover.deemed or on_behalf or uow.actor.sits_in(maker)


def _ledger_lines(uow: UnitOfWork, handover: Handover) -> Iterator[NewLine]:
    products = {
        row[0]: (row[1], row[2])
        for row in uow.session.execute(
            select(Variant.id, Product.id, Product.category_id)
            .join(Product, Product.id == Variant.product_id)
            .where(Variant.id.in_([line.variant_id for line in handover.lines]))
        )
    }
    for line in handover.lines:
        if line.accepted:
            product_id, category_id = products[line.variant_id]
            yield NewLine(
                text=line.name,
                quantity=Quantity.of(line.accepted),
                unit=line.unit,
                unit_price=line.unit_price,
                net=Rupiah(line.accepted * line.unit_price),
                variant_id=line.variant_id,
                product_id=product_id,
                category_id=category_id,
            )

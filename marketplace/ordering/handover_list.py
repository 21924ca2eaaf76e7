"""Handovers as lists show them, what happened to one, and the photos that came with its answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, or_, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import MOST_COUNTED, Listing, Row, by, col, maybe, where
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.journal.queries import EntryRow, history
from marketplace.kernel.clock import close_of, end_of
from marketplace.kernel.ids import OrderId, OrganisationId, OutletId, PartnerId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import readers_of
from marketplace.ordering.states import PREPARED, AgreedHow, HandoverKind, HandoverState, Side, TradeModel
from marketplace.ordering.stories import ISSUER_ONLY
from marketplace.ordering.trading import made_by
from marketplace.partners.models import Outlet
from marketplace.ports.sheets import Column
from marketplace.producers.models import Producer

Buyer, Maker = aliased(Organisation), aliased(Organisation)

# Until both have agreed, a line says what it would come to as it was sent.
CAME = func.coalesce(HandoverLine.accepted, HandoverLine.brought)
SOLD = func.coalesce(
    HandoverLine.sold,
    HandoverLine.opening - HandoverLine.counted - HandoverLine.taken_back - HandoverLine.lost,
    0,
)
LOSS_ON = func.coalesce(HandoverLine.loss_on, Handover.loss_on)
OWED = SOLD + case((LOSS_ON == Side.SHOP, HandoverLine.lost), else_=0)


def _of_handover(figure: ColumnElement[Any]) -> ScalarSelect[Any]:
    return select(figure).where(HandoverLine.handover_id == Handover.id).correlate(Handover).scalar_subquery()


VALUE = case(
    (Handover.trade == TradeModel.CONSIGNMENT, _of_handover(func.sum(OWED * HandoverLine.unit_price))),
    else_=_of_handover(func.sum((CAME - HandoverLine.taken_back) * HandoverLine.unit_price)),
)


class HandoverRow(Row):
    """`value` is of what was accepted, sold or taken back (below zero); until it is agreed, as it was sent.

    `merged`: it is of a record that became part of another maker's.
    """

    id = col(Handover.id)
    public_id = col(Handover.public_id)
    number = col(Handover.number, Column(_l("Nomor"), width=22))
    kind = col(Handover.kind, Column(_l("Jenis"), width=16))
    maker = col(Maker.name, Column(_l("Pembuat"), width=28))
    partner = col(Buyer.name, Column(_l("Toko"), width=28))
    outlet = col(Outlet.name, Column(_l("Gerai"), width=22))
    order_number = maybe(Order.number, Column(_l("Pesanan"), width=20))
    trade = col(Handover.trade, Column(_l("Cara dagang"), width=14))
    state = col(Handover.state, Column(_l("Keadaan"), width=22))
    sent_at = col(Handover.sent_at, Column(_l("Dikirim"), "moment", width=18))
    answer_by = col(Handover.answer_by, Column(_l("Jawab sebelum"), "moment", width=18))
    agreed_at = col(Handover.agreed_at, Column(_l("Disepakati"), "moment", width=18))
    deemed = col(func.coalesce(Handover.agreed_how == AgreedHow.DEEMED, False))
    brought = col(
        _of_handover(func.coalesce(func.sum(HandoverLine.brought), 0)),
        Column(_l("Dibawa"), "number", width=10),
    )
    accepted = maybe(
        _of_handover(func.sum(HandoverLine.accepted.expression)), Column(_l("Diterima"), "number", width=10)
    )
    taken_back = col(
        _of_handover(func.coalesce(func.sum(HandoverLine.taken_back), 0)),
        Column(_l("Ditarik"), "number", width=10),
    )
    sold = col(_of_handover(func.sum(SOLD)), Column(_l("Terjual"), "number", width=10))
    value = col(VALUE, Column(_l("Nilai"), "rupiah", width=14))
    issuer_id = col(Handover.issuer_id)
    rest = col(Handover.rest_of_id.is_not(None))  # what one side objected with
    merged = col(Producer.merged_into_id.is_not(None))

    @property
    def rejected(self) -> int:
        return self.brought - self.accepted if self.accepted is not None else 0


class HandoverList(Listing[HandoverRow]):
    """Handovers, newest first, narrowed by whatever is given.

    `reader` is the side that looks: what the other only prepared is no business of theirs. `answerer` narrows to
    those that this side has to answer. Days are those of sending, WIB.
    """

    source = (
        join(Handover, Buyer, Buyer.id == Handover.partner_id)
        .join(Maker, Maker.id == Handover.producer_id)
        .join(Producer, Producer.id == Handover.producer_id)
        .join(Outlet, Outlet.id == Handover.outlet_id)
        .outerjoin(Order, Order.id == Handover.order_id)
    )
    base = Handover
    sort = by(Handover.id, down=True)
    most_counted = MOST_COUNTED
    sheet = _l("Serah terima")
    too_many = _l("Lebih dari %(most)s serah terima; saring menurut hari, lalu unduh lagi.")

    partner_id: PartnerId | None = where(Handover.partner_id, own=True)
    producer_id: ProducerId | None = None
    merged: Collection[ProducerId] = ()  # records that became part of this maker's
    order_id: OrderId | None = where(Handover.order_id)
    outlet_id: OutletId | None = where(Handover.outlet_id)
    kind: HandoverKind | None = where(Handover.kind, arg="kind")
    state: HandoverState | None = where(Handover.state, arg="state")
    sent: bool = where(lambda _: Handover.state != PREPARED, default=False)  # not what is only prepared
    reader: OrganisationId | None = where(
        lambda reader: or_(Handover.state != PREPARED, Handover.issuer_id == reader)
    )
    answerer: OrganisationId | None = where(lambda answerer: Handover.issuer_id != answerer)
    from_on: date | None = where(lambda day: Handover.sent_at >= end_of(day, hour=0), arg="from")
    until_on: date | None = where(lambda day: Handover.sent_at < close_of(day), arg="until")

    def whose(self) -> Iterator[ColumnElement[bool]]:
        if self.producer_id is not None:
            yield made_by(self.producer_id, self.merged)


def reject_photos(session: Session, handover: Handover) -> dict[int, str]:
    """Line -> public id of the photo of what was rejected."""
    query = (
        select(HandoverLine.id, Attachment.public_id)
        .join(Attachment, Attachment.id == HandoverLine.reject_photo_id)
        .where(HandoverLine.handover_id == handover.id)
    )
    return {found[0]: found[1] for found in session.execute(query)}


def contest_photo(session: Session, handover: Handover) -> str | None:
    """Public id of the photo that came with the words of who contests it."""
    if handover.contest_photo_id is None:
        return None
    return session.scalar(select(Attachment.public_id).where(Attachment.id == handover.contest_photo_id))


def shows_reject_photo(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Both sides of a handover, also a kept maker, and officials see the photos that came with its answer."""
    query = (
        select(Handover)
        .outerjoin(HandoverLine, HandoverLine.handover_id == Handover.id)
        .where(
            or_(
                HandoverLine.reject_photo_id == attachment.id,
                Handover.contest_photo_id == attachment.id,
            )
        )
        .distinct()
    )
    handovers = uow.session.scalars(query).all()
    return any(uow.allows(policies.SEE, readers_of(uow.session, one)) for one in handovers)


def story_of_handover(
    session: Session, handover: Handover, *, reader: OrganisationId | None = None
) -> Sequence[EntryRow]:
    """What happened to it, newest first; `reader` is a side, and is not told what the other only prepared."""
    entries = history(session, "handover", handover.id)
    if reader in (None, handover.issuer_id):
        return entries
    return [entry for entry in entries if entry.action not in ISSUER_ONLY]


def prepared_for(
    session: Session,
    *,
    order_id: OrderId | None = None,
    producer_id: ProducerId | None = None,
    outlet_id: OutletId | None = None,
    issuer_id: OrganisationId | None = None,
    kind: HandoverKind = HandoverKind.DELIVERY,
) -> Handover | None:
    """What is prepared, or was withdrawn, and not sent again yet: of an order, or between maker and outlet without one.

    Written by the maker unless `issuer_id` says otherwise.
    """
    query = select(Handover).filter_by(kind=kind, state=PREPARED, order_id=order_id)
    if order_id is None:
        issuer = issuer_id or producer_id
        query = query.filter_by(producer_id=producer_id, outlet_id=outlet_id, issuer_id=issuer)
    return session.scalar(query.order_by(Handover.id).limit(1))

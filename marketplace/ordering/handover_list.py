"""Handovers as lists show them, what happened to one, and the photos that came with its answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db import keyset
from marketplace.db.keyset import Asked, Stretch
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.journal.queries import EntryRow, history
from marketplace.kernel.clock import close_of
from marketplace.kernel.ids import HandoverId, OrderId, OrganisationId, OutletId, PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import readers_of
from marketplace.ordering.states import PREPARED, AgreedHow, HandoverKind, HandoverState, Side, TradeModel
from marketplace.ordering.stories import ISSUER_ONLY
from marketplace.ordering.trading import made_by
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer

SIZE = 25
FIRST = Asked()
NEWEST = keyset.Order(Handover.id, Handover.id)


@dataclass(frozen=True)
class HandoverRow:
    """`value` is of what was accepted, sold or taken back (below zero); until it is agreed, as it was sent."""

    id: HandoverId
    public_id: str
    number: str
    order_number: str | None
    maker: str
    partner: str
    outlet: str
    state: HandoverState
    sent_at: datetime | None
    answer_by: datetime | None
    agreed_at: datetime | None
    deemed: bool
    brought: int
    accepted: int | None
    value: Rupiah
    kind: HandoverKind
    trade: TradeModel
    taken_back: int
    sold: int
    issuer_id: OrganisationId
    merged: bool  # it is of a record that became part of another maker's

    @property
    def rejected(self) -> int:
        return self.brought - self.accepted if self.accepted is not None else 0


@dataclass(frozen=True, kw_only=True)
class HandoverList:
    """Handovers, newest first, narrowed by whatever is given.

    `reader` is the side that looks: what the other only prepared is no business of theirs. `answerer` narrows to
    those that this side has to answer. Days are those of sending, WIB.
    """

    partner_id: PartnerId | None = None
    producer_id: ProducerId | None = None
    merged: Collection[ProducerId] = ()  # records that became part of this maker's
    order_id: OrderId | None = None
    outlet_id: OutletId | None = None
    kind: HandoverKind | None = None
    state: HandoverState | None = None
    sent: bool = False  # leaves out all that are only prepared
    reader: OrganisationId | None = None
    answerer: OrganisationId | None = None
    from_on: date | None = None
    until_on: date | None = None

    def select(self) -> Listing:
        """All of them, with names and figures."""
        return _rows().where(*self._rules()).order_by(*NEWEST.by(back=False))

    def wanted(self) -> Select[Any]:
        """Ids only."""
        return select(Handover.id).where(*self._rules())

    def page(self, session: Session, asked: Asked = FIRST, *, size: int = SIZE) -> Stretch[HandoverRow]:
        wanted = self.wanted()
        place = self._place(session, asked.name) if asked.name else None
        ids = keyset.page_of_ids(session, wanted, NEWEST, asked, place, size=size)
        rows = session.execute(_rows().where(Handover.id.in_(ids.found)))
        found = {row[0]: HandoverRow(*row) for row in rows}
        total, beyond = keyset.counted(session, wanted)
        return Stretch([found[one] for one in ids.found], total, beyond, ids.first, ids.last)

    def _place(self, session: Session, public_id: str) -> tuple[Any, ...] | None:
        """Where a row stands, also one that is narrowed out by now; only among one's own."""
        query = select(*NEWEST.key).where(Handover.public_id == public_id, *self._sides())
        found = session.execute(query).one_or_none()
        return tuple(found) if found else None

    def _sides(self) -> Iterator[ColumnElement[bool]]:
        if self.partner_id is not None:
            yield Handover.partner_id == self.partner_id
        if self.producer_id is not None:
            yield made_by(self.producer_id, self.merged)

    def _rules(self) -> list[ColumnElement[bool]]:
        rules = [*self._sides()]
        for column, wanted in (
            (Handover.order_id, self.order_id),
            (Handover.outlet_id, self.outlet_id),
            (Handover.kind, self.kind),
            (Handover.state, self.state),
        ):
            if wanted is not None:
                rules.append(column == wanted)
        return rules + self._further()

    def _further(self) -> list[ColumnElement[bool]]:
        rules: list[ColumnElement[bool]] = []
        if self.sent:
            rules.append(Handover.state != PREPARED)
        if self.reader is not None:
            rules.append(or_(Handover.state != PREPARED, Handover.issuer_id == self.reader))
        if self.answerer is not None:
            rules.append(Handover.issuer_id != self.answerer)
        if self.from_on is not None:
            rules.append(Handover.sent_at >= close_of(self.from_on - timedelta(days=1)))
        if self.until_on is not None:
            rules.append(Handover.sent_at < close_of(self.until_on))
        return rules


def _rows() -> Listing:
    buyer, maker = aliased(Organisation), aliased(Organisation)
    accepted: ColumnElement[Any] = func.sum(HandoverLine.accepted.expression)
    query: Listing = (
        select(
            Handover.id,
            Handover.public_id,
            Handover.number,
            Order.number,
            maker.name,
            buyer.name,
            Outlet.name,
            Handover.state,
            Handover.sent_at,
            Handover.answer_by,
            Handover.agreed_at,
            func.coalesce(Handover.agreed_how == AgreedHow.DEEMED, False),
            _of_handover(func.coalesce(func.sum(HandoverLine.brought), 0)),
            _of_handover(accepted),
            case(
                (
                    Handover.trade == TradeModel.CONSIGNMENT,
                    _of_handover(func.sum(OWED * HandoverLine.unit_price)),
                ),
                else_=_of_handover(func.sum((CAME - HandoverLine.taken_back) * HandoverLine.unit_price)),
            ),
            Handover.kind,
            Handover.trade,
            _of_handover(func.coalesce(func.sum(HandoverLine.taken_back), 0)),
            _of_handover(func.sum(SOLD)),
            Handover.issuer_id,
            Producer.merged_into_id.is_not(None),
        )
        .join(buyer, buyer.id == Handover.partner_id)
        .join(maker, maker.id == Handover.producer_id)
        .join(Producer, Producer.id == Handover.producer_id)
        .join(Outlet, Outlet.id == Handover.outlet_id)
        .outerjoin(Order, Order.id == Handover.order_id)
    )
    return query


# Until both have agreed, a line says what it would come to as it was sent.
CAME = func.coalesce(HandoverLine.accepted, HandoverLine.brought)
SOLD = func.coalesce(
    HandoverLine.sold,
    HandoverLine.opening - HandoverLine.counted - HandoverLine.taken_back - HandoverLine.lost,
    0,
)
OWED = SOLD + case((Handover.loss_on == Side.SHOP, HandoverLine.lost), else_=0)


def _of_handover(figure: ColumnElement[Any]) -> ColumnElement[int]:
    return select(figure).where(HandoverLine.handover_id == Handover.id).correlate(Handover).scalar_subquery()


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
    told = history(session, "handover", handover.id)
    if reader in (None, handover.issuer_id):
        return told
    return [entry for entry in told if entry.action not in ISSUER_ONLY]


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

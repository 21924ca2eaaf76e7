"""What a visit's pages, the report and the pack read: the route of a day, goods to count, photos and found receipts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.audits.models.cases import AuditCase, AuditCaseState, AuditMember
from marketplace.audits.models.plans import AuditItem, AuditPlan
from marketplace.audits.models.visits import AuditPhoto, AuditVisit, ShelfCount, UnrecordedDocument
from marketplace.audits.waiting import UNCHECKED
from marketplace.catalog.models import Product, Variant
from marketplace.db.listing import Listing, Row, by, col, maybe, required
from marketplace.files.models import Attachment
from marketplace.kernel.clock import close_of, end_of
from marketplace.kernel.ids import PartnerId, ProducerId, UserId, VariantId
from marketplace.ordering.basket import full_name
from marketplace.ordering.models.terms import Consigned
from marketplace.partners.models import Outlet, Partner
from marketplace.partners.queries import OutletRow, outlets_of
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine


class RouteRow(Row):
    """A visit of the day: `items` documents, of which so many are `unchecked`."""

    public_id = col(AuditCase.public_id)
    number = col(AuditCase.number)
    state = col(AuditCase.state)
    partner_id = col(AuditCase.partner_id)
    partner = col(Organisation.name)
    contact = col(Partner.contact)
    whatsapp = maybe(Partner.whatsapp)
    start_at = col(AuditVisit.start_at)
    items = col(
        select(func.count(AuditItem.id))
        .where(AuditItem.plan_id == AuditCase.plan_id, AuditItem.partner_id == AuditCase.partner_id)
        .correlate(AuditCase)
        .scalar_subquery()
    )
    unchecked = col(UNCHECKED)


LATER = aliased(AuditVisit)
PLANNED_LAST = ~(
    select(LATER.id)
    .where(LATER.case_id == AuditVisit.case_id, LATER.id > AuditVisit.id)
    .correlate(AuditVisit)
    .exists()
)


class RouteList(Listing[RouteRow]):
    """Visits of an auditor's own cases on a day, in their order; of a case the plan that was made last."""

    source = (
        outerjoin(AuditVisit, AuditCase, AuditCase.id == AuditVisit.case_id)
        .join(AuditMember, AuditMember.case_id == AuditCase.id)
        .join(Organisation, Organisation.id == AuditCase.partner_id)
        .join(Partner, Partner.id == AuditCase.partner_id)
    )
    sort = by(AuditVisit.start_at, AuditVisit.id)
    named_by = "public_id"

    user_id: UserId = required(AuditMember.user_id)
    day: date = required(
        lambda day: (AuditVisit.start_at >= end_of(day, hour=0)) & (AuditVisit.start_at < close_of(day))
    )

    def more(self) -> Iterator[ColumnElement[bool]]:
        yield PLANNED_LAST


@dataclass(frozen=True)
class RouteStop:
    """A visit with the shop's places; an office has none."""

    visit: RouteRow
    places: Sequence[OutletRow]

    @property
    def done(self) -> bool:
        return self.visit.state is AuditCaseState.CLOSED or not self.visit.unchecked


def route_of(session: Session, user_id: UserId, day: date) -> Sequence[RouteStop]:
    """An auditor's visits of a day, the first first."""
    rows = RouteList(user_id=user_id, day=day).rows(session)
    return [RouteStop(row, outlets_of(session, row.partner_id, day=day)) for row in rows]


def days_of_route(session: Session, user_id: UserId, now: datetime) -> Sequence[datetime]:
    """When this auditor's coming visits of open cases are, the nearest first."""
    query = (
        select(AuditVisit.start_at)
        .join(AuditCase, AuditCase.id == AuditVisit.case_id)
        .join(AuditMember, AuditMember.case_id == AuditCase.id)
        .where(AuditMember.user_id == user_id, AuditCase.state != AuditCaseState.CLOSED, PLANNED_LAST)
        .where(AuditVisit.start_at >= now)
        .order_by(AuditVisit.start_at)
    )
    return session.scalars(query).all()


def planned_visit(session: Session, case_id: int) -> datetime | None:
    """As it was planned last; None while nobody has planned it."""
    query = select(AuditVisit.start_at).filter_by(case_id=case_id).order_by(AuditVisit.id.desc())
    return session.scalar(query.limit(1))


@dataclass(frozen=True)
class ShelfGood:
    """A good that may lie at the shop; `expected` pieces is what both sides agreed to lie there on consignment."""

    variant_id: VariantId
    public_id: str
    name: str
    producer_id: ProducerId
    maker: str
    expected: int | None


def goods_to_count(session: Session, plan: AuditPlan, partner_id: PartnerId) -> Sequence[ShelfGood]:
    """What lies there on consignment, and what the shop bought in the plan's period; by maker and name."""
    balance = (
        select(func.sum(Consigned.balance))
        .join(Outlet, Outlet.id == Consigned.outlet_id)
        .where(Outlet.partner_id == partner_id, Consigned.variant_id == Variant.id, Consigned.balance > 0)
        .correlate(Variant)
        .scalar_subquery()
    )
    bought = (
        select(PurchaseLine.variant_id)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.partner_id == partner_id, Purchase.bought_on.between(plan.from_on, plan.until_on))
        .where(PurchaseLine.variant_id.is_not(None))
    )
    query = (
        select(Variant.id, Variant.public_id, full_name(), Producer.id, Organisation.name, balance)
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .where(Variant.id.in_(bought) | balance.is_not(None))
        .order_by(balance.is_(None), Organisation.name, full_name(), Variant.id)
    )
    return [ShelfGood(*row) for row in session.execute(query)]


class CountRow(Row):
    """A good as it was counted, once or again."""

    id = col(ShelfCount.id)
    text = col(ShelfCount.text)
    maker = maybe(Organisation.name)
    counted = col(ShelfCount.counted)
    expected = maybe(ShelfCount.expected)
    counted_at = col(ShelfCount.counted_at)

    @property
    def missing(self) -> int | None:
        """Pieces that should lie there and did not; below zero there are more. None where MB2 keeps no balance."""
        return None if self.expected is None else self.expected - self.counted


class CountList(Listing[CountRow]):
    source = outerjoin(ShelfCount, Organisation, Organisation.id == ShelfCount.producer_id)
    sort = by(ShelfCount.id)
    named_by = "id"

    case_id: int = required(ShelfCount.case_id)


def counts_of(session: Session, case_id: int) -> Sequence[CountRow]:
    """The last count of each good, in the order in which they were first counted."""
    found = {(row.text, row.maker): row for row in CountList(case_id=case_id).rows(session)}
    return list(found.values())


class PhotoRow(Row):
    """`place` is the document's in the sample, None for a photo of anything else."""

    id = col(AuditPhoto.id)
    place = maybe(AuditItem.place)
    note = col(AuditPhoto.note)
    taken_at = col(AuditPhoto.taken_at)
    file = col(Attachment.public_id)


class PhotoList(Listing[PhotoRow]):
    source = outerjoin(AuditPhoto, AuditItem, AuditItem.id == AuditPhoto.item_id).join(
        Attachment, Attachment.id == AuditPhoto.file_id
    )
    sort = by(AuditPhoto.id)
    named_by = "id"

    case_id: int = required(AuditPhoto.case_id)


class UnrecordedRow(Row):
    """A receipt that stands in no row of MB2; `net` in rupiah without VAT."""

    id = col(UnrecordedDocument.id)
    key = col(UnrecordedDocument.key)
    seller = col(UnrecordedDocument.seller)
    maker = maybe(Organisation.name)
    number = maybe(UnrecordedDocument.number)
    day = col(UnrecordedDocument.day)
    net = col(UnrecordedDocument.net)
    note = col(UnrecordedDocument.note)
    file = maybe(Attachment.public_id)


class UnrecordedList(Listing[UnrecordedRow]):
    source = outerjoin(
        UnrecordedDocument, Organisation, Organisation.id == UnrecordedDocument.producer_id
    ).outerjoin(Attachment, Attachment.id == UnrecordedDocument.file_id)
    sort = by(UnrecordedDocument.id)
    named_by = "id"

    case_id: int = required(UnrecordedDocument.case_id)


def unrecorded_of(session: Session, case_id: int) -> Sequence[UnrecordedRow]:
    """As they were last said, without those that were taken back."""
    found = {row.key: row for row in UnrecordedList(case_id=case_id).rows(session)}
    return [row for row in found.values() if row.net]

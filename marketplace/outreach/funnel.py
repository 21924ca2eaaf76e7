"""From a visit to a first order: how far those who came got since, each step after the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Product
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.db.listing import AnySelect
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.review import APPROVED
from marketplace.ordering.models.orders import Order
from marketplace.ordering.states import OrderState
from marketplace.outreach.models import Activity, Attendance, Candidate, LicenceCase
from marketplace.outreach.states import PRESENT


class Stage(Labelled):
    PRESENT = "present", _l("Hadir")
    CASE = "case", _l("Urusan dibuka")
    CERTIFIED = "certified", _l("Surat disetujui")
    LISTED = "listed", _l("Produk tampil")
    ORDERED = "ordered", _l("Pesanan pertama")


@dataclass(frozen=True)
class FunnelRow:
    """Somebody who came, and the last step they reached."""

    candidate_id: int
    candidate: str  # public id
    name: str
    producer_id: ProducerId | None
    producer: str | None  # public id of the business
    business: str
    arrived_at: datetime
    case: bool
    certified: bool
    listed: bool
    ordered: bool

    @cached_property
    def reached(self) -> Sequence[Stage]:
        """Every step from the first on, up to the first that is missing."""
        stages = [Stage.PRESENT]
        steps = (self.case, self.certified, self.listed, self.ordered)
        for stage, done in zip(tuple(Stage)[1:], steps, strict=True):
            if not done:
                break
            stages.append(stage)
        return stages


@dataclass(frozen=True)
class Funnel:
    """`people` of a stage are those who reached it, by name; so each stage holds people of the one before."""

    rows: Sequence[FunnelRow]

    @cached_property
    def people(self) -> Mapping[Stage, Sequence[FunnelRow]]:
        return {stage: [row for row in self.rows if stage in row.reached] for stage in Stage}

    @property
    def counts(self) -> Mapping[Stage, int]:
        return {stage: len(rows) for stage, rows in self.people.items()}


def funnel(
    session: Session,
    today: date,
    *,
    activity_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Funnel:
    """Of an activity, or of all that began from `first` to `last` (days WIB, both counted); one statement.

    A person counts once, from their first arrival there. What came of it has to be later than that: a case opened,
    a certificate approved, a product that is listed `today` because it or its certificate was approved since, an
    order that was not called off.
    """
    came = _first_arrivals(_filters(activity_id, first, last))
    since: ColumnElement[datetime] = came.c.arrived_at
    query: AnySelect = (
        select(
            Candidate.id,
            Candidate.public_id,
            Candidate.name,
            Candidate.producer_id,
            Organisation.public_id,
            func.coalesce(Organisation.name, Candidate.business_name),
            since,
            _case(since),
            _certified(since),
            _listed(came, today),
            _ordered(since),
        )
        .join(came, came.c.candidate_id == Candidate.id)
        .outerjoin(Organisation, Organisation.id == Candidate.producer_id)
        .order_by(func.lower(Candidate.name), Candidate.id)
    )
    return Funnel([FunnelRow(*row) for row in session.execute(query)])


def _first_arrivals(filters: list[ColumnElement[bool]]) -> Subquery:
    return (
        select(Attendance.candidate_id, func.min(Attendance.arrived_at).label("arrived_at"))
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Attendance.state == PRESENT, *filters)
        .group_by(Attendance.candidate_id)
        .subquery()
    )


def _filters(activity_id: int | None, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if activity_id is not None:
        found.append(Activity.id == activity_id)
    if first is not None:
        found.append(Activity.starts_at >= end_of(first, hour=0))
    if last is not None:
        found.append(Activity.starts_at < end_of(last + timedelta(days=1), hour=0))
    return found


def _case(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    theirs = or_(LicenceCase.candidate_id == Candidate.id, LicenceCase.producer_id == Candidate.producer_id)
    return exists().where(theirs, LicenceCase.opened_at >= since)


def _approved_since(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        Certificate.producer_id == Candidate.producer_id,
        Certificate.state == APPROVED,
        Certificate.reviewed_at >= since,
    )


def _certified(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    return exists().where(_approved_since(since))


def _listed(came: Subquery, today: date) -> ColumnElement[bool]:
    since: ColumnElement[datetime] = came.c.arrived_at
    named = (
        exists().where(CertificateProduct.certificate_id == Certificate.id).correlate(Certificate, Product)
    )
    newly_covered = (
        exists()
        .where(_approved_since(since), or_(~named, named.where(CertificateProduct.product_id == Product.id)))
        .correlate(Candidate, Product, came)
    )
    return exists().where(
        Product.producer_id == Candidate.producer_id,
        listed(today),
        or_(Product.reviewed_at >= since, newly_covered),
    )


def _ordered(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    return exists().where(
        Order.producer_id == Candidate.producer_id,
        Order.state != OrderState.CANCELLED,
        Order.placed_at >= since,
    )

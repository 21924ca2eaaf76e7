"""The city by kelurahan: where makers are, who of them is certified, and where the next visit goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Product
from marketplace.certification.kinds.base import KINDS, Scope
from marketplace.certification.models import Certificate
from marketplace.certification.queries import in_force
from marketplace.kernel.clock import end_of
from marketplace.kernel.review import APPROVED
from marketplace.outreach.models import Activity, ActivityKind, Candidate, LicenceCase
from marketplace.outreach.states import UNDER_WAY
from marketplace.places.models import Region
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class KelurahanRow:
    code: str
    name: str
    kecamatan: str
    makers: int  # approved by the office
    certified: int  # of them, with a certificate of products in force
    products: int  # listed
    open_cases: int
    last_visit: datetime | None
    next_visit: datetime | None


def kelurahan_table(session: Session, today: date) -> Sequence[KelurahanRow]:
    """All of them by kecamatan and name, those without anything too; five statements."""
    makers = _makers(session, today)
    products = _products(session, today)
    cases = _open_cases(session)
    visits = _visits(session, today)
    district = aliased(Region)
    query = (
        select(Region.code, Region.name, district.name)
        .join(district, district.code == Region.parent_code)
        .where(Region.level == "kelurahan")
        .order_by(district.name, Region.name)
    )
    rows = []
    for code, name, kecamatan in session.execute(query):
        made, certified = makers.get(code, (0, 0))
        last, following = visits.get(code, (None, None))
        (shown,), (opened,) = products.get(code, (0,)), cases.get(code, (0,))
        rows.append(KelurahanRow(code, name, kecamatan, made, certified, shown, opened, last, following))
    return rows


def _makers(session: Session, today: date) -> dict[str, tuple[Any, ...]]:
    of_products = [key for key, kind in KINDS.items() if kind.scope is Scope.PRODUCT]
    certified = exists().where(
        Certificate.producer_id == Producer.id, Certificate.kind.in_(of_products), in_force(today)
    )
    return _by_kelurahan(
        session,
        select(Producer.kelurahan_code, func.count(), func.sum(case((certified, 1), else_=0)))
        .where(Producer.state == APPROVED, Producer.merged_into_id.is_(None))
        .group_by(Producer.kelurahan_code),
    )


def _products(session: Session, today: date) -> dict[str, tuple[Any, ...]]:
    return _by_kelurahan(
        session,
        select(Producer.kelurahan_code, func.count())
        .join(Product, Product.producer_id == Producer.id)
        .where(listed(today))
        .group_by(Producer.kelurahan_code),
    )


def _open_cases(session: Session) -> dict[str, tuple[Any, ...]]:
    where = func.coalesce(Producer.kelurahan_code, Candidate.kelurahan_code)
    return _by_kelurahan(
        session,
        select(where, func.count())
        .select_from(LicenceCase)
        .outerjoin(Producer, Producer.id == LicenceCase.producer_id)
        .outerjoin(Candidate, Candidate.id == LicenceCase.candidate_id)
        .where(LicenceCase.state.in_(UNDER_WAY))
        .group_by(where),
    )


def _visits(session: Session, today: date) -> dict[str, tuple[Any, ...]]:
    """The last one before today and the next one from today on, of those announced and not called off."""
    ahead = Activity.starts_at >= end_of(today, hour=0)
    return _by_kelurahan(
        session,
        select(
            Activity.kelurahan_code,
            func.max(Activity.starts_at).filter(~ahead),
            func.min(Activity.starts_at).filter(ahead),
        )
        .where(Activity.kind == ActivityKind.VISIT, _took_or_takes_place())
        .group_by(Activity.kelurahan_code),
    )


def _took_or_takes_place() -> ColumnElement[bool]:
    return and_(Activity.announced_at.is_not(None), Activity.cancelled_at.is_(None))


def _by_kelurahan(session: Session, query: Any) -> dict[str, tuple[Any, ...]]:
    return {code: tuple(figures) for code, *figures in session.execute(query)}

"""Certificates and what follows from them, as pages and neighbours ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Product
from marketplace.certification.eligibility import Verdict, certified, eligibility, eligible_until
from marketplace.certification.facts import facts_of
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import (
    Certificate,
    CertificateHold,
    CertificateProduct,
    CertificateReminder,
)
from marketplace.db.holds import holds_on
from marketplace.db.json_rows import rows_as_json
from marketplace.db.listing import AnySelect, Listing, Row, by, col, required, where
from marketplace.db.statements import run
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import Label
from marketplace.kernel.review import APPROVED, RETURNED, SUBMITTED, ReviewState

SOON = timedelta(days=90)


def eligible_on(session: Session, product_id: ProductId, day: date) -> Verdict:
    """Whether the product may be offered on that day (WIB), and if not, why and what comes next."""
    found = facts_of(session, [product_id])
    if product_id not in found:
        raise NotFound(f"Product {product_id}")
    return eligibility(found[product_id], day)


def certified_on(session: Session, product_id: ProductId, day: date) -> bool:
    """Whether the product had every certificate it needed on that day. For many: `certified_days`."""
    return certified_days(session, [(product_id, day)])[product_id, day]


def certified_days(
    session: Session, pairs: Collection[tuple[ProductId, date]]
) -> Mapping[tuple[ProductId, date], bool]:
    """The same for many products and days at once, in as few statements as for one."""
    facts = facts_of(session, {product_id for product_id, _ in pairs})
    return {(one, day): one in facts and certified(facts[one], day) for one, day in pairs}


@dataclass(frozen=True)
class CertificatePaper:
    kind: str
    number: str
    expires_on: date | None
    code: str  # what /verify is asked for

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label


def papers_column(day: date) -> ScalarSelect[Any]:
    """A column of a select over products: approved certificates in force on that day that name the product, or
    its maker as a whole."""
    return rows_as_json(
        select(Certificate.kind, Certificate.number, Certificate.expires_on, Certificate.public_id)
        .where(Certificate.producer_id == Product.producer_id, in_force(day), _covers())
        .correlate(Product)
    )


def papers_from(rows: Iterable[list[Any]]) -> list[CertificatePaper]:
    """What `papers_column` gathered, in the order of their kinds' places."""
    papers = [
        CertificatePaper(kind, number, until and date.fromisoformat(until), code)
        for kind, number, until, code in rows
    ]
    return sorted(papers, key=lambda paper: (KINDS[paper.kind].place, paper.number))


def papers_of(
    session: Session, product_ids: Collection[ProductId], day: date
) -> Mapping[ProductId, list[CertificatePaper]]:
    """The papers of each of these products on that day; one statement."""
    rows = session.execute(select(Product.id, papers_column(day)).where(Product.id.in_(product_ids)))
    return {product_id: papers_from(papers) for product_id, papers in rows}


def papers_of_maker(session: Session, producer_id: ProducerId, day: date) -> Sequence[CertificatePaper]:
    """Everything a maker can show on that day, for the business or for any of its products."""
    papers = [CertificatePaper(*row) for row in run(session, _of_maker(day), maker=producer_id)]
    return sorted(papers, key=lambda paper: (KINDS[paper.kind].place, paper.number))


@lru_cache(maxsize=2)
def _of_maker(day: date) -> AnySelect:
    """Built once a day, as that takes longer than running it."""
    columns = (Certificate.kind, Certificate.number, Certificate.expires_on, Certificate.public_id)
    return select(*columns).where(Certificate.producer_id == bindparam("maker"), in_force(day))


_Heir, _Hold = aliased(Certificate), aliased(CertificateHold)  # for this alone: an alias is dear to make


def in_force(day: date) -> ColumnElement[bool]:
    """Approved, issued, neither expired, revoked nor held, and nothing newer in its place on that day."""
    replaced = exists().where(
        _Heir.id == Certificate.superseded_by_id, _Heir.state == APPROVED, _Heir.issued_on <= day
    )
    return and_(
        Certificate.state == APPROVED,
        Certificate.issued_on <= day,
        or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day),
        or_(Certificate.revoked_on.is_(None), Certificate.revoked_on > day),
        ~replaced,
        ~exists().where(_Hold.certificate_id == Certificate.id, holds_on(_Hold, day)),
    )


def _covers() -> ColumnElement[bool]:
    """Within selects over certificates and products, one beneath the other."""
    named = (
        exists().where(CertificateProduct.certificate_id == Certificate.id).correlate(Certificate, Product)
    )
    return or_(~named, named.where(CertificateProduct.product_id == Product.id))


Heir = aliased(Certificate)
NAMED = (
    select(func.count())
    .where(CertificateProduct.certificate_id == Certificate.id)
    .correlate(Certificate)
    .scalar_subquery()
)


class CertificateRow(Row):
    """`products` is how many it names."""

    id = col(Certificate.id)
    public_id = col(Certificate.public_id)
    kind = col(Certificate.kind)
    number = col(Certificate.number)
    issued_on = col(Certificate.issued_on)
    expires_on = col(Certificate.expires_on)
    state = col(Certificate.state)
    revoked_on = col(Certificate.revoked_on)
    superseded = col(Heir.id.is_not(None))
    products: int = col(NAMED)

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label

    def over(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day

    def soon_over(self, day: date) -> bool:
        return self.expires_on is not None and day <= self.expires_on <= day + SOON


class CertificateList(Listing[CertificateRow]):
    """A maker's certificates, the newest first. `renewable`: neither revoked nor followed by a newer one."""

    source = outerjoin(
        Certificate, Heir, and_(Heir.id == Certificate.superseded_by_id, Heir.state == APPROVED)
    )
    sort = by(Certificate.id, down=True)

    producer_id: ProducerId = required(Certificate.producer_id)
    state: ReviewState | None = where(Certificate.state)
    renewable: bool = where(
        lambda _: and_(Certificate.revoked_on.is_(None), Certificate.superseded_by_id.is_(None)),
        default=False,
    )


def own_certificate(session: Session, producer_id: ProducerId, public_id: str) -> Certificate:
    """Raises NotFound for one of another maker."""
    query = select(Certificate).filter_by(producer_id=producer_id, public_id=public_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"Certificate {public_id} of producer {producer_id}")
    return found


def products_named(session: Session, certificate_id: int) -> Sequence[tuple[ProductId, str]]:
    """(id, name) of the products a certificate names."""
    query = (
        select(Product.id, Product.name)
        .join(CertificateProduct, CertificateProduct.product_id == Product.id)
        .where(CertificateProduct.certificate_id == certificate_id)
        .order_by(Product.name)
    )
    return [(one, name) for one, name in session.execute(query)]


def own_products(session: Session, producer_id: ProducerId) -> Sequence[tuple[ProductId, str]]:
    query = select(Product.id, Product.name).where(Product.producer_id == producer_id)
    return [(one, name) for one, name in session.execute(query.order_by(Product.name))]


def waiting_certificates() -> AnySelect:
    """What officials have to look over, as the columns of a review queue; `detail` is the kind."""
    return (
        select(
            Certificate.public_id,
            Certificate.producer_id,
            Organisation.name.label("maker"),
            Certificate.kind.label("detail"),
            Certificate.submitted_at,
            Certificate.submitted_by,
        )
        .join(Organisation, Organisation.id == Certificate.producer_id)
        .where(Certificate.state == SUBMITTED)
    )


def carried_by(session: Session, certificate: Certificate, day: date) -> Sequence[tuple[ProductId, str]]:
    """(id, name) of the listed products that would leave the catalog on that day without this certificate."""
    touched = products_named(session, certificate.id) or own_products(session, certificate.producer_id)
    names = dict(touched)
    shown = session.scalars(select(Product.id).where(Product.id.in_(names), listed(day))).all()
    facts = facts_of(session, shown, without=certificate.id)
    return [(one, name) for one, name in touched if one in facts and eligible_until(facts[one], day) is None]


def returned_certificates(session: Session, producer_id: ProducerId) -> Sequence[CertificateRow]:
    return CertificateList(producer_id=producer_id, state=RETURNED).rows(session)


def expiring_certificates(session: Session, producer_id: ProducerId, day: date) -> Sequence[CertificateRow]:
    """Approved, over within 90 days or since at most as long, and nothing newer handed in; the first to end first."""
    mine = CertificateList(producer_id=producer_id, state=APPROVED, renewable=True)
    near = Certificate.expires_on.between(day - SOON, day + SOON)
    return mine.rows(session, near, by=by(Certificate.expires_on, Certificate.id))


def reminders_of(session: Session, certificate_id: int) -> Sequence[tuple[int, datetime]]:
    """(days before its end, when) of what its maker was told, the latest first."""
    query = select(CertificateReminder.days, CertificateReminder.told_at).filter_by(
        certificate_id=certificate_id
    )
    return [(days, at) for days, at in session.execute(query.order_by(CertificateReminder.told_at.desc()))]


def renewable_certificates(session: Session, producer_id: ProducerId) -> Sequence[CertificateRow]:
    """Approved ones that a newer one may follow."""
    return CertificateList(producer_id=producer_id, state=APPROVED, renewable=True).rows(session)

"""A new day: what lapsed leaves the catalog, and what was dated ahead begins to hold."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from marketplace.catalog.models import Product, ProductHold
from marketplace.certification.models import Certificate, CertificateHold, Requirement
from marketplace.certification.services.refreshing import refresh_products
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId
from marketplace.producers.models import ProducerHold

SLICE = 2_000


def pass_day(uow: UnitOfWork, *, since: date | None, after: int = 0) -> int | None:
    """Refresh one slice of what the passing of days alone can have changed; returns where the next begins.

    `since` is the day on which this was last done to its end, None for never. A product that is eligible beyond
    today stays so without a look: nothing happened to its rows, or a service had refreshed it. What remains is what
    the day ran out for, and what a suspension or a requirement has stopped keeping out.
    """
    query = select(Product.id).where(Product.id > after, _touched(uow, since)).order_by(Product.id)
    ids = [ProductId(number) for number in uow.session.scalars(query.limit(SLICE))]
    refresh_products(uow, ids)
    return ids[-1] if len(ids) == SLICE else None


def _touched(uow: UnitOfWork, since: date | None) -> ColumnElement[bool]:
    kept_out = and_(Product.eligible_until.is_(None), Product.approved_number.is_not(None))
    if since is not None and not _requirement_ended(uow, since):
        kept_out = and_(kept_out, _freed(since, uow.today))
    return or_(Product.eligible_until < uow.today, kept_out)


def _freed(since: date, today: date) -> ColumnElement[bool]:
    """Its maker, the product, or a paper of its maker was held through a day since then."""
    of_maker = exists().where(
        ProducerHold.producer_id == Product.producer_id, ProducerHold.until_on.between(since, today)
    )
    of_product = exists().where(
        ProductHold.product_id == Product.id, ProductHold.until_on.between(since, today)
    )
    of_paper = exists().where(
        Certificate.producer_id == Product.producer_id,
        CertificateHold.certificate_id == Certificate.id,
        CertificateHold.until_on.between(since, today),
    )
    return or_(of_maker, of_product, of_paper)


def _requirement_ended(uow: UnitOfWork, since: date) -> bool:
    ended = select(Requirement.id).where(Requirement.until_on.between(since, uow.today))
    return uow.session.scalar(ended.limit(1)) is not None

"""Who a name on a receipt belongs to."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase

OFFERED = 200  # goods in a form


class Sale(NamedTuple):
    """A purchase as it concerns who may see and answer it: a merged record's sales are the kept maker's."""

    partner_id: PartnerId
    producer_id: ProducerId | None


def sale_of(session: Session, purchase: Purchase) -> Sale:
    kept = select(Producer.merged_into_id).where(Producer.id == purchase.producer_id)
    return Sale(purchase.partner_id, session.scalar(kept) or purchase.producer_id)


def records_of(producer_id: ProducerId | ColumnElement[ProducerId]) -> Select[ProducerId]:
    """The maker's own record and those that were merged into it."""
    return select(Producer.id).where(or_(Producer.id == producer_id, Producer.merged_into_id == producer_id))


def maker_names(session: Session) -> list[str]:
    """Every maker's name, for a form to offer."""
    query = select(Organisation.name).join(Producer, Producer.id == Organisation.id)
    query = query.where(Producer.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Organisation.name)))


def goods_of_sellers(session: Session, partner_id: PartnerId) -> list[str]:
    """What the makers whom a shop bought from sell, for a form to offer: by these names goods are recognised."""
    kept = func.coalesce(Producer.merged_into_id, Producer.id)
    theirs = select(kept).join(Purchase, Purchase.producer_id == Producer.id)
    query = select(Product.name).where(
        Product.producer_id.in_(theirs.where(Purchase.partner_id == partner_id)),
        Product.archived_at.is_(None),
    )
    return list(session.scalars(query.distinct().order_by(Product.name).limit(OFFERED)))


def goods_of_maker(session: Session, producer_id: ProducerId) -> list[str]:
    """A maker's own goods, for a form to offer."""
    query = select(Product.name).where(Product.producer_id == producer_id, Product.archived_at.is_(None))
    return list(session.scalars(query.distinct().order_by(Product.name).limit(OFFERED)))

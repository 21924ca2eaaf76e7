"""Listed goods of local makers whom a buyer has not bought from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Product
from marketplace.kernel.ids import ProductId
from marketplace.producers.models import Locality


def goods_of_other_makers(
    session: Session, known: Collection[int], day: date, *, most: int
) -> Sequence[ProductId]:
    """The newest product of each maker that is local on that day and not among the `known` ones."""
    local = exists().where(
        Locality.producer_id == Product.producer_id,
        or_(Locality.from_on.is_(None), Locality.from_on <= day),
        or_(Locality.until_on.is_(None), Locality.until_on >= day),
    )
    newest = func.max(Product.id)
    query = select(newest).where(listed(day), local).group_by(Product.producer_id)
    if known:
        query = query.where(Product.producer_id.not_in(known))
    return session.scalars(query.order_by(newest.desc()).limit(most)).all()

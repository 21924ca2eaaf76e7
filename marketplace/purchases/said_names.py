"""What was said of names: to read again, to confirm, to undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.kernel.ids import PartnerId
from marketplace.purchases.models.ledger import RememberedName

Shop, Seller, Maker = aliased(Organisation), aliased(Organisation), aliased(Organisation)
NEEDS_CONFIRMING = (
    RememberedName.undone_at.is_(None),
    RememberedName.confirmed_at.is_(None),
    or_(RememberedName.producer_id.is_not(None), RememberedName.product_id.is_not(None)),
)


class SaidRow(NamedTuple):
    """One name of one shop. `meaning` is a maker or a product; None is none of them."""

    id: int
    said_as: str
    text: str
    shop: str
    maker: str | None  # whose goods it names
    meaning: str | None
    confirmed: bool
    said_at: datetime


def said_names(
    session: Session, partner_id: PartnerId | None = None, *, unconfirmed: bool = False, most: int = 10
) -> Sequence[SaidRow]:
    """What holds, the newest first; of one shop, or of all."""
    query = (
        select(
            RememberedName.id,
            RememberedName.said_as,
            RememberedName.text,
            Shop.name,
            Maker.name,
            func.coalesce(Seller.name, Product.name),
            RememberedName.confirmed_at.is_not(None),
            RememberedName.said_at,
        )
        .join(Shop, Shop.id == RememberedName.partner_id)
        .outerjoin(Seller, Seller.id == RememberedName.producer_id)
        .outerjoin(Maker, Maker.id == RememberedName.maker_id)
        .outerjoin(Product, Product.id == RememberedName.product_id)
        .where(RememberedName.undone_at.is_(None))
        .order_by(RememberedName.id.desc())
        .limit(most)
    )
    if partner_id is not None:
        query = query.where(RememberedName.partner_id == partner_id)
    if unconfirmed:
        query = query.where(*NEEDS_CONFIRMING)
    return [SaidRow(*row) for row in session.execute(query)]


def names_to_confirm(session: Session) -> int:
    """Names that only a shop gave."""
    return session.scalar(select(func.count()).select_from(RememberedName).where(*NEEDS_CONFIRMING)) or 0


def called(session: Session, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """The public id and the name of these businesses."""
    query = select(Organisation.id, Organisation.public_id, Organisation.name)
    rows = session.execute(query.where(Organisation.id.in_(ids)))
    return {number: (public_id, name) for number, public_id, name in rows}

"""Products that officials have to look over."""

from __future__ import annotations

from sqlalchemy import literal, select

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.db.listing import AnySelect
from marketplace.kernel.review import SUBMITTED


def waiting_products() -> AnySelect:
    """As the columns of a review queue."""
    return (
        select(
            Product.public_id,
            Product.producer_id,
            Organisation.name.label("maker"),
            literal("").label("detail"),
            Product.submitted_at,
            Product.submitted_by,
        )
        .join(Organisation, Organisation.id == Product.producer_id)
        .where(Product.state == SUBMITTED)
    )

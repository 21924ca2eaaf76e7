"""What is listed: derived from rows, never stored as a state."""

from datetime import date

from sqlalchemy import ColumnElement, and_

from marketplace.catalog.models import Product, Variant


def listed(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Once approved, not paused, not archived, and eligible on that day.

    Holds and the maker's own state are in `eligible_until`. What is revised stays listed as it was approved.
    """
    return and_(
        Product.approved_number.is_not(None),
        Product.paused_at.is_(None),
        Product.archived_at.is_(None),
        Product.eligible_until >= day,
    )


def on_sale() -> ColumnElement[bool]:
    """A variant that shops may see where its product is listed: not archived, and not waiting for officials."""
    return and_(Variant.archived_at.is_(None), Variant.waits_since.is_(None))

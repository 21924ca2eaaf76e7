"""What is listed: derived from rows, never stored as a state."""

from datetime import date

from sqlalchemy import ColumnElement, and_

from marketplace.catalog.models import Product


def listed(day: date) -> ColumnElement[bool]:
    """Once approved, not paused, not archived, and eligible on that day.

    Holds and the maker's own state are in `eligible_until`. What is revised stays listed as it was approved.
    """
    return and_(
        Product.approved_number.is_not(None),
        Product.paused_at.is_(None),
        Product.archived_at.is_(None),
        Product.eligible_until >= day,
    )

"""What is listed: derived from rows, never stored as a state."""

from datetime import date

from sqlalchemy import ColumnElement, and_

from marketplace.catalog.models import Product
from marketplace.kernel.review import APPROVED


def listed(day: date) -> ColumnElement[bool]:
    """Approved, not paused, and eligible on that day; holds and the maker's own state are in `eligible_until`."""
    return and_(Product.state == APPROVED, Product.paused_at.is_(None), Product.eligible_until >= day)

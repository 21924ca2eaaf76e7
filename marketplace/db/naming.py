"""Addresses of records: readable, unique, and kept when the name changes."""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.kernel.names import slug_of


def free_slug(session: Session, column: InstrumentedAttribute[str], name: str, *, otherwise: str) -> str:
    """The slug, or the slug with the next free number behind it; `otherwise` for a name without letters."""
    wanted = slug_of(name, otherwise=otherwise)
    taken = set(session.scalars(select(column).where(column.like(f"{wanted}%"))))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug

"""Addresses of products: readable, unique, and kept when the name changes."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session


def slug_of(name: str) -> str:
    """`Keripik Pisang Cokelat 200 g` becomes keripik-pisang-cokelat-200-g."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "produk"


def free_slug(session: Session, column: InstrumentedAttribute[str], name: str) -> str:
    """The slug, or the slug with the next free number behind it."""
    wanted = slug_of(name)
    taken = set(session.scalars(select(column).where(column.like(f"{wanted}%"))))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug

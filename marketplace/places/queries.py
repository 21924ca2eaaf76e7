"""Regions as pages show them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.places.models import Region


def kelurahan(session: Session) -> list[tuple[str, str]]:
    """(code, name) of the city's 22 kelurahan, by name."""
    query = select(Region.code, Region.name).where(Region.level == "kelurahan").order_by(Region.name)
    return [(code, name) for code, name in session.execute(query)]


def kelurahan_name(session: Session, code: str | None) -> str:
    """Empty for none."""
    return session.scalar(select(Region.name).where(Region.code == code)) or "" if code else ""

"""Numbers of documents: gapless per issuer, kind and year, because each is taken inside its transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.uow import UnitOfWork


class NumberSeries(Base):
    __tablename__ = "number_series"

    issuer_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(uow: UnitOfWork, *, issuer_id: int, kind: str) -> int:
    """The next number of this issuer's series of the current (WIB) year; the row stays locked until the end."""
    key: dict[str, Any] = {"issuer_id": issuer_id, "kind": kind, "year": uow.today.year}
    bump = (
        update(NumberSeries).filter_by(**key).values(last=NumberSeries.last + 1).returning(NumberSeries.last)
    )
    taken = uow.session.scalar(bump)
    if taken is None:
        taken = uow.add(NumberSeries(**key, last=1)).last
    return taken


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def document_number(uow: UnitOfWork, *, issuer_id: int, kind: str) -> str:
    """As offices write it: 0142/SJ/XI/2026."""
    return spelled(next_number(uow, issuer_id=issuer_id, kind=kind), kind, uow.today)


def spelled(number: int, kind: str, day: date) -> str:
    return f"{number:04}/{kind}/{ROMAN[day.month - 1]}/{day.year}"

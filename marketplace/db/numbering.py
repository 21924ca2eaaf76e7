"""Numbers of documents: gapless per issuer, kind and year, because each is taken inside its transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.inserting import INSERT
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork


class NumberSeries(Base):
    __tablename__ = "number_series"

    issuer_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def _add(insert: Any) -> Any:
    """The series begins, or goes on by as much: in one statement, so that two first writers do not collide."""
    series = NumberSeries.__table__
    more = insert(series)
    return more.on_conflict_do_update(
        index_elements=list(series.primary_key), set_={"last": series.c.last + more.excluded.last}
    ).returning(series.c.last)


ADD = {name: _add(insert) for name, insert in INSERT.items()}


def next_numbers(uow: UnitOfWork, count: int, *, issuer_id: int, kind: str) -> range:
    """The next numbers of this issuer's series of the current (WIB) year; its row stays locked until the end."""
    add = ADD[uow.session.get_bind().dialect.name]
    added = run(uow.session, add, issuer_id=issuer_id, kind=kind, year=uow.today.year, last=count)
    last: int = added.scalar_one()
    return range(last - count + 1, last + 1)


def next_number(uow: UnitOfWork, *, issuer_id: int, kind: str) -> int:
    return next_numbers(uow, 1, issuer_id=issuer_id, kind=kind)[0]


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def document_number(uow: UnitOfWork, *, issuer_id: int, kind: str) -> str:
    """As offices write it: 0142/SJ/XI/2026."""
    return formatted(next_number(uow, issuer_id=issuer_id, kind=kind), kind, uow.today)


def formatted(number: int, kind: str, day: date) -> str:
    return f"{number:04}/{kind}/{ROMAN[day.month - 1]}/{day.year}"

"""Whether a database is a demo, whose people and passwords everybody knows. One that is stays one for good."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.db.base import Base
from marketplace.db.inserting import INSERT
from marketplace.db.rules import append_only, declare

ONLY = 1


class DemoMark(Base):
    """Its one row stands in a demo; the database lets nobody take it away."""

    __tablename__ = "demo_mark"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


declare(DemoMark.__table__, append_only("demo_mark"))


def mark_as_demo(session: Session) -> None:
    """Any number of times; the caller commits."""
    insert = INSERT[session.get_bind().dialect.name]
    session.execute(insert(DemoMark).values(id=ONLY).on_conflict_do_nothing())


def is_demo(session: Session) -> bool:
    return session.scalar(select(DemoMark.id)) is not None

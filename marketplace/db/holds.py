"""A suspension: a dated row with its reason, over once `until_on` is past. Makers, products and papers share it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l

ONE_DAY = timedelta(days=1)


class Hold(MappedAsDataclass, kw_only=True):
    """From its first day through its last; without one until it is lifted."""

    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str]
    placed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))


class HoldRow(NamedTuple):
    id: int
    from_on: date
    until_on: date | None
    reason: str

    def over(self, day: date) -> bool:
        return self.until_on is not None and self.until_on < day


class Placed(TypedDict):
    """The columns of a hold that is about to be placed."""

    from_on: date
    until_on: date | None
    reason: str
    placed_by: UserId | None


def place(uow: UnitOfWork, *, reason: str, from_on: date | None, until_on: date | None) -> Placed:
    """From a day on (today unless given) through a last day. Refused without a reason and for days gone by."""
    start = from_on or uow.today
    if not reason.strip():
        raise Refused(_l("Tulis alasan penangguhan; pembuat akan membacanya."), field="reason")
    if start < uow.today:
        raise Refused(_l("Penangguhan berlaku paling awal hari ini."), field="from_on")
    if until_on is not None and until_on < start:
        raise Refused(_l("Tanggal akhir tidak boleh sebelum tanggal mulai."), field="until_on")
    return Placed(from_on=start, until_on=until_on, reason=reason.strip(), placed_by=uow.actor.user_id)


def lift(uow: UnitOfWork, hold: Hold) -> None:
    """From today on it holds no more. Refused when it is over already."""
    if hold.until_on is not None and hold.until_on < uow.today:
        raise Refused(_l("Penangguhan ini sudah berakhir."))
    hold.until_on = uow.today - ONE_DAY


def holds_on(hold: type[Hold], day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Within a select over the holds of one kind."""
    return and_(hold.from_on <= day, or_(hold.until_on.is_(None), hold.until_on >= day))


def holds_of(session: Session, hold: Any, **whose: int) -> Sequence[HoldRow]:
    """The holds of one kind on one thing, named by its column, the newest first."""
    query = select(hold.id, hold.from_on, hold.until_on, hold.reason).filter_by(**whose)
    return [HoldRow(*row) for row in session.execute(query.order_by(hold.id.desc()))]

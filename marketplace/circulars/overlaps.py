"""Approved circulars that hold on days a draft would hold on, and the ways out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.circulars.checks import open_draft
from marketplace.circulars.drafts import head_of, rewrite_circular
from marketplace.circulars.models import Circular
from marketplace.circulars.states import APPROVED
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CircularId
from marketplace.kernel.labels import Labelled, _l

DAY = timedelta(days=1)


class WayOut(Labelled):
    REPLACE = "replace", _l("Gantikan surat itu")
    BEGIN_AFTER = "begin_after", _l("Mulai sesudahnya")
    END_BEFORE = "end_before", _l("Akhiri sebelumnya")


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Another circular and the days both hold on; None is without end.

    `replaces` where the other began earlier and so can end; `begin` and `end` are the draft's own days that would do,
    where there are any.
    """

    number: str
    public_id: str
    first_day: date
    last_day: date | None
    replaces: bool
    begin: date | None
    end: date | None

    @property
    def ways(self) -> Sequence[WayOut]:
        offered = {
            WayOut.REPLACE: self.replaces,
            WayOut.BEGIN_AFTER: self.begin is not None,
            WayOut.END_BEFORE: self.end is not None,
        }
        return [way for way, possible in offered.items() if possible]


def overlaps_of(session: Session, circular: Circular) -> Sequence[Overlap]:
    """Approved ones, the earliest first. The one it replaces ends the day before it begins, so it is none of them."""
    ends_after = or_(Circular.until_on.is_(None), Circular.until_on >= circular.from_on)
    others = select(Circular.number, Circular.public_id, Circular.from_on, Circular.until_on).where(
        Circular.state == APPROVED, Circular.id != circular.id, ends_after
    )
    if circular.replaces_id is not None:
        others = others.where(Circular.id != circular.replaces_id)
    if circular.until_on is not None:
        others = others.where(Circular.from_on <= circular.until_on)
    rows = session.execute(others.order_by(Circular.from_on))
    return [_between(circular, *row) for row in rows]


def _between(
    circular: Circular, number: str, public_id: str, from_on: date, until_on: date | None
) -> Overlap:
    begin = until_on + DAY if until_on else None
    end = from_on - DAY
    return Overlap(
        number=number,
        public_id=public_id,
        first_day=max(from_on, circular.from_on),
        last_day=min([day for day in (until_on, circular.until_on) if day], default=None),
        replaces=from_on < circular.from_on,
        begin=begin if begin and (circular.until_on is None or begin <= circular.until_on) else None,
        end=end if end >= circular.from_on else None,
    )


def leave_overlap(uow: UnitOfWork, circular_id: CircularId, other: str, way: WayOut) -> Circular:
    """Take one of the ways out that are offered against `other`, a public id. Refused where it is none any more."""
    circular = open_draft(uow, circular_id)
    overlap = next((one for one in overlaps_of(uow.session, circular) if one.public_id == other), None)
    if overlap is None or way not in overlap.ways:
        raise Refused(_l("Masa berlaku surat ini sudah berubah; lihat lagi, lalu pilih."))
    head = head_of(circular)
    if way is WayOut.REPLACE:
        head = replace(head, replaces_id=uow.find(Circular, public_id=other).id)
    elif way is WayOut.BEGIN_AFTER:
        head = replace(head, from_on=overlap.begin or head.from_on)
    else:
        head = replace(head, until_on=overlap.end)
    return rewrite_circular(uow, circular_id, head)


def check_alone(session: Session, circular: Circular) -> None:
    """The database refuses an overlap too; here it gets a sentence."""
    for other in overlaps_of(session, circular):
        raise Refused(
            _l(
                "Masa berlakunya bertumpuk dengan surat edaran %(number)s; ganti tanggal atau gantikan surat itu.",
                number=other.number,
            )
        )

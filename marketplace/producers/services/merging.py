"""Two records of one maker become one, and two again should it have been wrong (docs/adr/0010)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from marketplace.accounts.services.moving import move_seats, return_seats
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.producers import policies
from marketplace.producers.duplicates import equal_signs
from marketplace.producers.events import (
    ProducerFreed,
    ProducerMergeUndone,
    ProducersMerged,
    ProducersToldApart,
)
from marketplace.producers.models import (
    Locality,
    Producer,
    ProducerAlias,
    ProducerHold,
    ProducerMerge,
    ToldApart,
)
from marketplace.producers.queries import names_of
from marketplace.producers.services.locality_and_holds import place_hold, record_locality

DAY = timedelta(days=1)
FILLED = ("nib", "city_ref")  # unique numbers that go over where the kept record has none


def merge_producers(
    uow: UnitOfWork, kept_id: ProducerId, merged_id: ProducerId, *, reason: str
) -> ProducerMerge:
    """The merged record stays readable and is no maker any more: what is alive of it goes to the kept one.

    Its people, other names and times of being local go over here; certificates and products follow the event.
    What was signed or bought under it stays as it was written, and counts for the kept one.
    """
    kept, merged = _both(uow, kept_id, merged_id)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa kedua catatan ini satu usaha."), field="reason")
    name = names_of(uow.session, [kept_id])[kept_id]
    hold = place_hold(uow, merged_id, reason=_l("Catatan ini digabung dengan %(name)s.", name=name))
    moved: dict[str, Any] = {
        "hold": hold.id,
        "records": _repoint(uow, merged_id, kept_id),
        "aliases": _move_aliases(uow, merged_id, kept_id),
        "localities": _fill_days(uow, kept_id, merged_id),
        **_fill_numbers(uow, kept, merged),
        **move_seats(uow, merged_id, kept_id),
    }
    merged.merged_into_id = kept_id
    merge = uow.add(
        ProducerMerge(
            kept_id=kept_id,
            merged_id=merged_id,
            reason=reason.strip(),
            moved=moved,
            merged_by=uow.actor.user_id,
            merged_at=uow.now,
        )
    )
    uow.emit(
        ProducersMerged(producer_id=kept_id, merged_id=merged_id, merge_id=merge.id, reason=merge.reason)
    )
    return merge


def undo_merge(uow: UnitOfWork, merge_id: int) -> ProducerMerge:
    """Everything that went over goes back. Refused once the kept record was part of a newer merge."""
    merge = uow.get(ProducerMerge, merge_id, lock=True)
    kept = uow.get(Producer, merge.kept_id, lock=True)
    merged = uow.get(Producer, merge.merged_id, lock=True)
    for record in (kept, merged):
        uow.demand(policies.MERGE, record)
    if merge.undone_at is not None:
        raise Refused(_l("Penggabungan ini sudah dibatalkan."))
    if kept.merged_into_id is not None or _newer(uow, merge):
        raise Refused(_l("Batalkan dahulu penggabungan yang lebih baru dari usaha ini."))
    moved = merge.moved
    merged.merged_into_id = None
    _return_numbers(uow, kept, merged, moved)
    _point(uow, moved["records"], merged.id)
    uow.session.execute(
        update(ProducerAlias).where(ProducerAlias.id.in_(moved["aliases"])).values(producer_id=merged.id)
    )
    uow.session.execute(delete(Locality).where(Locality.id.in_(moved["localities"])))
    uow.session.execute(delete(ProducerHold).where(ProducerHold.id == moved["hold"]))
    return_seats(uow, moved, merged.id, kept.id)
    merge.undone_by, merge.undone_at = uow.actor.user_id, uow.now
    uow.session.flush()
    uow.emit(ProducerFreed(producer_id=merged.id, hold_id=moved["hold"]))
    uow.emit(ProducerMergeUndone(producer_id=kept.id, merged_id=merged.id, merge_id=merge.id))
    return merge


def mark_as_different(
    uow: UnitOfWork, one_id: ProducerId, other_id: ProducerId, *, reason: str
) -> Sequence[str]:
    """Two makers although they look like one: what is equal in them now is not shown as a duplicate any more.

    Gives the signs (keys of `duplicates.SIGNS`) that this tells apart. Refused without a reason, and where nothing
    that is equal is left to be told apart.
    """
    _both(uow, one_id, other_id)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa kedua catatan ini dua usaha."), field="because")
    older, newer = sorted((one_id, other_id))
    known = select(ToldApart.sign).filter_by(one_id=older, other_id=newer)
    apart = set(uow.session.scalars(known))
    signs = tuple(sign for sign in equal_signs(uow.session, older, newer) if sign not in apart)
    if not signs:
        raise Refused(_l("Kedua catatan ini sudah dinyatakan dua usaha, atau tidak punya tanda yang sama."))
    for sign in signs:
        uow.add(
            ToldApart(
                one_id=older,
                other_id=newer,
                sign=sign,
                reason=reason.strip(),
                told_by=uow.actor.user_id,
                told_at=uow.now,
            )
        )
    uow.emit(ProducersToldApart(producer_id=older, other_id=newer, signs=signs, reason=reason.strip()))
    return signs


def _both(uow: UnitOfWork, kept_id: ProducerId, merged_id: ProducerId) -> tuple[Producer, Producer]:
    """Both records locked, always in the same order, so that two officers cannot lock each other out."""
    if kept_id == merged_id:
        raise Refused(_l("Pilih dua catatan yang berbeda."))
    rows = {one: uow.get(Producer, one, lock=True) for one in sorted((kept_id, merged_id))}
    for record in rows.values():
        uow.demand(policies.MERGE, record)
        if record.merged_into_id is not None:
            raise Refused(_l("Salah satu catatan ini sudah digabung; muat ulang halaman."))
    return rows[kept_id], rows[merged_id]


def _newer(uow: UnitOfWork, merge: ProducerMerge) -> bool:
    later = select(ProducerMerge.id).where(
        ProducerMerge.id > merge.id, ProducerMerge.kept_id == merge.kept_id, ProducerMerge.undone_at.is_(None)
    )
    return uow.session.scalar(later.limit(1)) is not None


def _repoint(uow: UnitOfWork, merged_id: ProducerId, kept_id: ProducerId) -> list[int]:
    """Records merged into the merged one before now point at the kept one: one step always leads to the maker."""
    ids = list(uow.session.scalars(select(Producer.id).filter_by(merged_into_id=merged_id)))
    _point(uow, ids, kept_id)
    return [int(one) for one in ids]


def _point(uow: UnitOfWork, ids: Sequence[int], at: ProducerId) -> None:
    uow.session.execute(update(Producer).where(Producer.id.in_(ids)).values(merged_into_id=at))


def _move_aliases(uow: UnitOfWork, source: ProducerId, target: ProducerId) -> list[int]:
    ids = list(uow.session.scalars(select(ProducerAlias.id).filter_by(producer_id=source)))
    uow.session.execute(update(ProducerAlias).where(ProducerAlias.id.in_(ids)).values(producer_id=target))
    return ids


def _fill_numbers(uow: UnitOfWork, kept: Producer, merged: Producer) -> dict[str, str]:
    """A number is unique, so it leaves one record before the other gets it."""
    found = {
        field: getattr(merged, field)
        for field in FILLED
        if getattr(merged, field) and getattr(kept, field) is None
    }
    for field in found:
        setattr(merged, field, None)
    uow.session.flush()
    for field, number in found.items():
        setattr(kept, field, number)
    uow.session.flush()
    return found


def _return_numbers(uow: UnitOfWork, kept: Producer, merged: Producer, moved: dict[str, Any]) -> None:
    found = {
        field: moved[field] for field in FILLED if field in moved and getattr(kept, field) == moved[field]
    }
    for field in found:
        setattr(kept, field, None)
    uow.session.flush()
    for field, number in found.items():
        setattr(merged, field, number)
    uow.session.flush()


def _fill_days(uow: UnitOfWork, kept_id: ProducerId, merged_id: ProducerId) -> list[int]:
    """Days on which only the merged record was local are recorded for the kept one, with the same proof."""
    known = _stretches(uow, kept_id)
    added = []
    for row in _stretches(uow, merged_id):
        for start, end in gaps((row.from_on, row.until_on), [(one.from_on, one.until_on) for one in known]):
            stretch = record_locality(
                uow, kept_id, basis=row.basis, from_on=start, until_on=end, evidence_id=row.evidence_id
            )
            added.append(stretch.id)
    return added


def _stretches(uow: UnitOfWork, producer_id: ProducerId) -> Sequence[Locality]:
    return uow.session.scalars(
        select(Locality).filter_by(producer_id=producer_id).order_by(Locality.id)
    ).all()


Days = tuple[date | None, date | None]  # the first and the last; None is open


def gaps(days: Days, known: Sequence[Days]) -> Iterator[Days]:
    """The parts of `days` that no stretch of `known` covers; these do not overlap one another."""
    start, end = days[0] or date.min, days[1] or date.max
    for first, last in sorted((one[0] or date.min, one[1] or date.max) for one in known):
        if first > end:
            break
        if first > start:
            yield _open(start, first - DAY)
        if last >= end:
            return
        start = max(start, last + DAY)
    if start <= end:
        yield _open(start, end)


def _open(start: date, end: date) -> Days:
    return None if start == date.min else start, None if end == date.max else end

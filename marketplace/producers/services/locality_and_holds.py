"""Since when a maker is local, and when it is suspended. Both are dated rows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from marketplace.db import holds
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.producers import policies
from marketplace.producers.events import LocalityEnded, LocalityRecorded, ProducerFreed, ProducerHeld
from marketplace.producers.models import Locality, LocalityBasis, Producer, ProducerHold


def record_locality(
    uow: UnitOfWork,
    producer_id: ProducerId,
    *,
    basis: LocalityBasis,
    from_on: date | None = None,
    until_on: date | None = None,
    evidence_id: AttachmentId | None = None,
) -> Locality:
    """The maker is local from the first through the last day (WIB); None leaves that end open.

    Refused when the days meet a stretch that is already recorded.
    """
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.VOUCH, producer)
    if from_on and until_on and until_on < from_on:
        raise Refused(_l("Tanggal akhir tidak boleh sebelum tanggal mulai."), field="until_on")
    if _meets_another(uow, producer_id, from_on or date.min, until_on or date.max):
        raise Refused(_l("Masa lokal ini bertumpuk dengan yang sudah tercatat; akhiri dahulu yang lama."))
    locality = uow.add(
        Locality(
            producer_id=producer_id,
            from_on=from_on,
            until_on=until_on,
            basis=basis,
            verified_by=uow.actor.user_id,
            evidence_id=evidence_id,
        )
    )
    uow.emit(
        LocalityRecorded(
            producer_id=producer_id,
            locality_id=locality.id,
            basis=basis.value,
            from_on=_iso(from_on),
            until_on=_iso(until_on),
        )
    )
    return locality


def end_locality(uow: UnitOfWork, locality_id: int, *, until_on: date, reason: str) -> Locality:
    """Its last day. Refused before its first, and after the end it already has."""
    locality = uow.get(Locality, locality_id, lock=True)
    uow.demand(policies.VOUCH, locality)
    if locality.from_on and until_on < locality.from_on:
        raise Refused(_l("Tanggal akhir tidak boleh sebelum tanggal mulai."), field="until_on")
    if locality.until_on is not None and until_on > locality.until_on:
        raise Refused(_l("Masa lokal ini sudah berakhir; catat masa yang baru."), field="until_on")
    locality.until_on = until_on
    uow.session.flush()
    uow.emit(
        LocalityEnded(
            producer_id=locality.producer_id,
            locality_id=locality.id,
            until_on=until_on.isoformat(),
            reason=reason,
        )
    )
    return locality


def place_hold(
    uow: UnitOfWork,
    producer_id: ProducerId,
    *,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> ProducerHold:
    """Suspend the maker from a day on (today unless given) through a last day; None until it is lifted."""
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.HOLD, producer)
    placed = holds.place(uow, reason=reason, from_on=from_on, until_on=until_on)
    hold = uow.add(ProducerHold(producer_id=producer_id, **placed))
    uow.emit(
        ProducerHeld(
            producer_id=producer_id,
            hold_id=hold.id,
            from_on=hold.from_on.isoformat(),
            until_on=_iso(until_on),
            reason=hold.reason,
        )
    )
    return hold


def lift_hold(uow: UnitOfWork, hold_id: int) -> ProducerHold:
    """From today on the maker is free again. Refused when it already is."""
    hold = uow.get(ProducerHold, hold_id, lock=True)
    uow.demand(policies.HOLD, hold)
    holds.lift(uow, hold)
    uow.emit(ProducerFreed(producer_id=hold.producer_id, hold_id=hold.id))
    return hold


def _meets_another(uow: UnitOfWork, producer_id: ProducerId, start: date, end: date) -> bool:
    meets = (
        select(Locality.id)
        .where(Locality.producer_id == producer_id)
        .where(func.coalesce(Locality.from_on, date.min) <= end)
        .where(func.coalesce(Locality.until_on, date.max) >= start)
    )
    return uow.session.scalar(meets.limit(1)) is not None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

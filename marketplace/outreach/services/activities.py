"""Visits and events: planned, announced, changed, cancelled or closed by officials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from marketplace.accounts.models import Seat
from marketplace.certification.kinds.base import KINDS
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICER
from marketplace.outreach import policies, states
from marketplace.outreach.events import (
    ActivityAnnounced,
    ActivityCancelled,
    ActivityChanged,
    ActivityClosed,
    ActivityPlanned,
)
from marketplace.outreach.models import Activity, ActivityKind, Attendance, AttendanceState, TeamMember
from marketplace.outreach.services.places import fill_free_places, reachable, taken
from marketplace.outreach.states import PRESENT, REGISTERED
from marketplace.places.models import Region

LARGEST = 2000
KEPT = ("kind", "title", "about", "kelurahan_code", "place", "starts_at", "ends_at", "capacity", "serves")


@dataclass(frozen=True, kw_only=True)
class ActivityPlan:
    """As typed. `serves` are the kinds of certificates handled on the spot, `team` the officials who come."""

    kind: ActivityKind
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    about: str = ""
    kelurahan_code: str | None = None
    serves: tuple[str, ...] = ()
    team: tuple[UserId, ...] = ()

    def read(self) -> ActivityPlan:
        """In the form that is stored; raises Refused at the field that cannot be."""
        title, place = " ".join(self.title.split()), " ".join(self.place.split())
        if not title:
            raise Refused(_l("Isi judul kegiatan."), field="title")
        if not place:
            raise Refused(_l("Isi tempat kegiatan, misalnya Balai Kelurahan."), field="place")
        if self.ends_at <= self.starts_at:
            raise Refused(_l("Jam selesai harus setelah jam mulai."), field="ends_at")
        if not 1 <= self.capacity <= LARGEST:
            raise Refused(
                _l(
                    "Kapasitas 1 sampai %(most)d orang; Anda mengisi %(now)d.",
                    most=LARGEST,
                    now=self.capacity,
                ),
                field="capacity",
            )
        if any(kind not in KINDS for kind in self.serves):
            raise Refused(_l("Pilih jenis surat dari daftar."), field="serves")
        if self.kind is ActivityKind.VISIT and not self.kelurahan_code:
            raise Refused(_l("Pilih kelurahan yang dikunjungi."), field="kelurahan_code")
        return replace(
            self,
            title=title,
            place=place,
            about=self.about.strip(),
            kelurahan_code=self.kelurahan_code or None,
            serves=tuple(sorted(set(self.serves), key=lambda kind: KINDS[kind].place)),
            team=tuple(sorted(set(self.team))),
        )


def plan_activity(uow: UnitOfWork, plan: ActivityPlan) -> Activity:
    """A draft that nobody outside sees until it is announced. Raises Refused at the field that cannot be."""
    uow.demand(policies.PLAN, None)
    plan = _read(uow, plan)
    activity = uow.add(
        Activity(
            **{field: getattr(plan, field) for field in KEPT if field != "serves"},
            serves=list(plan.serves),
            created_by=uow.actor.user_id,
        )
    )
    _seat_team(uow, activity, plan)
    uow.emit(ActivityPlanned(activity_id=activity.id, kind=activity.kind.value, capacity=activity.capacity))
    return activity


def change_activity(uow: UnitOfWork, activity_id: int, plan: ActivityPlan, *, version: int) -> Activity:
    """Refused once it is over or cancelled, when somebody changed it since `version`, and for fewer places than taken.

    More places go to the waiting list first, as long as it has not begun. A new time or place is told.
    """
    activity = uow.get(Activity, activity_id, lock=True)
    uow.demand(policies.PLAN, activity)
    _still_on(activity)
    if activity.version != version:
        raise Refused(_l("Kegiatan ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."))
    plan = _read(uow, plan)
    held = taken(uow, activity)
    if plan.capacity < held:
        raise Refused(
            _l("Sudah %(held)d orang punya tempat; kapasitas tidak dapat kurang dari itu.", held=held),
            field="capacity",
        )
    wanted = {field: getattr(plan, field) for field in KEPT} | {"serves": list(plan.serves)}
    changed = tuple(field for field in KEPT if getattr(activity, field) != wanted[field])
    for field in changed:
        setattr(activity, field, wanted[field])
    _seat_team(uow, activity, plan)
    if changed:
        uow.session.flush()
        uow.emit(ActivityChanged(activity_id=activity.id, changed=changed, capacity=activity.capacity))
    fill_free_places(uow, activity)
    return activity


def announce(uow: UnitOfWork, activity_id: int) -> Activity:
    """Let everybody see it and register; doing it twice is once. Refused for what is over."""
    activity = uow.get(Activity, activity_id, lock=True)
    uow.demand(policies.PLAN, activity)
    _still_on(activity)
    if activity.ends_at <= uow.now:
        raise Refused(_l("Kegiatan ini sudah lewat; ubah tanggalnya dahulu."), field="starts_at")
    if activity.announced_at is None:
        activity.announced_at = uow.now
        uow.emit(ActivityAnnounced(activity_id=activity.id))
    return activity


def cancel_activity(uow: UnitOfWork, activity_id: int, *, reason: str) -> Activity:
    """Call it off; who has a place or waits for one is written to. Refused when somebody is there already."""
    activity = uow.get(Activity, activity_id, lock=True)
    uow.demand(policies.PLAN, activity)
    _still_on(activity)
    if not reason.strip():
        raise Refused(_l("Tulis alasan pembatalan; peserta membacanya."), field="reason")
    if _in_state(uow, activity, PRESENT):
        raise Refused(_l("Sudah ada yang hadir; tutup kegiatan ini, jangan dibatalkan."))
    activity.cancelled_at, activity.cancelled_because = uow.now, reason.strip()
    notified = len(reachable(uow, Attendance.activity_id == activity.id)) if activity.announced_at else 0
    uow.emit(ActivityCancelled(activity_id=activity.id, reason=activity.cancelled_because, told=notified))
    return activity


def close_activity(uow: UnitOfWork, activity_id: int) -> Activity:
    """It is over: who had a place and did not come is absent. Refused before it began."""
    activity = uow.get(Activity, activity_id, lock=True)
    uow.demand(policies.PLAN, activity)
    if activity.closed_at is not None:
        return activity
    _still_on(activity)
    if activity.announced_at is None or uow.now < activity.starts_at:
        raise Refused(_l("Kegiatan ini belum dimulai; batalkan bila tidak jadi."))
    missing = _in_state(uow, activity, REGISTERED)
    for attendance in missing:
        attendance.state = states.MISS(attendance.state)
    activity.closed_at = uow.now
    uow.session.flush()
    present = len(_in_state(uow, activity, PRESENT))
    uow.emit(ActivityClosed(activity_id=activity.id, present=present, absent=len(missing)))
    return activity


def _read(uow: UnitOfWork, plan: ActivityPlan) -> ActivityPlan:
    plan = plan.read()
    if plan.kelurahan_code is not None:
        region = uow.session.get(Region, plan.kelurahan_code)
        if region is None or region.level != "kelurahan":
            raise Refused(_l("Pilih kelurahan dari daftar."), field="kelurahan_code")
    seated = select(Seat.user_id).where(
        Seat.user_id.in_(plan.team), Seat.role == OFFICER, Seat.until_at.is_(None)
    )
    if set(plan.team) - set(uow.session.scalars(seated)):
        raise Refused(_l("Tim kegiatan hanya petugas Dinas; pilih dari daftar."), field="team")
    return plan


def _seat_team(uow: UnitOfWork, activity: Activity, plan: ActivityPlan) -> None:
    uow.session.execute(delete(TeamMember).where(TeamMember.activity_id == activity.id))
    for user_id in plan.team:
        uow.add(TeamMember(activity_id=activity.id, user_id=user_id))


def _still_on(activity: Activity) -> None:
    if activity.cancelled_at is not None:
        raise Refused(_l("Kegiatan ini sudah dibatalkan; rencanakan yang baru."))
    if activity.closed_at is not None:
        raise Refused(_l("Kegiatan ini sudah ditutup."))


def _in_state(uow: UnitOfWork, activity: Activity, state: AttendanceState) -> list[Attendance]:
    query = select(Attendance).filter_by(activity_id=activity.id, state=state).order_by(Attendance.id)
    return list(uow.session.scalars(query.with_for_update().execution_options(populate_existing=True)))

"""A place at an activity: registered or waiting for one, there on the day, given up.

The activity's row is locked first in each of these acts, so that places are counted one sender after the other.
"""

from __future__ import annotations

from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import moment
from marketplace.outreach import policies, states
from marketplace.outreach.events import ArrivalTakenBack, AttendeeArrived, PlaceGivenUp, PlaceTaken
from marketplace.outreach.models import Activity, Attendance, AttendanceState, Candidate
from marketplace.outreach.services.people import (
    Person,
    candidate_for,
    checked_client_id,
    is_of,
    speaks_for,
    without_number,
)
from marketplace.outreach.services.places import fill_free_places, free_code, has_room
from marketplace.outreach.states import HOLD_A_PLACE, PRESENT, REGISTERED, WAITLISTED

LONGEST_NOTE = 2000


def register(
    uow: UnitOfWork, activity_id: int, person: Person, *, client_id: str, source: str | None = None
) -> Attendance:
    """A place for anybody who leaves name and telephone number; on the waiting list when it is full.

    `client_id` is made by the sender: sent again it gives the same row, and so does the same person who signed in. A
    stranger gets the same answer for a number that is known as for a new one: a ticket of their own, which leads to
    nobody else's. `source` is a mark of who sends. Raises NotFound for an activity that is not announced, Refused for
    one that is over.
    """
    activity = _locked(uow, activity_id)
    person = person.read()
    if (sent := _sent_before(uow, activity, person, client_id)) is not None:
        return sent
    _takes_registrations(uow, activity)
    candidate = candidate_for(uow, person)
    attendance = _of(uow, activity, candidate)
    free = has_room(uow, activity)
    standing = REGISTERED if free else WAITLISTED
    if not speaks_for(uow, candidate, person) and (attendance is not None or candidate.name != person.name):
        attendance = _enter(uow, activity, without_number(uow, person), person, client_id, standing)
        attendance.note = f"Nomor HP-nya sudah dipakai calon {candidate.public_id}; cocokkan orangnya."
        attendance.source = source
    elif attendance is None:
        attendance = _enter(uow, activity, candidate, person, client_id, standing)
        attendance.source = source
    elif attendance.state is AttendanceState.CANCELLED:
        attendance.state = (states.RETURN if free else states.QUEUE_AGAIN)(attendance.state)
        attendance.registered_at = uow.now
        _tell_taken(uow, attendance)
    return attendance


def check_in(uow: UnitOfWork, activity_id: int, *, code: str) -> Attendance:
    """Somebody is there, with their five letters or the ticket's address; twice is once.

    Raises Refused at `code` for one that is not of this activity, and for a day or a hall that does not fit.
    """
    activity = _locked(uow, activity_id)
    uow.demand(policies.RECEIVE, activity)
    typed = code.strip().rstrip("/").rsplit("/", 1)[-1].replace(" ", "")
    query = select(Attendance).where(
        Attendance.activity_id == activity.id,
        (Attendance.code == typed.upper()) | (Attendance.public_id == typed.lower()),
    )
    attendance = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if attendance is None:
        raise Refused(
            _l("Kode “%(code)s” bukan dari kegiatan ini; cari namanya, atau catat sebagai tamu.", code=code),
            field="code",
        )
    return _arrive(uow, activity, attendance)


def walk_in(uow: UnitOfWork, activity_id: int, person: Person, *, client_id: str) -> Attendance:
    """Somebody who did not register is there; who did register is checked in. Without a telephone it works too.

    Refused when every place is taken; `register` puts them on the waiting list.
    """
    activity = _locked(uow, activity_id)
    uow.demand(policies.RECEIVE, activity)
    person = person.read(without_phone=True)
    if (sent := _sent_before(uow, activity, person, client_id)) is not None:
        return sent
    _on_the_day(uow, activity)
    candidate = candidate_for(uow, person)
    attendance = _of(uow, activity, candidate)
    if attendance is not None:
        return _arrive(uow, activity, attendance)
    _demand_room(uow, activity)
    return _enter(uow, activity, candidate, person, client_id, PRESENT)


def undo_check_in(uow: UnitOfWork, attendance_id: int) -> Attendance:
    """The wrong line was tapped: they keep their place, but are not there."""
    attendance, activity = _with_activity(uow, attendance_id)
    uow.demand(policies.RECEIVE, activity)
    if activity.closed_at is not None:
        raise Refused(_l("Kegiatan ini sudah ditutup."))
    attendance.state = states.TAKE_BACK(attendance.state)
    attendance.arrived_at, attendance.checked_in_by = None, None
    uow.emit(ArrivalTakenBack(attendance_id=attendance.id, activity_id=activity.id))
    return attendance


def withdraw(uow: UnitOfWork, attendance_id: int, *, client_id: str | None = None) -> Attendance:
    """Give up the place; the first on the waiting list gets it and is told. Twice is once.

    For officials and the person; without an account, for who shows the `client_id` that it was registered with.
    """
    attendance, activity = _with_activity(uow, attendance_id)
    if client_id is None or not compare_digest(client_id.encode(), attendance.client_id.encode()):
        uow.demand(policies.SEE_PERSON, uow.get(Candidate, attendance.candidate_id))
    if attendance.state is AttendanceState.CANCELLED:
        return attendance
    if activity.closed_at is not None or activity.cancelled_at is not None:
        raise Refused(_l("Kegiatan ini sudah berakhir atau dibatalkan; tidak perlu membatalkan pendaftaran."))
    attendance.state = states.WITHDRAW(attendance.state)
    uow.session.flush()
    uow.emit(PlaceGivenUp(attendance_id=attendance.id, activity_id=activity.id))
    fill_free_places(uow, activity)
    return attendance


def note(uow: UnitOfWork, attendance_id: int, text: str) -> Attendance:
    """What was talked about, for the office alone; it replaces what stood there."""
    attendance = uow.get(Attendance, attendance_id, lock=True)
    uow.demand(policies.RECEIVE, attendance)
    if len(text) > LONGEST_NOTE:
        raise Refused(_l("Catatan paling panjang %(most)d huruf.", most=LONGEST_NOTE), field="note")
    attendance.note = text.strip()
    return attendance


def _locked(uow: UnitOfWork, activity_id: int) -> Activity:
    activity = uow.get(Activity, activity_id, lock=True)
    if activity.announced_at is None:
        raise NotFound(f"Activity {activity_id} is not announced")
    return activity


def _with_activity(uow: UnitOfWork, attendance_id: int) -> tuple[Attendance, Activity]:
    activity = _locked(uow, uow.get(Attendance, attendance_id).activity_id)
    return uow.get(Attendance, attendance_id, lock=True), activity


def _sent_before(uow: UnitOfWork, activity: Activity, person: Person, client_id: str) -> Attendance | None:
    """What the same sending made the first time. Refused when the name was used for something else."""
    query = (
        select(Attendance, Candidate)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .where(Attendance.client_id == checked_client_id(client_id))
    )
    found = uow.session.execute(query).one_or_none()
    if found is None:
        return None
    attendance, candidate = found
    if attendance.activity_id != activity.id or not is_of(candidate, person):
        raise Refused(
            _l("Formulir ini sudah dipakai untuk mendaftar; muat ulang, lalu isi untuk orang lain.")
        )
    return attendance


def _of(uow: UnitOfWork, activity: Activity, candidate: Candidate) -> Attendance | None:
    query = select(Attendance).filter_by(activity_id=activity.id, candidate_id=candidate.id)
    return uow.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _enter(
    uow: UnitOfWork,
    activity: Activity,
    candidate: Candidate,
    person: Person,
    client_id: str,
    state: AttendanceState,
) -> Attendance:
    there = state is PRESENT
    attendance = Attendance(
        client_id=client_id,
        activity_id=activity.id,
        candidate_id=candidate.id,
        code=free_code(uow, activity),
        state=state,
        walk_in=there,
        registered_at=uow.now,
        arrived_at=uow.now if there else None,
        checked_in_by=uow.actor.user_id if there else None,
        note="" if candidate.name == person.name else f"Mendaftar dengan nama {person.name}.",
    )
    try:
        with uow.session.begin_nested():
            uow.add(attendance)
    except IntegrityError:  # the same sending reached another activity's form in this very moment
        if (sent := _sent_before(uow, activity, person, client_id)) is None:
            raise
        return sent
    if there:
        _tell_arrived(uow, attendance)
    else:
        _tell_taken(uow, attendance)
    return attendance


def _arrive(uow: UnitOfWork, activity: Activity, attendance: Attendance) -> Attendance:
    if attendance.state is PRESENT:
        return attendance
    _on_the_day(uow, activity)
    if attendance.state not in HOLD_A_PLACE:
        _demand_room(uow, activity)
    attendance.arrived_at, attendance.checked_in_by = uow.now, uow.actor.user_id
    attendance.state = states.ARRIVE(attendance.state)
    uow.session.flush()
    _tell_arrived(uow, attendance)
    return attendance


def _takes_registrations(uow: UnitOfWork, activity: Activity) -> None:
    if activity.cancelled_at is not None:
        raise Refused(_l("Kegiatan ini dibatalkan; pilih jadwal lain."))
    if activity.closed_at is not None or activity.ends_at <= uow.now:
        raise Refused(_l("Kegiatan ini sudah lewat; pilih jadwal lain."))


def _on_the_day(uow: UnitOfWork, activity: Activity) -> None:
    if activity.cancelled_at is not None:
        raise Refused(_l("Kegiatan ini dibatalkan."))
    if activity.closed_at is not None:
        raise Refused(_l("Kegiatan ini sudah ditutup; kehadiran tidak dapat dicatat lagi."))
    if uow.today < day_of(activity.starts_at):
        begins = moment(activity.starts_at.isoformat())
        raise Refused(_l("Kegiatan ini baru %(when)s; kehadiran dicatat pada harinya.", when=begins))


def _demand_room(uow: UnitOfWork, activity: Activity) -> None:
    if not has_room(uow, activity):
        raise Refused(
            _l(
                "Semua %(capacity)d tempat terisi. Naikkan kapasitas kegiatan, atau masukkan ke daftar tunggu.",
                capacity=activity.capacity,
            )
        )


def _tell_taken(uow: UnitOfWork, attendance: Attendance) -> None:
    uow.session.flush()
    uow.emit(
        PlaceTaken(
            attendance_id=attendance.id,
            activity_id=attendance.activity_id,
            candidate_id=attendance.candidate_id,
            waitlisted=attendance.state is WAITLISTED,
        )
    )


def _tell_arrived(uow: UnitOfWork, attendance: Attendance) -> None:
    uow.emit(
        AttendeeArrived(
            attendance_id=attendance.id, activity_id=attendance.activity_id, walk_in=attendance.walk_in
        )
    )

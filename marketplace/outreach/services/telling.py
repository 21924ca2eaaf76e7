"""Letters to people who registered. Who gave no address is telephoned: the day's list has the numbers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.outreach.models import Activity, Attendance, AttendanceState, Candidate

CANCELLED_SUBJECT = _l("Kegiatan dibatalkan: %(title)s")
CANCELLED_LETTER = _l(
    "Halo %(name)s,\n\nkegiatan “%(title)s” pada %(when)s di %(place)s dibatalkan.\n\nAlasan: %(reason)s\n\n"
    "Kami mohon maaf. Jadwal lain ada di halaman kegiatan MB2.\n"
)
MOVED_SUBJECT = _l("Jadwal berubah: %(title)s")
MOVED_LETTER = _l(
    "Halo %(name)s,\n\nkegiatan “%(title)s” sekarang pada %(when)s di %(place)s. Tempat Anda tetap ada; kode Anda"
    " %(code)s.\n"
)
PROMOTED_SUBJECT = _l("Anda mendapat tempat: %(title)s")
PROMOTED_LETTER = _l(
    "Halo %(name)s,\n\nada tempat kosong, dan sekarang tempat itu milik Anda: “%(title)s” pada %(when)s di"
    " %(place)s. Sebut kode %(code)s di meja pendaftaran. Bila Anda tidak dapat datang, beri tahu kami agar"
    " tempatnya dipakai orang lain.\n"
)


def when(activity: Activity) -> str:
    """`24 November 2026 pukul 09.00 WIB`."""
    start = activity.starts_at.astimezone(WIB)
    return f"{start.day} {Month.of(start.date()).label} pukul {start:%H.%M} WIB"


def tell_promoted(uow: UnitOfWork, activity: Activity, attendance: Attendance) -> None:
    candidate = uow.get(Candidate, attendance.candidate_id)
    _write(uow, activity, [(attendance, candidate)], PROMOTED_SUBJECT, PROMOTED_LETTER)


def tell_moved(uow: UnitOfWork, activity: Activity) -> int:
    """Everybody with a place or waiting for one; returns how many were written to."""
    return _write(uow, activity, _expected(uow, activity), MOVED_SUBJECT, MOVED_LETTER)


def tell_cancelled(uow: UnitOfWork, activity: Activity, reason: str) -> int:
    return _write(uow, activity, _expected(uow, activity), CANCELLED_SUBJECT, CANCELLED_LETTER, reason=reason)


def _expected(uow: UnitOfWork, activity: Activity) -> list[tuple[Attendance, Candidate]]:
    expected = (AttendanceState.REGISTERED, AttendanceState.WAITLISTED)
    query = (
        select(Attendance, Candidate)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .where(Attendance.activity_id == activity.id, Attendance.state.in_(expected))
        .order_by(Attendance.id)
    )
    return [(attendance, candidate) for attendance, candidate in uow.session.execute(query)]


def _write(
    uow: UnitOfWork,
    activity: Activity,
    people: Iterable[tuple[Attendance, Candidate]],
    subject: Label,
    letter: Label,
    **more: str,
) -> int:
    about = {"title": activity.title, "when": when(activity), "place": activity.place} | more
    told = 0
    for attendance, candidate in people:
        if candidate.email:
            words = about | {"name": candidate.name, "code": attendance.code}
            uow.later("send_mail", to=candidate.email, subject=subject % words, body=letter % words)
            told += 1
    return told

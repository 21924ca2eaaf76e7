"""What outreach keeps about somebody who came: what they said of themselves, where they were, what was noted."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.personal import Fact, Kept
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.outreach.models import Activity, Attendance, Candidate
from marketplace.places.models import Region


def candidates(uow: UnitOfWork) -> Kept:
    query = (
        select(Candidate, Region.name)
        .outerjoin(Region, Region.code == Candidate.kelurahan_code)
        .where(Candidate.user_id == uow.actor.user_id)
        .order_by(Candidate.id)
    )
    rows = [
        (
            Fact("name", _l("Nama"), mine.name),
            Fact("phone", _l("Nomor HP"), mine.phone),
            Fact("email", _l("Surel"), mine.email),
            Fact("business", _l("Usaha"), mine.business_name),
            Fact("makes", _l("Yang dibuat"), mine.makes),
            Fact("kelurahan", _l("Kelurahan"), kelurahan),
            Fact("consent_at", _l("Setuju dihubungi sejak"), mine.consent_at),
        )
        for mine, kelurahan in uow.session.execute(query)
    ]
    return Kept("candidate", _l("Data peserta kegiatan"), rows)


def attendances(uow: UnitOfWork) -> Kept:
    query = (
        select(Activity.title, Activity.starts_at, Attendance.state, Attendance.note)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .where(Candidate.user_id == uow.actor.user_id)
        .order_by(Activity.starts_at.desc(), Attendance.id)
    )
    rows = [
        (
            Fact("activity", _l("Kegiatan"), title),
            Fact("starts_at", _l("Waktu"), starts_at),
            Fact("state", _l("Keadaan"), state.label),
            Fact("note", _l("Catatan petugas"), note),
        )
        for title, starts_at, state, note in uow.session.execute(query)
    ]
    return Kept("attendances", _l("Kegiatan yang diikuti"), rows)


SOURCES = (candidates, attendances)

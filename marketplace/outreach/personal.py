"""What outreach keeps about somebody who came: what they said of themselves, where they were, what was noted."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.personal import PersonalFact, PersonalRecords
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.outreach.models import Activity, Attendance, Candidate
from marketplace.places.models import Region


def candidates(uow: UnitOfWork) -> PersonalRecords:
    query = (
        select(Candidate, Region.name)
        .outerjoin(Region, Region.code == Candidate.kelurahan_code)
        .where(Candidate.user_id == uow.actor.user_id)
        .order_by(Candidate.id)
    )
    rows = [
        (
            PersonalFact("name", _l("Nama"), mine.name),
            PersonalFact("phone", _l("Nomor HP"), mine.phone),
            PersonalFact("email", _l("Surel"), mine.email),
            PersonalFact("business", _l("Usaha"), mine.business_name),
            PersonalFact("makes", _l("Yang dibuat"), mine.makes),
            PersonalFact("kelurahan", _l("Kelurahan"), kelurahan),
            PersonalFact("consent_at", _l("Setuju dihubungi sejak"), mine.consent_at),
        )
        for mine, kelurahan in uow.session.execute(query)
    ]
    return PersonalRecords("candidate", _l("Data peserta kegiatan"), rows)


def attendances(uow: UnitOfWork) -> PersonalRecords:
    query = (
        select(Activity.title, Activity.starts_at, Attendance.state, Attendance.note)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .where(Candidate.user_id == uow.actor.user_id)
        .order_by(Activity.starts_at.desc(), Attendance.id)
    )
    rows = [
        (
            PersonalFact("activity", _l("Kegiatan"), title),
            PersonalFact("starts_at", _l("Waktu"), starts_at),
            PersonalFact("state", _l("Keadaan"), state.label),
            PersonalFact("note", _l("Catatan petugas"), note),
        )
        for title, starts_at, state, note in uow.session.execute(query)
    ]
    return PersonalRecords("attendances", _l("Kegiatan yang diikuti"), rows)


SOURCES = (candidates, attendances)

"""Lists of people that leave the program: for a stated purpose, and never unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.labels import Labelled, _l
from marketplace.outreach import policies
from marketplace.outreach.attendees import Attendee, AttendeeList
from marketplace.outreach.events import AttendeesHandedOut
from marketplace.outreach.models import Activity
from marketplace.ports.sheets import Cell, Column, Table


class Purpose(Labelled):
    CALLING = "calling", _l("Menghubungi peserta")
    PAPERS = "papers", _l("Mengurus surat peserta")
    REPORT = "report", _l("Laporan kegiatan")


COLUMNS = (
    Column("Nama", width=28),
    Column(
        "Nomor HP", width=18, note="Data pribadi: hanya untuk tujuan yang tertulis, lalu hapus berkasnya."
    ),
    Column("Surel", width=26),
    Column("Nama usaha", width=26),
    Column("Yang dibuat", width=30),
    Column("Kelurahan", width=20),
    Column("Kode", width=10),
    Column("Keadaan", width=16),
    Column("Tamu", width=8, note="Datang tanpa mendaftar."),
    Column("Mendaftar", kind="moment", width=20),
    Column("Hadir", kind="moment", width=20),
    Column("Urusan berjalan", kind="number", width=12),
)


def hand_out_attendees(uow: UnitOfWork, activity_id: int, *, purpose: Purpose) -> Table:
    """Everybody who registered for an activity, with their numbers; who took it and for what is written down."""
    activity = uow.get(Activity, activity_id)
    uow.demand(policies.RECEIVE, activity)
    listing = AttendeeList(activity_id=activity.id).select()
    people = [Attendee(*row) for row in uow.session.execute(listing)]
    uow.emit(AttendeesHandedOut(activity_id=activity.id, people=len(people), purpose=purpose.value))
    return Table("Peserta", COLUMNS, list(_rows(people)))


def _rows(people: list[Attendee]) -> Iterator[list[Cell]]:
    for one in people:
        yield [
            one.name,
            one.phone,
            one.email,
            one.business_name,
            one.makes,
            one.kelurahan,
            one.code,
            str(one.state.label),
            "ya" if one.walk_in else "",
            one.registered_at.astimezone(WIB),
            one.arrived_at.astimezone(WIB) if one.arrived_at else None,
            one.cases,
        ]

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
    Column(_l("Nama"), width=28),
    Column(
        _l("Nomor HP"),
        width=18,
        note=_l("Data pribadi: hanya untuk tujuan yang tertulis, lalu hapus berkasnya."),
    ),
    Column(_l("Surel"), width=26),
    Column(_l("Nama usaha"), width=26),
    Column(_l("Yang dibuat"), width=30),
    Column(_l("Kelurahan"), width=20),
    Column(_l("Kode"), width=10),
    Column(_l("Keadaan"), width=16),
    Column(_l("Tamu"), width=8, note=_l("Datang tanpa mendaftar.")),
    Column(_l("Mendaftar"), kind="moment", width=20),
    Column(_l("Hadir"), kind="moment", width=20),
    Column(_l("Urusan berjalan"), kind="number", width=12),
)


def hand_out_attendees(uow: UnitOfWork, activity_id: int, *, purpose: Purpose) -> Table:
    """Everybody who registered for an activity, with their numbers; who took it and for what is written down."""
    activity = uow.get(Activity, activity_id)
    uow.demand(policies.RECEIVE, activity)
    listing = AttendeeList(activity_id=activity.id).select()
    people = [Attendee(*row) for row in uow.session.execute(listing)]
    uow.emit(AttendeesHandedOut(activity_id=activity.id, people=len(people), purpose=purpose.value))
    return Table(_l("Peserta"), COLUMNS, list(_rows(people)))


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
            one.state.label,
            _l("ya") if one.walk_in else "",
            one.registered_at.astimezone(WIB),
            one.arrived_at.astimezone(WIB) if one.arrived_at else None,
            one.cases,
        ]

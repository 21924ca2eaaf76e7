"""Forms for visits and trainings, at the desk and on the day."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time
from typing import Self

from marketplace.certification.kinds.base import KINDS, CertificateKind
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.labels import _l
from marketplace.outreach.models import ActivityKind
from marketplace.outreach.planning import officers, plan_of
from marketplace.outreach.services.activities import LARGEST, ActivityPlan
from marketplace.outreach.services.people import Person
from marketplace.places.queries import kelurahan
from marketplace.web.forms import Choice, DayField, Form, Hidden, HourField, LongText, Several, Text, Whole

OFTEN = ("nib", "pirt", "halal")  # what visits handle unless told otherwise


class PlanForm(Form):
    kind = Choice(_l("Jenis kegiatan"), ActivityKind, radio=True)
    title = Text(_l("Judul"), longest=160, help=_l("Misalnya Silaturahmi Yosodadi: NIB dan halal."))
    day = DayField(_l("Tanggal"))
    begins = HourField(_l("Mulai"))
    ends = HourField(_l("Selesai"))
    kelurahan_code = Choice(_l("Kelurahan"), [], required=False, empty=_l("seluruh kota"))
    place = Text(_l("Tempat"), longest=160, help=_l("Misalnya Balai Kelurahan Yosodadi."))
    capacity = Whole(_l("Kapasitas (orang)"), least=1, most=LARGEST)
    serves = Several(_l("Surat yang dibantu di tempat"), [])
    team = Several(_l("Petugas yang datang"), [], coerce=int)
    about = LongText(_l("Keterangan"), longest=2000, required=False, help=_l("Yang perlu dibawa, acara."))
    version = Hidden()

    @classmethod
    def blank(cls, uow: UnitOfWork) -> Self:
        given = {"kind": ActivityKind.VISIT, "begins": time(9), "ends": time(12), "capacity": 40}
        return cls(data=given | {"day": uow.today, "serves": OFTEN})._offer(uow)

    @classmethod
    def of(cls, uow: UnitOfWork, activity_id: int) -> Self:
        plan, version = plan_of(uow.session, activity_id)
        begins, ends = plan.starts_at.astimezone(WIB), plan.ends_at.astimezone(WIB)
        kept = {"day": begins.date(), "begins": begins.time(), "ends": ends.time(), "version": version}
        return cls(obj=plan, data=kept)._offer(uow)

    @property
    def plan(self) -> ActivityPlan:
        return ActivityPlan(
            kind=self.kind.data,
            title=self.title.data,
            about=self.about.data,
            kelurahan_code=self.kelurahan_code.data,
            place=self.place.data,
            starts_at=_moment(self.day.data, self.begins.data),
            ends_at=_moment(self.day.data, self.ends.data),
            capacity=self.capacity.data,
            serves=tuple(self.serves.data),
            team=tuple(self.team.data),
        )

    @property
    def seen(self) -> int:
        """The version that was on the screen; none of them for what is no number."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() else 0

    def _offer(self, uow: UnitOfWork) -> Self:
        self.kelurahan_code.choices = kelurahan(uow.session)
        self.serves.choices = [(key, kind.label) for key, kind in in_order()]
        self.team.choices = list(officers(uow.session))
        return self


class CancelForm(Form):
    reason = LongText(_l("Alasan"), rows=2, longest=300, help=_l("Dibaca oleh semua yang mendaftar."))


class FloodForm(Form):
    source = Hidden()
    reason = Text(_l("Alasan"), longest=200, help=_l("Misalnya nama dan nomor yang dibuat-buat."))


class CodeForm(Form):
    code = Text(_l("Kode atau alamat tiket"), longest=200, autocomplete="off")


class GuestForm(Form):
    """Two fields; whoever presses the button was told what is kept and said yes."""

    name = Text(_l("Nama"), longest=120, autocomplete="off")
    phone = Text(_l("Nomor HP"), longest=30, required=False, autocomplete="off", inputmode="tel")
    client_id = Hidden()

    @classmethod
    def blank(cls) -> Self:
        return cls(formdata=None, client_id=secrets.token_hex(16))

    @property
    def person(self) -> Person:
        return Person(name=self.name.data, phone=self.phone.data, consent=True)


class NoteForm(Form):
    note = LongText(_l("Catatan"), rows=2, longest=2000, required=False)


class OpenForm(Form):
    kind = Hidden()
    client_id = Hidden()


def in_order() -> list[tuple[str, CertificateKind]]:
    """Kinds of papers in the order to get them."""
    return sorted(KINDS.items(), key=lambda pair: pair[1].place)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, WIB)

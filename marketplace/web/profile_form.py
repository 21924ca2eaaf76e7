"""The form of a maker's profile: whole while it is a draft, only the free parts once officials have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.places.queries import kelurahan
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Producer, Scale
from marketplace.producers.profile import Profile
from marketplace.producers.services.registering import profile_of
from marketplace.web.forms import Choice, Form, Hidden, LongText, RupiahField, Text


class StoryForm(Form):
    """What a maker may always change."""

    version = Hidden()
    whatsapp = Text(
        _l("Nomor WhatsApp usaha"),
        required=False,
        longest=30,
        inputmode="tel",
        help=_l("Misalnya 0812-3456-7890."),
    )
    order_minimum = RupiahField(_l("Belanja paling sedikit sekali pesan"), required=False)
    story = LongText(
        _l("Cerita usaha"),
        required=False,
        rows=4,
        help=_l("Siapa Anda, sejak kapan, apa yang khas. Dibaca semua orang."),
    )

    @classmethod
    def of(cls, uow: UnitOfWork, producer: Producer) -> Self:
        return cls(data={**vars(profile_of(uow, producer)), "version": producer.version})

    def said(self, before: Profile) -> Profile:
        typed: dict[str, Any] = {name: data for name, data in self.data.items() if name != "version"}
        typed["order_minimum"] = typed["order_minimum"] or 0
        return replace(before, **typed)

    @property
    def seen(self) -> int:
        """The version the visitor read; 0 for a page that was tampered with, which no record has."""
        typed = str(self.version.data)
        return int(typed) if typed.isdecimal() else 0


class ProfileForm(StoryForm):
    name = Text(_l("Nama usaha"), longest=120)
    nib = Text(
        _l("NIB"),
        required=False,
        longest=20,
        inputmode="numeric",
        help=_l("13 angka, dari OSS. Boleh menyusul."),
    )
    scale = Choice(_l("Skala usaha"), Scale, required=False, radio=True)
    kbli_code = Choice(_l("Bidang usaha (KBLI 2020)"), [], required=False)
    address = LongText(_l("Alamat produksi"), required=False, rows=2, longest=300)
    kelurahan_code = Choice(_l("Kelurahan"), [], required=False)

    @classmethod
    def of(cls, uow: UnitOfWork, producer: Producer) -> Self:
        return super().of(uow, producer)._offer(uow)

    @classmethod
    def blank(cls, uow: UnitOfWork) -> Self:
        return cls()._offer(uow)

    def _offer(self, uow: UnitOfWork) -> Self:
        titles = dict(kbli_titles())
        if self.kbli_code.data:
            titles.setdefault(self.kbli_code.data, "KBLI")  # an older or newer list has it
        self.kbli_code.choices = [(code, f"{code} · {title}") for code, title in titles.items()]
        self.kelurahan_code.choices = kelurahan(uow.session)
        return self

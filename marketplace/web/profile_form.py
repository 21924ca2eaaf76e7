"""The fields of a maker's profile in parts: a step of the onboarding asks one, the profile's page all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.places.queries import kelurahan
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Producer, Scale
from marketplace.producers.profile import KBLI_VERSIONS, Day, Profile
from marketplace.producers.services.registering import profile_of
from marketplace.web.forms import Choice, Form, Hidden, LongText, RupiahField, Several, Text


class PartForm(Form):
    """Some of the profile; what it does not ask stays as it was."""

    @classmethod
    def of(cls, uow: UnitOfWork, producer: Producer) -> Self:
        return cls(data=vars(profile_of(uow, producer)) | {"version": producer.version})._offer(uow)

    @classmethod
    def blank(cls, uow: UnitOfWork) -> Self:
        return cls()._offer(uow)

    def applied_to(self, before: Profile) -> Profile:
        typed: dict[str, Any] = {name: data for name, data in self.data.items() if hasattr(before, name)}
        if "order_minimum" in typed:
            typed["order_minimum"] = typed["order_minimum"] or 0
        if "kbli_code" in typed:  # chosen from the list it reads "10794 · Industri Kerupuk …"
            typed["kbli_code"] = typed["kbli_code"].partition("·")[0].strip()
        if "kbli_version" in typed:
            typed["kbli_version"] = typed["kbli_version"] or before.kbli_version
        return replace(before, **typed)

    def _offer(self, uow: UnitOfWork) -> Self:
        if "kelurahan_code" in self:
            self["kelurahan_code"].choices = kelurahan(uow.session)
        return self


class BusinessForm(PartForm):
    name = Text(_l("Nama usaha"), longest=120)
    scale = Choice(_l("Skala usaha"), Scale, required=False, radio=True)
    nib = Text(
        _l("NIB"),
        required=False,
        longest=30,
        inputmode="numeric",
        help=_l("13 angka, dari OSS. Boleh menyusul."),
    )
    kbli_code = Text(
        _l("Bidang usaha (KBLI)"),
        required=False,
        longest=200,
        help=_l("Ketik apa yang Anda buat, misalnya keripik, lalu pilih dari daftar; atau 5 angka dari NIB."),
        render_kw={"list": "kbli"},
    )
    kbli_version = Choice(
        _l("Daftar KBLI"),
        [(version, version) for version in KBLI_VERSIONS],
        required=False,
        radio=True,
        help=_l("Tertulis pada NIB; NIB sebelum 2026 memakai 2020."),
        default="2020",
    )

    @property
    def industries(self) -> list[str]:
        """What the list offers while one types."""
        return [f"{code} · {title}" for code, title in kbli_titles().items()]


class PlaceForm(PartForm):
    address = LongText(
        _l("Alamat produksi"),
        required=False,
        rows=2,
        longest=300,
        help=_l("Tempat barang dibuat, bukan alamat toko."),
    )
    kelurahan_code = Choice(_l("Kelurahan"), [], required=False)


class DeliveryForm(PartForm):
    whatsapp = Text(
        _l("Nomor WhatsApp usaha"),
        required=False,
        longest=30,
        inputmode="tel",
        help=_l("Misalnya 0812-3456-7890."),
    )
    delivery_days = Several(_l("Hari kirim"), Day)
    order_minimum = RupiahField(_l("Belanja paling sedikit sekali pesan"), required=False)


class TaleForm(PartForm):
    story = LongText(
        _l("Cerita usaha"),
        required=False,
        rows=4,
        help=_l("Siapa Anda, sejak kapan, apa yang khas. Dibaca semua orang."),
    )


class StoryForm(DeliveryForm, TaleForm):
    """What a maker may always change."""

    version = Hidden()

    @property
    def seen(self) -> int:
        """The version the visitor read; 0 for a page that was tampered with, which no record has."""
        typed = str(self.version.data)
        return int(typed) if typed.isdecimal() else 0


class ProfileForm(BusinessForm, PlaceForm, StoryForm):
    """All of it."""

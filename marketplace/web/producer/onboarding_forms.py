"""What each step of the onboarding asks, and where its answers go.

Every form here has `of(uow, producer)` and `write(uow, producer, tools)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from marketplace.db.uow import UnitOfWork
from marketplace.files.services import take_public_image
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox
from marketplace.producers.accounts import newest_account
from marketplace.producers.models import Producer
from marketplace.producers.onboarding import OnboardingStep
from marketplace.producers.services.registering import edit_profile, profile_of, set_logo
from marketplace.producers.services.sealing import Payment, write_owner, write_payment
from marketplace.web.confirming import Confirmed
from marketplace.web.forms import Form, Picture, Text
from marketplace.web.profile_form import BusinessForm, DeliveryForm, PartForm, PlaceForm, TaleForm
from marketplace.web.upload_checks import decodable_photo, readable_photo
from marketplace.web.uploads import keep_upload

PRIVATE = {"data-private": ""}  # never kept in the browser


class Number(Text):
    """A number of a person: digits, and nothing that a shared phone remembers."""

    def __init__(self, label: Any, **given: Any) -> None:
        super().__init__(
            label,
            required=False,
            longest=40,
            inputmode="numeric",
            autocomplete="off",
            render_kw=PRIVATE,
            **given,
        )


class ProfileStep(PartForm):
    """The fields of the profile that a step asks; the others stay as they are, whoever changed them meanwhile."""

    def write(self, uow: UnitOfWork, producer: Producer, tools: Toolbox) -> None:
        edit_profile(uow, producer.id, self.applied_to(profile_of(uow, producer)))


class BusinessStep(BusinessForm, ProfileStep):
    pass


class PlaceStep(PlaceForm, ProfileStep):
    pass


class DeliveryStep(DeliveryForm, ProfileStep):
    pass


class StoryStep(TaleForm, ProfileStep):
    logo = Picture(
        _l("Logo atau foto usaha"),
        required=False,
        help=_l("Dilihat semua orang."),
        validators=[decodable_photo],
    )

    def write(self, uow: UnitOfWork, producer: Producer, tools: Toolbox) -> None:
        super().write(uow, producer, tools)
        for seen in self.logo.seen:
            picture = take_public_image(uow, tools.storage, seen, organisation_id=producer.id)
            set_logo(uow, producer.id, picture.id)


class PeopleStep(Form):
    """Blank fields leave what is kept; nothing that is kept is written into the page."""

    nik = Number(_l("NIK pemilik"), help=_l("16 angka, dari KTP."))
    npwp = Number(_l("NPWP"), help=_l("15 atau 16 angka."))

    @classmethod
    def of(cls, uow: UnitOfWork, producer: Producer, **given: Any) -> Self:
        return cls(**given)

    def write(self, uow: UnitOfWork, producer: Producer, tools: Toolbox) -> None:
        write_owner(uow, producer.id, nik=self.nik.data, npwp=self.npwp.data, sealer=tools.sealer)


class PaymentStep(Confirmed):
    """Once an account is kept, only somebody with the password sends money elsewhere."""

    bank_name = Text(_l("Nama bank"), required=False, longest=60, autocomplete="off")
    bank_holder = Text(
        _l("Nama pemilik rekening"),
        required=False,
        longest=120,
        autocomplete="off",
        help=_l("Seperti tertulis di buku tabungan."),
    )
    account = Number(_l("Nomor rekening"))
    qris = Picture(
        _l("Foto QRIS"),
        required=False,
        help=_l("Gambar QR dari penyedia; tidak tampil di halaman publik."),
        validators=[readable_photo],
    )

    @classmethod
    def of(cls, uow: UnitOfWork, producer: Producer, **given: Any) -> Self:
        kept = newest_account(uow.session, producer.id)
        named = {"bank_name": kept.bank_name, "bank_holder": kept.bank_holder} if kept else {}
        form = cls(data=named, **given)
        if form.own_password is not None and not (producer.account_mark or producer.qris_id):
            del form.own_password
        return form

    def write(self, uow: UnitOfWork, producer: Producer, tools: Toolbox) -> None:
        payment = Payment(
            bank_name=self.bank_name.data,
            bank_holder=self.bank_holder.data,
            account=self.account.data,
            qris_id=keep_upload(uow, self.qris, organisation_id=producer.id),
        )
        write_payment(uow, producer.id, payment, sealer=tools.sealer)


FORMS: Mapping[OnboardingStep, Any] = {
    OnboardingStep.BUSINESS: BusinessStep,
    OnboardingStep.PLACE: PlaceStep,
    OnboardingStep.PEOPLE: PeopleStep,
    OnboardingStep.PAYMENT: PaymentStep,
    OnboardingStep.DELIVERY: DeliveryStep,
    OnboardingStep.STORY: StoryStep,
}

"""A maker's way from a name to a profile that officials can look over: six steps, each saved by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.producers.models import Producer


class OnboardingStep(Labelled):
    BUSINESS = "business", _l("Usaha")
    PLACE = "place", _l("Tempat")
    PEOPLE = "people", _l("Orang & pajak")
    PAYMENT = "payment", _l("Pembayaran")
    DELIVERY = "delivery", _l("Pengiriman")
    STORY = "story", _l("Cerita")


@dataclass(frozen=True)
class ProfileField:
    """Something to fill in; without what is `needed` the profile is not handed in."""

    label: Label
    there: Callable[[Producer], object]
    needed: bool = True


WANTED: Mapping[OnboardingStep, Sequence[ProfileField]] = {
    OnboardingStep.BUSINESS: (
        ProfileField(_l("NIB"), lambda one: one.nib),
        ProfileField(_l("Skala usaha"), lambda one: one.scale),
        ProfileField(_l("Kode KBLI"), lambda one: one.kbli_code),
    ),
    OnboardingStep.PLACE: (
        ProfileField(_l("Alamat produksi"), lambda one: one.address),
        ProfileField(_l("Kelurahan"), lambda one: one.kelurahan_code),
    ),
    OnboardingStep.PEOPLE: (
        ProfileField(_l("NIK atau NPWP"), lambda one: one.nik_mark or one.npwp_mark, needed=False),
    ),
    OnboardingStep.PAYMENT: (
        ProfileField(_l("Rekening atau QRIS"), lambda one: one.account_mark or one.qris_id, needed=False),
    ),
    OnboardingStep.DELIVERY: (
        ProfileField(_l("Nomor WhatsApp"), lambda one: one.whatsapp),
        ProfileField(_l("Hari kirim"), lambda one: one.delivery_days, needed=False),
    ),
    OnboardingStep.STORY: (ProfileField(_l("Cerita usaha"), lambda one: one.story, needed=False),),
}


@dataclass(frozen=True)
class OnboardingProgress:
    step: OnboardingStep
    missing: Sequence[ProfileField]

    @property
    def done(self) -> bool:
        return not self.missing

    @property
    def holds_up(self) -> bool:
        """Whether the profile cannot be handed in for it."""
        return any(one.needed for one in self.missing)


def progress(producer: Producer) -> Sequence[OnboardingProgress]:
    """Every step in order, with what it still lacks."""
    return [
        OnboardingProgress(step, [one for one in wanted if not one.there(producer)])
        for step, wanted in WANTED.items()
    ]


def next_step(producer: Producer) -> OnboardingStep | None:
    """The first one that lacks something; None when all is filled in."""
    return next((one.step for one in progress(producer) if not one.done), None)

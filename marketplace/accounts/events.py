"""Facts about people and their seats; names, addresses and secrets stay out."""

from __future__ import annotations

from datetime import datetime

from marketplace.kernel.events import Event
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l


class OrganisationEvent(Event, subject_kind="organisation", label=_l("Usaha atau instansi")):
    organisation_id: OrganisationId


class UserEvent(Event, subject_kind="user", label=_l("Akun"), public=False):
    user_id: UserId


class OrganisationCreated(
    OrganisationEvent, action="OrganisationCreated", label=_l("Usaha atau instansi didaftarkan")
):
    kind: str


class UserCreated(UserEvent, action="UserCreated", label=_l("Akun dibuat")):
    pass


class SeatGiven(OrganisationEvent, action="SeatGiven", label=_l("Peran diberikan")):
    user_id: UserId
    role: str


class SeatEnded(OrganisationEvent, action="SeatEnded", label=_l("Peran diakhiri")):
    user_id: UserId
    role: str


class SeatEndPlanned(OrganisationEvent, action="SeatEndPlanned", label=_l("Akhir peran direncanakan")):
    """`until_at` in ISO 8601; None takes the plan back."""

    user_id: UserId
    role: str
    until_at: str | None


class OwnershipTransferred(
    OrganisationEvent, action="OwnershipTransferred", label=_l("Kepemilikan dialihkan")
):
    from_user_id: UserId
    to_user_id: UserId
    stays: bool


class InvitationMade(OrganisationEvent, action="InvitationMade", label=_l("Undangan dibuat")):
    invitation_id: int
    role: str
    by: str  # letter, code


class InvitationAccepted(OrganisationEvent, action="InvitationAccepted", label=_l("Undangan diterima")):
    invitation_id: int
    user_id: UserId


class InvitationWithdrawn(OrganisationEvent, action="InvitationWithdrawn", label=_l("Undangan ditarik")):
    invitation_id: int


class SignedIn(UserEvent, action="SignedIn", label=_l("Masuk")):
    sign_in_id: int
    organisation_id: OrganisationId | None


class SignInRevoked(UserEvent, action="SignInRevoked", label=_l("Sesi diakhiri")):
    sign_in_id: int


class SecondFactorPassed(UserEvent, action="SecondFactorPassed", label=_l("Kode masuk cocok")):
    sign_in_id: int
    first_time: bool


class SecondFactorStarted(UserEvent, action="SecondFactorStarted", label=_l("Kode masuk mulai dipasang")):
    pass


class SecondFactorReset(UserEvent, action="SecondFactorReset", label=_l("Kode masuk diatur ulang")):
    pass


class RecoveryCodesMade(UserEvent, action="RecoveryCodesMade", label=_l("Kode cadangan dibuat")):
    pass


class RecoveryCodeUsed(UserEvent, action="RecoveryCodeUsed", label=_l("Kode cadangan dipakai")):
    left: int


class OrganisationChosen(UserEvent, action="OrganisationChosen", label=_l("Beralih usaha atau instansi")):
    sign_in_id: int
    organisation_id: OrganisationId


class PasswordChanged(UserEvent, action="PasswordChanged", label=_l("Kata sandi diganti")):
    pass


class AccountChanged(UserEvent, action="AccountChanged", label=_l("Data akun diubah")):
    """`fields` names what changed, never to what."""

    fields: str


class LinkIssued(UserEvent, action="LinkIssued", label=_l("Tautan kata sandi dibuat")):
    purpose: str


class LanguageChosen(UserEvent, action="LanguageChosen", label=_l("Bahasa dipilih")):
    locale: str


class RepresentationStarted(
    OrganisationEvent, action="RepresentationStarted", label=_l("Petugas mulai bertindak atas nama usaha")
):
    """An official acts on behalf of a business, until `until_at` at most."""

    representation_id: int
    user_id: UserId
    until_at: datetime
    reason: str


class RepresentationEnded(
    OrganisationEvent, action="RepresentationEnded", label=_l("Petugas selesai bertindak atas nama usaha")
):
    representation_id: int
    user_id: UserId


class PersonErased(UserEvent, action="PersonErased", label=_l("Data pribadi akun dihapus")):
    """Nothing personal is left in this account; whoever keeps something else about the person forgets it now."""

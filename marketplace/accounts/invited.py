"""Invitations as pages read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Invitation, Organisation
from marketplace.accounts.tokens import stored_form
from marketplace.db.listing import Listing, Row, by, col, required
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import Label, _l

SALT = "invitation"
USED = _l("Undangan ini sudah dipakai. Masuk dengan akun Anda, atau minta undangan baru.")
WITHDRAWN = _l("Undangan ini ditarik oleh yang mengundang. Minta undangan baru kepada yang mengundang Anda.")
EXPIRED = _l(
    "Undangan ini kedaluwarsa; berlakunya tujuh hari. Minta undangan baru kepada yang mengundang Anda."
)


class InvitationOffer(Row):
    """What an invitation holds out to whoever has its letter or code."""

    id = col(Invitation.id)
    organisation_id = col(Organisation.id)
    organisation = col(Organisation.name)
    organisation_public_id = col(Organisation.public_id)
    kind = col(Organisation.kind)
    role = col(Invitation.role)
    name = col(Invitation.name)
    email = col(Invitation.email)
    phone = col(Invitation.phone)
    created_by = col(Invitation.created_by)
    expires_at = col(Invitation.expires_at)
    accepted_at = col(Invitation.accepted_at)
    withdrawn_at = col(Invitation.withdrawn_at)


class OfferList(Listing[InvitationOffer]):
    source = join(Invitation, Organisation, Organisation.id == Invitation.organisation_id)
    sort = by(Invitation.id)

    token_hash: str = required(Invitation.token_hash)


def why_over(one: InvitationOffer | Invitation, now: datetime) -> Label | None:
    """Why it cannot be accepted any more, and what to do instead; None while it waits."""
    if one.accepted_at is not None:
        return USED
    if one.withdrawn_at is not None:
        return WITHDRAWN
    return EXPIRED if one.expires_at <= now else None


def offer_of(session: Session, code_or_token: str) -> InvitationOffer | None:
    """The invitation behind a letter's token or a code, also one that is over."""
    return OfferList(token_hash=stored_form(code_or_token, salt=SALT)).one(session)


class InvitationRow(Row):
    public_id = col(Invitation.public_id)
    name = col(Invitation.name)
    email = col(Invitation.email)
    phone = col(Invitation.phone)
    role = col(Invitation.role)
    expires_at = col(Invitation.expires_at)


class InvitationList(Listing[InvitationRow]):
    """An organisation's invitations that wait for an answer, the newest first."""

    sort = by(Invitation.id, down=True)
    always = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))

    organisation_id: OrganisationId = required(Invitation.organisation_id)
    now: datetime = required(lambda now: Invitation.expires_at > now)

"""Invitations as pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Invitation, Organisation
from marketplace.accounts.tokens import kept
from marketplace.db.listing import AnySelect, Listing, Row, by, col, required
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.roles import OrganisationKind, Role

SALT = "invitation"
USED = _l("Undangan ini sudah dipakai. Masuk dengan akun Anda, atau minta undangan baru.")
WITHDRAWN = _l("Undangan ini ditarik oleh yang mengundang. Minta undangan baru kepada yang mengundang Anda.")
EXPIRED = _l(
    "Undangan ini kedaluwarsa; berlakunya tujuh hari. Minta undangan baru kepada yang mengundang Anda."
)


@dataclass(frozen=True)
class Offer:
    """What an invitation holds out to whoever has its letter or code."""

    id: int
    organisation_id: OrganisationId
    organisation: str
    organisation_public_id: str
    kind: OrganisationKind
    role: Role
    name: str
    email: str | None
    phone: str | None
    created_by: UserId | None
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None


def why_over(one: Offer | Invitation, now: datetime) -> Label | None:
    """Why it cannot be accepted any more, and what to do instead; None while it waits."""
    if one.accepted_at is not None:
        return USED
    if one.withdrawn_at is not None:
        return WITHDRAWN
    return EXPIRED if one.expires_at <= now else None


def offer_of(session: Session, code_or_token: str) -> Offer | None:
    """The invitation behind a letter's token or a code, also one that is over."""
    query: AnySelect = (
        select(
            Invitation.id,
            Organisation.id,
            Organisation.name,
            Organisation.public_id,
            Organisation.kind,
            Invitation.role,
            Invitation.name,
            Invitation.email,
            Invitation.phone,
            Invitation.created_by,
            Invitation.expires_at,
            Invitation.accepted_at,
            Invitation.withdrawn_at,
        )
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_hash == kept(code_or_token, salt=SALT))
    )
    found = session.execute(query).one_or_none()
    return Offer(*found) if found else None


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

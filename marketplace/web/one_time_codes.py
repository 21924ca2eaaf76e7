"""A code that is handed over by hand: shown once, with a text ready for WhatsApp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import current_app, url_for
from flask_babel import gettext

from marketplace.accounts.models import Invitation, Organisation, User
from marketplace.web.language import moment, translate


@dataclass(frozen=True)
class HandOver:
    """`page` is where the code is typed, `text` what to send along."""

    title: str
    name: str
    code: str
    page: str
    until: datetime
    text: str
    phone: str | None

    @property
    def whatsapp(self) -> str:
        """Opens WhatsApp with the text, at the person's number where it is known."""
        return f"https://wa.me/{(self.phone or '').removeprefix('+')}?text={quote(self.text)}"


def own_address(endpoint: str, **values: Any) -> str:
    """A page of ours as it is written in letters and on paper."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for(endpoint, **values)


def invitation_code(invitation: Invitation, organisation: Organisation, code: str) -> HandOver:
    page = own_address("account_invitations.enter")
    text = gettext(
        "Halo %(name)s, Anda diundang menjadi %(role)s di %(organisation)s pada MB2 Metro Bangga Beli."
        " Buka %(page)s dan ketik kode %(code)s. Berlaku sampai %(until)s, hanya sekali.",
        name=invitation.name,
        role=translate(invitation.role.label),
        organisation=organisation.name,
        page=page,
        code=code,
        until=moment(invitation.expires_at),
    )
    return HandOver(
        gettext("Kode undangan"),
        invitation.name,
        code,
        page,
        invitation.expires_at,
        text,
        invitation.phone,
    )


def recovery_code(user: User, code: str, until: datetime) -> HandOver:
    page = own_address("account_recovery.enter_code")
    text = gettext(
        "Halo %(name)s, ini kode untuk membuat kata sandi MB2 yang baru: %(code)s. Buka %(page)s dan ketik kodenya."
        " Berlaku sampai %(until)s, hanya sekali.",
        name=user.name,
        page=page,
        code=code,
        until=moment(until),
    )
    return HandOver(gettext("Kode pemulihan"), user.name, code, page, until, text, user.phone)

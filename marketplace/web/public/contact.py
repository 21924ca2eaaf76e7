"""Whom people reach where a page or a letter says "hubungi Dinas", and how a shop becomes a partner."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask_babel import gettext

from marketplace.web.access import ANYONE, may
from marketplace.web.contacts import map_of, whatsapp

bp = Blueprint("public_contact", __name__)


@dataclass(frozen=True)
class OfficeContact:
    """The city office, as whoever runs MB2 wrote it in the settings; empty is not known."""

    whatsapp: str | None
    email: str
    address: str

    @property
    def known(self) -> bool:
        return bool(self.whatsapp or self.email or self.address)


@bp.get("/contact")
@may(ANYONE)
def show() -> str:
    office: OfficeContact = current_app.config["OFFICE_CONTACT"]
    asks = {
        "help": gettext("Halo, saya memerlukan bantuan tentang MB2 Metro Bangga Beli."),
        "join": gettext("Halo, usaha saya ingin menjadi mitra MB2 Metro Bangga Beli. Nama usaha: "),
    }
    chats = {why: whatsapp(text, office.whatsapp) for why, text in asks.items()} if office.whatsapp else {}
    return render_template("public/contact/show.html", office=office, chats=chats, map=map_of(office.address))

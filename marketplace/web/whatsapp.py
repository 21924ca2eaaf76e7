"""What letters say, ready for WhatsApp: the visitor sends it from their own telephone, MB2 sends nothing."""

from __future__ import annotations

from contextlib import nullcontext
from urllib.parse import quote

from flask import Response, current_app, redirect
from flask_babel import force_locale, get_translations

from marketplace.kernel.labels import Label
from marketplace.kernel.letters import HOME
from marketplace.web.headers import POLICY

HOSTS = "https://wa.me https://api.whatsapp.com"  # the first leads to the second


def written(text: Label, locale: str | None = None) -> str:
    """In the visitor's language or that of whoever it goes to, with our own address and a large first letter."""
    with force_locale(locale) if locale else nullcontext():
        said = str(text.translated(get_translations().gettext))
    said = said.replace(HOME, str(current_app.config["BASE_URL"]).rstrip("/"))
    return said[:1].upper() + said[1:]


def whatsapp_url(phone: str | None, text: str) -> str:
    """Opens WhatsApp with the text, at the person's number where it is known."""
    return f"https://wa.me/{(phone or '').removeprefix('+')}?text={quote(text)}"


def to_whatsapp(phone: str | None, text: str) -> Response:
    """After a form was taken in, on to WhatsApp; the page with the form has to allow it, see `leads_out`."""
    return redirect(whatsapp_url(phone, text), 303)  # type: ignore[return-value]


def leads_out(page: str, hosts: str = HOSTS) -> Response:
    """The page, one of whose forms goes on to WhatsApp or to a gateway: only such pages let a form leave the site."""
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = POLICY.replace(
        "form-action 'self'", f"form-action 'self' {hosts}"
    )
    return answer

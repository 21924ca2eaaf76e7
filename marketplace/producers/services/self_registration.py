"""Somebody without an account becomes a maker: a person, a draft of a business, and a seat in it, all or nothing."""

from __future__ import annotations

from datetime import timedelta

from marketplace.accounts.services.attempts import Limit
from marketplace.accounts.services.seats import create_user, plain_email
from marketplace.adapters.identifiers import phone
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.producers.models import Producer
from marketplace.producers.profile import Profile
from marketplace.producers.services.registering import register_producer

FOUNDING = Limit(  # a phone of the city's may register a hall full of people in a day
    "founding",
    per_pair=5,
    per_address=100,
    within=timedelta(days=1),
    sentence=_l("Terlalu banyak pendaftaran dari sini hari ini. Coba lagi besok, atau hubungi Dinas."),
)


class AlreadyTaken(Refused):
    """Somebody has this number or address already; who it is stays untold."""


def plain_contact(text: str) -> str:
    """A telephone number or an e-mail address as accounts keep it. Raises Refused."""
    if "@" in text:
        try:
            return plain_email(text)
        except Refused as error:
            raise Refused(error.sentence, field="contact") from error
    number = phone(text)
    if number is None:
        raise Refused(
            _l(
                "“%(typed)s” bukan nomor HP atau alamat surel; tulis misalnya 0812-3456-7890.",
                typed=text.strip(),
            ),
            field="contact",
        )
    return number


def found_business(
    uow: UnitOfWork, *, name: str, contact: str, password_hash: str, business: str
) -> Producer:
    """`contact` as `plain_contact` gives it; the password was hashed before, because that takes a while.

    From the first row on the new person acts for themselves. Raises Taken, or Refused at a field.
    """
    email, number = (contact, None) if "@" in contact else (None, contact)
    try:
        user = create_user(uow, name, email, phone=number)
    except Refused as error:
        if error.field in ("email", "phone"):
            raise AlreadyTaken(
                _l("Mungkin sudah ada akun dengan nomor atau surel ini. Masuk, atau pakai yang lain."),
                field="contact",
            ) from error
        raise
    user.password_hash = password_hash
    uow.actor = Actor(user_id=user.id)
    try:
        profile = Profile(name=business, whatsapp=number if number and number.startswith("+628") else None)
        return register_producer(uow, profile)
    except Refused as error:
        raise Refused(error.sentence, field="business" if error.field == "name" else error.field) from error

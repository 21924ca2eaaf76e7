"""Bring a person in: an account if they have none, a seat, and a letter with the link to a first password."""

from __future__ import annotations

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import find_user
from marketplace.accounts.services.passwords import FIRST_PASSWORD, issue_link
from marketplace.accounts.services.seats import create_user, give_seat, plain_email
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import Role

SUBJECT = _l("Akun MB2 Anda")
LETTER = _l(
    "Halo %(name)s,\n\nAnda diberi peran di %(organisation)s pada MB2 Metro Bangga Beli. Buat kata sandi Anda lewat"
    " tautan ini; berlaku tujuh hari dan hanya sekali:\n\n%(link)s\n"
)
NEWS = _l(
    "Halo %(name)s,\n\nAnda diberi peran baru di %(organisation)s pada MB2 Metro Bangga Beli. Masuk seperti biasa"
    " dengan akun Anda.\n"
)


def invite(
    uow: UnitOfWork, *, name: str, email: str, organisation_id: OrganisationId, role: Role, page: str
) -> User:
    """Seat the person with this address; `page` + secret is the link in the letter.

    Raises Forbidden and Refused as `give_seat` does.
    """
    organisation = uow.get(Organisation, organisation_id)
    user = find_user(uow.session, email) or create_user(uow, name, plain_email(email))
    give_seat(uow, user.id, organisation_id, role)
    words = {"name": user.name, "organisation": organisation.name}
    if user.password_hash is None:
        letter = LETTER % (words | {"link": f"{page}{issue_link(uow, user.id, FIRST_PASSWORD)}"})
    else:
        letter = NEWS % words
    uow.later("send_mail", to=user.email, subject=SUBJECT, body=letter)
    return user

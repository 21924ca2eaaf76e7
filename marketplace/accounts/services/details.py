"""What an account says of its person: a name, a telephone number, an e-mail address."""

from __future__ import annotations

from marketplace.accounts.events import AccountChanged
from marketplace.accounts.letters import DETAILS_CHANGED
from marketplace.accounts.models import User
from marketplace.accounts.services.passwords import drop_links
from marketplace.accounts.services.seats import check_free, plain_email, plain_phone
from marketplace.db.uow import UnitOfWork


def change_details(uow: UnitOfWork, *, name: str, email: str, phone: str) -> bool:
    """The actor's own; the old address is told, and links sent to it stop working. False if nothing changed.

    Raises Refused for an address or number that is malformed or taken, and where neither is left to sign in with.
    """
    user = uow.get(User, uow.actor.user_id, lock=True)
    said = {
        "name": name.strip(),
        "email": plain_email(email) if email else None,
        "phone": plain_phone(phone) if phone else None,
    }
    check_free(uow, email=said["email"], phone=said["phone"], but=user.id)
    changed = [field for field, value in said.items() if getattr(user, field) != value]
    if not changed:
        return False
    if changed != ["name"]:
        drop_links(uow, user.id)
        if user.email:
            uow.later("send_mail", **DETAILS_CHANGED.to(user.email, called=user.name, language=user.locale))
    for field in changed:
        setattr(user, field, said[field])
    uow.emit(AccountChanged(user_id=user.id, fields=", ".join(changed)))
    return True

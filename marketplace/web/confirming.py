"""Ask a visitor's own password again before something grave; within ten minutes not a second time.

For a page that changes who owns a business, where money goes, or what is kept about somebody:

1. its form derives from `Confirmed` instead of `Form`;
2. its template says `{{ own_password(form) }}` (from "parts/form.html") above the button;
3. its view does what every view does: `form.submit(…)`. A form that validates was confirmed, and `form.data` holds
   the page's own fields only.

The password stands in the same form, so nothing that was typed is lost when it is wrong or ten minutes have passed.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from marketplace.accounts import hashing
from marketplace.accounts.models import User
from marketplace.accounts.services import signing_in
from marketplace.accounts.services.attempts import SIGN_IN
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import guess_limits, login
from marketplace.web.context import reading, transact
from marketplace.web.forms import Form, Password

log = logging.getLogger(__name__)

HOLDS = timedelta(minutes=10)
OWN = "own_password"


def lately_confirmed() -> bool:
    """Whether the visitor gave their password in this session within the last ten minutes."""
    visitor = login.visiting()
    at = visitor.session.confirmed_at if visitor else None
    return at is not None and at > reading().now - HOLDS


def confirm_password(password: str, *, field: str = "password") -> None:
    """The visitor's own, kept with their session for ten minutes. Raises Refused, or TooMany."""
    session = login.known().session
    account = f"user {session.user_id}"
    noted = guess_limits.begin(SIGN_IN, account)
    right = hashing.matches(reading().get(User, session.user_id).password_hash, password)
    guess_limits.refuse_crowds(SIGN_IN, account)
    if not right:
        log.warning("password of user %s asked again and refused", session.user_id)
        raise Refused(_l("Kata sandi tidak cocok. Ketik kata sandi akun Anda sendiri."), field=field)

    def write(uow: UnitOfWork) -> None:
        guess_limits.was_right(uow, SIGN_IN, noted, account)
        signing_in.confirm_again(uow, session.sign_in_id)

    transact(write)


class Confirmed(Form):
    """A form for something grave; its field for the visitor's password is there only when it is needed."""

    own_password = Password(
        _l("Kata sandi Anda"),
        help=_l("Ditanya lagi karena hal ini penting; berlaku 10 menit."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if lately_confirmed():
            del self.own_password

    @property
    def data(self) -> dict[str, Any]:
        return {name: value for name, value in super().data.items() if name != OWN}

    def validate(self, *args: Any, **given: Any) -> bool:
        """Whether all is filled in well, and then whether the password is right."""
        if not super().validate(*args, **given):
            return False
        if self.own_password is None:
            return True
        try:
            confirm_password(self.own_password.data, field=OWN)
        except Refused as error:
            self.complain(error)
            return False
        return True

"""Ask a visitor's own password again before something grave; within ten minutes not a second time.

For a page that changes who owns a business, where money goes, or what is kept about somebody:

1. its form derives from `Confirmed` instead of `Form`;
2. its template says `{{ own_password(form) }}` (from "parts/form.html") above the button;
3. its view does what every view does: `if not form.validate(): … 422`. A form that validates was confirmed, and
   `form.data` holds the page's own fields only.

The password stands in the same form, so nothing that was typed is lost when it is wrong or ten minutes have passed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.context import reading
from marketplace.web.forms import Form, Password

HOLDS = timedelta(minutes=10)
OWN = "own_password"


def lately_confirmed() -> bool:
    """Whether the visitor gave their password in this session within the last ten minutes."""
    visitor = login.visiting()
    at = visitor.session.confirmed_at if visitor else None
    return at is not None and at > reading().now - HOLDS


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
            login.confirm_password(self.own_password.data, field=OWN)
        except Refused as error:
            self.complain(error)
            return False
        return True

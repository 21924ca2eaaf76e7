"""Where a person is signed in, in words they can recognise."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

from sqlalchemy.orm import outerjoin

from marketplace.accounts.models import Organisation, SignIn
from marketplace.db.listing import Listing, Row, by, col, maybe, required
from marketplace.kernel.ids import UserId

# The order matters: most browsers also claim to be others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_named(agent: str) -> str:
    """Browser and system in two words, from what the browser says of itself."""
    name = next((word for mark, word in BROWSERS if mark in agent), "Browser")
    system = next((word for mark, word in SYSTEMS if mark in agent), "")
    return f"{name}, {system}" if system else name


class SessionRow(Row):
    id = col(SignIn.id)
    created_at = col(SignIn.created_at)
    expires_at = col(SignIn.expires_at)
    device = col(SignIn.device)
    address = col(SignIn.address)
    organisation = maybe(Organisation.name)

    @property
    def browser(self) -> str:
        return browser_named(self.device)

    @property
    def place(self) -> str:
        """The address it came from, its last half left out: enough to tell home from abroad."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return ""
        if address.version == 4:
            return ".".join(str(address).split(".")[:2]) + ".x.x"
        return ":".join(address.exploded.split(":")[:2]) + ":…"


class SessionList(Listing[SessionRow]):
    """A person's sessions that are open now, newest first."""

    source = outerjoin(SignIn, Organisation, Organisation.id == SignIn.organisation_id)
    sort = by(SignIn.id, down=True)
    always = (SignIn.revoked_at.is_(None),)

    user_id: UserId = required(SignIn.user_id)
    now: datetime = required(lambda now: SignIn.expires_at > now)

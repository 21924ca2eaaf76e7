"""Where a person is signed in, in words they can recognise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from sqlalchemy import select

from marketplace.accounts.models import Organisation, SignIn
from marketplace.db.reading import Listing
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


@dataclass(frozen=True)
class SessionRow:
    id: int
    created_at: datetime
    expires_at: datetime
    device: str
    address: str
    organisation: str | None

    @property
    def browser(self) -> str:
        """Browser and system in two words, from what the browser says of itself."""
        name = next((word for mark, word in BROWSERS if mark in self.device), "Browser")
        system = next((word for mark, word in SYSTEMS if mark in self.device), "")
        return f"{name}, {system}" if system else name

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


@dataclass(frozen=True, kw_only=True)
class SessionList:
    """A person's sessions that are open now, newest first."""

    user_id: UserId
    now: datetime

    def select(self) -> Listing:
        query: Listing = (
            select(
                SignIn.id,
                SignIn.created_at,
                SignIn.expires_at,
                SignIn.device,
                SignIn.address,
                Organisation.name,
            )
            .outerjoin(Organisation, Organisation.id == SignIn.organisation_id)
            .where(SignIn.user_id == self.user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > self.now)
            .order_by(SignIn.id.desc())
        )
        return query

"""Messages to browsers of people who switched them on (web push, RFC 8030)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class PushAddress:
    """What a browser hands out when somebody subscribes: where its messages go, and the keys only it can open."""

    endpoint: str
    p256dh: str  # its public key, base64url
    auth: str  # a secret shared with it, base64url


class AddressGone(Exception):
    """The browser ended the subscription: nothing is to be sent there again."""


class Push(Protocol):
    @property
    def public_key(self) -> str:
        """What a browser is given to subscribe with, base64url."""

    def check(self, address: PushAddress) -> None:
        """Raises ValueError for an address that nothing may be sent to, or keys that are none."""

    def send(self, address: PushAddress, message: bytes, *, now: datetime, urgent: bool) -> None:
        """Raises AddressGone, ValueError as `check` does, or OSError; whoever sends tries again later."""

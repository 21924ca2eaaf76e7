"""Payment gateways: a shop pays on the gateway's own page, into the maker's own account there. One adapter file each.

Amounts are whole rupiah; each adapter turns them into the gateway's units in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class GatewayDown(Exception):
    """It was not reached, or does not know now: asking again is safe and may help."""


class GatewayRefused(Exception):
    """It understood and said no: asking again changes nothing."""


class WrongMoney(GatewayRefused):
    """It told an amount that is no whole rupiah, or is of another currency."""


class ForgedNews(Exception):
    """What was posted to us is not signed by the gateway, or was signed too long ago."""


class CheckoutStatus(StrEnum):
    OPEN = "open"  # not paid yet; also while a bank still works on it
    PAID = "paid"
    EXPIRED = "expired"  # nobody can pay it any more


class DisputeStatus(StrEnum):
    OPEN = "open"
    WON = "won"  # the payee keeps the money
    LOST = "lost"


@dataclass(frozen=True)
class CheckoutRequest:
    """`reference` is our own name for it; the same one again makes no second checkout."""

    reference: str
    account: str  # the payee's own
    amount: int
    title: str  # what the payer reads there
    back: str  # the address of our page that they come back to


@dataclass(frozen=True)
class CheckoutPage:
    session: str
    address: str  # where the payer pays


@dataclass(frozen=True)
class CheckoutFacts:
    """What the gateway knows of a checkout now. `refunded` and `disputed` are totals of what went back."""

    session: str
    status: CheckoutStatus
    amount: int
    intent: str | None = None  # the gateway's name of the payment itself
    refunded: int = 0
    disputed: int = 0
    dispute: DisputeStatus | None = None


@dataclass(frozen=True)
class GatewayNews:
    """A signed message: that something happened, never how things stand now.

    `reference`, `session` and `intent` tell which checkout it is of, as far as the message says; `amount` is what was
    charged, None where it does not say. `wrong` says why its money cannot be read.
    """

    event: str
    kind: str
    account: str
    session: str | None
    intent: str | None
    reference: str | None
    amount: int | None
    wrong: str
    happened_at: datetime


class Gateway(Protocol):
    """Every call but `read` goes over the network: never inside a transaction that writes.

    They raise GatewayDown and GatewayRefused.
    """

    signed_in: str  # the header with the signature of what it posts to us
    pages: str  # the origin that its pages for payers have, which forms may lead to

    def check(self, account: str) -> None:
        """Refused unless this account is connected and can be paid."""

    def open(self, wanted: CheckoutRequest) -> CheckoutPage: ...

    def look(self, account: str, session: str) -> CheckoutFacts: ...

    def close(self, account: str, session: str) -> None:
        """Nobody can pay it from now on; nothing where it is paid or over already."""

    def reference_of(self, account: str, intent: str) -> str | None:
        """Our own name of the checkout that a payment came from; None for a payment that is not of ours."""

    def refund(self, account: str, intent: str, amount: int, *, key: str) -> None:
        """Give money of a payment back to the payer; the same `key` again gives nothing more."""

    def read(self, body: bytes, signature: str, now: datetime) -> GatewayNews | None:
        """What was posted to us; None where it is signed and nothing that concerns us. Raises ForgedNews."""

"""Slows guessing. A try is noted before it is judged, so that guesses made side by side are all counted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select

from marketplace.accounts.models import Attempt
from marketplace.accounts.tokens import hashed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.addresses import network_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l

log = logging.getLogger(__name__)
LONGEST_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many failed tries are borne `within` a time, of one account from one address and of one address.

    An IPv6 address stands for its /64.
    """

    what: str
    per_pair: int
    within: timedelta
    sentence: Label
    per_address: int | None = None

    def keys(self, account: str, address: str) -> Iterator[tuple[str, int]]:
        network = network_of(address)
        yield hashed(f"{self.what} {account.strip().lower()} {network}"), self.per_pair
        if self.per_address is not None:
            yield hashed(f"{self.what} {network}"), self.per_address


class TooMany(Refused):
    """Guessing too fast: whoever guesses has to wait, for so many `seconds` where that is known."""

    def __init__(self, sentence: Label, *, seconds: int | None = None) -> None:
        super().__init__(sentence)
        self.seconds = seconds

    @classmethod
    def of(cls, limit: Limit) -> TooMany:
        return cls(limit.sentence, seconds=int(limit.within.total_seconds()))


SIGN_IN = Limit(
    "sign-in",
    per_pair=10,
    within=timedelta(minutes=5),
    sentence=_l("Terlalu banyak percobaan masuk. Tunggu 5 menit, lalu coba lagi."),
)
RECOVERY = Limit(
    "recovery",
    per_pair=5,
    per_address=100,
    within=timedelta(days=1),
    sentence=_l("Terlalu banyak permintaan tautan hari ini. Coba lagi besok, atau hubungi Dinas."),
)

HAND_OVER = Limit(
    "hand-over",
    per_pair=10,
    per_address=30,
    within=timedelta(minutes=5),
    sentence=_l("Terlalu banyak kode salah. Tunggu 5 menit, lalu coba lagi."),
)


def note_attempt(uow: UnitOfWork, limit: Limit, *, account: str, address: str) -> list[int]:
    """Count one try from now on; returns the numbers of its rows. Raises TooMany.

    A try that is refused here is not counted: whoever waits out the time may go on.
    """
    if is_over(uow, limit, account=account, address=address):
        log.warning("too many attempts: %s", limit.what)
        raise TooMany.of(limit)
    rows = [Attempt(what=limit.what, key=key, at=uow.now) for key, _ in limit.keys(account, address)]
    uow.session.add_all(rows)
    uow.session.flush()
    return [row.id for row in rows]


def is_over(uow: UnitOfWork, limit: Limit, *, account: str, address: str, noted: int = 0) -> bool:
    """Whether more tries than `noted` ones leave room for were made within the time."""
    since = uow.now - limit.within
    for key, most in limit.keys(account, address):
        made = select(func.count()).where(Attempt.what == limit.what, Attempt.key == key, Attempt.at > since)
        if (uow.session.scalar(made) or 0) >= most + noted:
            return True
    return False


def forget_attempts(uow: UnitOfWork, limit: Limit, noted: list[int], *, account: str, address: str) -> None:
    """The try was right: it was no guess, and those of the pair before it do not count any more."""
    pair, _ = next(limit.keys(account, address))
    uow.session.execute(
        delete(Attempt).where(
            (Attempt.id.in_(noted)) | ((Attempt.what == limit.what) & (Attempt.key == pair))
        )
    )


def forget_old_attempts(uow: UnitOfWork) -> None:
    """What no limit looks at any more."""
    uow.session.execute(delete(Attempt).where(Attempt.at < uow.now - LONGEST_KEPT))

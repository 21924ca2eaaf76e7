"""The one hasher of this process, and what a password must be. Tests exchange the hasher for a quick one.

Hashing takes a while on purpose, so all of it is done before a unit of work that writes begins.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import NamedTuple

from marketplace.adapters.passwords import Passwords, is_common
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l

SHORTEST, LONGEST = 10, 256

passwords = Passwords()
_turns = BoundedSemaphore(
    4
)  # each hash takes 64 MiB: a crowd at the door waits instead of filling the memory


class NewHash(NamedTuple):
    """A hash to store instead of the one that the password was compared with."""

    text: str
    replaces: str | None


def hash_of(password: str, *, field: str = "password", not_like: tuple[str | None, ...] = ()) -> str:
    """The hash to store. Raises Refused for a password that is short, common or one of `not_like`."""
    if len(password) < SHORTEST:
        raise Refused(_l("Kata sandi paling sedikit %(least)s huruf.", least=SHORTEST), field=field)
    if len(password) > LONGEST:
        raise Refused(_l("Kata sandi paling banyak %(most)s huruf.", most=LONGEST), field=field)
    own = {word.casefold() for word in not_like if word}
    if is_common(password) or password.casefold() in own:
        raise Refused(
            _l("Kata sandi ini mudah ditebak. Pakai tiga atau empat kata yang tidak berhubungan."),
            field=field,
        )
    with _turns:
        return passwords.hash(password)


def hash_of_pin(pin: str) -> str:
    """Of a few digits, whose rules the caller has checked."""
    with _turns:
        return passwords.hash(pin)


def matches(hashed: str | None, password: str) -> bool:
    """Takes the same time for an unknown person (None)."""
    with _turns:
        return passwords.verify(hashed, password[:LONGEST])


def renewed(hashed: str | None, password: str) -> NewHash | None:
    """For a password that was right, where its hash was made with weaker settings than today's."""
    if hashed is None or not passwords.needs_rehash(hashed):
        return None
    with _turns:
        return NewHash(passwords.hash(password), replaces=hashed)

"""Passwords by Argon2id, and the ones nobody should take."""

import re
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106's second choice, for machines where 2 GiB a sign-in are too much: 64 MiB, 3 passes, 4 lanes.
STRONG = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Passwords:
    """`fast` is for tests: the same calls, worth nothing against a thief."""

    def __init__(self, *, fast: bool = False) -> None:
        self._hasher = FAST if fast else STRONG
        self.dummy = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, hashed: str | None, password: str) -> bool:
        """None stands for an unknown user: it takes as long as a wrong password, and is one."""
        try:
            matches = self._hasher.verify(hashed or self.dummy, password)
        except (VerificationError, InvalidHashError):
            return False
        return matches and hashed is not None

    def needs_rehash(self, hashed: str) -> bool:
        """Whether it was made with weaker settings than today's; hash anew while the password is at hand."""
        return self._hasher.check_needs_rehash(hashed)


def is_common(password: str) -> bool:
    """Whether it is one of the few hundred words in common_passwords.txt, or one with signs around it.

    `Indonesia2026!` and `p4ssw0rd` count as the word inside them.
    """
    plain = password.casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    letters = plain.translate(str.maketrans("013457@$", "oleastas"))
    return bool({plain, core, letters, re.sub(r"^[\W\d_]+|[\W\d_]+$", "", letters)} & _common())


@cache
def _common() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())

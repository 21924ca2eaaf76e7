"""Passwords by Argon2id, and the ones nobody should take."""

import re
import runpy
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106's second choice, for machines where 2 GiB a sign-in are too much: 64 MiB, 3 passes, 4 lanes.
STRONG = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# As fingers go over a keyboard, there and back.
ONE_WAY = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qweasdzxcrtyfghvbn",
    "qwaszxerdfcv",
)
RUNS = (*ONE_WAY, *(run[::-1] for run in ONE_WAY))
SHORTEST_RUN, LONGEST_PIECE = 3, 24  # characters
MOST_COMMON = 3000
FEW, LONGEST_UNIT = 3, 6
NUMBER = r"[a-z]{0,2}[\d\s./+-]+[a-z]{0,2}"
SPELLINGS = (str.maketrans("0134578@$!", "oleastbasi"), str.maketrans("0134578@$!", "oieastbasl"))


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
    """Whether somebody who tries what many people take comes upon it.

    That is what has at most two pieces, with any digits and signs around and between them, where a piece is one of
    the 3,000 commonest passwords or a word of common_words.txt, also with digits for letters (`p4ssw0rd`), or a run of
    keys or of the alphabet. And a number, also with two letters at its ends (a date, a telephone); something short over
    and over; three characters at most.
    """
    plain = password.casefold()
    if len(set(plain)) <= FEW or re.fullmatch(NUMBER, plain) or _is_repeated(plain):
        return True
    pieces = _pieces(plain)
    return pieces is not None and 0 < pieces <= 2


def _is_repeated(plain: str) -> bool:
    """Whether the whole of it is the same few characters again and again, perhaps broken off at the end."""
    return any(
        plain == (plain[:size] * len(plain))[: len(plain)]
        for size in range(1, min(LONGEST_UNIT, len(plain) // 2) + 1)
    )


def _pieces(plain: str) -> int | None:
    """The fewest words and runs that hold all its letters; None where some are in none of them."""
    spellings = (plain, *(plain.translate(one) for one in SPELLINGS))
    fewest: list[int | None] = [0]  # for the first 0, 1, 2 … characters
    for end in range(1, len(plain) + 1):
        found = [] if plain[end - 1].isalpha() else [fewest[end - 1]]
        for start in range(max(0, end - LONGEST_PIECE), end - SHORTEST_RUN + 1):
            before = fewest[start]
            if before is not None and _is_piece({text[start:end] for text in spellings}):
                found.append(before + 1)
        fewest.append(min((one for one in found if one is not None), default=None))
    return fewest[-1]


def _is_piece(spellings: set[str]) -> bool:
    return not spellings.isdisjoint(_common_words()) or any(text in run for text in spellings for run in RUNS)


@cache
def _common_words() -> frozenset[str]:
    """Local words, and the commonest of the passwords that zxcvbn lists; the package itself would take 25 MB."""
    package = find_spec("zxcvbn")
    assert package is not None and package.origin is not None
    lists = runpy.run_path(str(Path(package.origin).with_name("frequency_lists.py")))["FREQUENCY_LISTS"]
    ours = (Path(__file__).parent / "common_words.txt").read_text().split()
    return frozenset([*ours, *lists["passwords"][:MOST_COMMON]])

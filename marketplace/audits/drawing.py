"""Numbers that nobody chose: they follow from the seed by a SHA-256 counter, so that anybody can draw them again.

The seed is SHA-256 of the journal's hash of the plan, and of the population's hash: neither can be had before the plan
is written down for good, so nobody can try seeds until one pleases.
"""

from __future__ import annotations

from hashlib import sha256

BITS = 256


def seed_of(plan_hash: str, population_hash: str) -> str:
    """Of two hashes in hexadecimal, one after the other as text; in hexadecimal."""
    return sha256(f"{plan_hash}{population_hash}".encode()).hexdigest()


class Draws:
    """The numbers of one seed in their order: the n-th is SHA-256 of "seed:n", read as a whole number from 1 on."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def below(self, limit: int) -> int:
        """The next number, from 0 to `limit` - 1, each as probable; what would favour small ones is passed over."""
        fair = (1 << BITS) // limit * limit
        while True:
            self._count += 1
            drawn = int.from_bytes(sha256(f"{self._seed}:{self._count}".encode()).digest())
            if drawn < fair:
                return drawn % limit

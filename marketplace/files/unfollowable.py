"""What is said of a picture whose parts nobody can follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Part = TypeVar("Part")
MOST_PARTS = 20_000  # cameras and programs write some hundred; millions would only keep the server busy


class Unfollowable(ValueError):
    """Its parts cannot be told apart, so nobody knows what it would give away."""


def bounded(parts: Iterable[Part]) -> Iterator[Part]:
    """Raises Unfollowable at one too many."""
    for number, part in enumerate(parts):
        if number >= MOST_PARTS:
            raise Unfollowable("too many parts")
        yield part

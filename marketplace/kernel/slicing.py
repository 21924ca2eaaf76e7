"""Long lists, so many values at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_slices(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """In their order; the last may be shorter."""
    return (values[start : start + size] for start in range(0, len(values), size))

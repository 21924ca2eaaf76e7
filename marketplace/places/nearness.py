"""Which makers are round the corner: in the same kelurahan, the same kecamatan, the next one, or farther away."""

from __future__ import annotations

from itertools import chain

# Kecamatan that touch each other on the city's map; Metro Pusat touches all.
TOUCHING = (
    ("18.72.01", "18.72.02"),
    ("18.72.01", "18.72.03"),
    ("18.72.01", "18.72.04"),
    ("18.72.01", "18.72.05"),
    ("18.72.03", "18.72.05"),
    ("18.72.04", "18.72.05"),
)
_NEXT = frozenset(chain.from_iterable((pair, pair[::-1]) for pair in TOUCHING))
SAME, WITHIN, NEXT, REST, UNKNOWN = range(5)


def kecamatan_of(kelurahan: str) -> str:
    """18.72.04.1003 → 18.72.04"""
    return kelurahan.rpartition(".")[0]


def is_kelurahan(code: str) -> bool:
    """Else it is a kecamatan, or the city."""
    return code.count(".") == 3


def steps_between(here: str, there: str) -> int:
    """How far one kelurahan is from another: 0 the same, 1 in the same kecamatan, 2 in the next one, 3 beyond.

    4 where one of them is not known.
    """
    if not here or not there:
        return UNKNOWN
    if here == there:
        return SAME
    one, other = kecamatan_of(here), kecamatan_of(there)
    if one == other:
        return WITHIN
    return NEXT if (one, other) in _NEXT else REST

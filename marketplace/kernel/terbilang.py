"""Amounts in Indonesian words, as a kuitansi spells them out."""

from __future__ import annotations

ONES = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
STEPS = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1_000, "ribu"),
    (100, "ratus"),
    (10, "puluh"),
)


def in_words(number: int) -> str:
    """`seratus lima puluh ribu`. Raises ValueError below zero and from a thousand trillion on."""
    if not 0 <= number < 10**15:
        raise ValueError(f"no words for {number}")
    if number < len(ONES):
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    size, name = next(step for step in STEPS if number >= step[0])
    count, rest = divmod(number, size)
    first = f"se{name}" if count == 1 and size in (100, 1_000) else f"{in_words(count)} {name}"
    return f"{first} {in_words(rest)}" if rest else first


def rupiah_in_words(amount: int) -> str:
    return f"{in_words(amount)} rupiah"

"""Rupiah: whole numbers, no cents, no floats."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from pydantic_core import PydanticCustomError, core_schema

from marketplace.kernel.reading import read_decimal, unsigned

CURRENCY = re.compile(r"(?:rp\.?|idr)\s*", re.IGNORECASE)
ENDING = re.compile(r"\s*[,.](?:-+|=)$|(?<=\d)\s*(?:rp\.?|idr)$", re.IGNORECASE)  # 12.500,- or 12.500 IDR
SHORT = re.compile(r"\d\s*(?:k|rb|ribu|jt|juta|m|milyar|miliar)\.?$", re.IGNORECASE)
PLAIN = re.compile(r"(?:rp\.? ?)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,00?|,-)?", re.ASCII | re.IGNORECASE)
ENGLISH_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)  # no price has three decimals

MILLION = 1_000_000


class Rupiah(int):
    """An amount. As the type of a pydantic field it reads what people write: 'Rp 12.500,-'."""

    __slots__ = ()  # no dictionary, and nothing for the garbage collector to look at

    @classmethod
    def read(cls, cell: object) -> Self:
        """Refuses cents and what is written short: `1,2 jt`."""
        millionths = read_millionths(cell)
        if millionths % MILLION:
            raise PydanticCustomError("rupiah_cents", "not an amount of whole rupiah")
        return cls(millionths // MILLION)

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(int)
        )


def read_millionths(cell: object) -> int:
    """Millionths of a rupiah, for registers whose prices without tax have decimals."""
    if isinstance(cell, str) and (plain := PLAIN.fullmatch(cell)):  # nearly all of them, five times faster
        return int(plain[1].replace(".", "")) * MILLION
    try:
        amount = read_decimal(_bare(cell) if isinstance(cell, str) else cell)
    except PydanticCustomError:
        if isinstance(cell, str) and SHORT.search(cell.strip()):
            raise PydanticCustomError("rupiah_short", "an abbreviated amount") from None
        raise PydanticCustomError("rupiah", "not an amount of rupiah") from None
    return int((amount * MILLION).to_integral_value(ROUND_HALF_UP))


def _bare(text: str) -> str:
    """`-Rp 33.800,-` and `Rp (33.800)` become -33.800."""
    text, below = unsigned(ENDING.sub("", text.strip()))
    if currency := CURRENCY.match(text):
        text, below_after = unsigned(ENDING.sub("", text[currency.end() :]))
        below = below or below_after
    text = ENDING.sub("", text)
    if ENGLISH_THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return f"-{text}" if below else text


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, a half away from zero, so that a return mirrors its purchase."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def spell(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


def spell_millionths(amount: int) -> str:
    """`Rp11.261,26`: for a person who compares it with a document."""
    whole, decimals = divmod(abs(amount), MILLION)
    rest = f"{Decimal(decimals) / MILLION:f}"[2:].rstrip("0")
    return f"{'-' if amount < 0 else ''}{spell(whole)}{',' + rest if rest else ''}"

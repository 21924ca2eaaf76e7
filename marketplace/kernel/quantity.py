"""How much of a thing: whole thousandths of its unit, so that half a kilogram is exact in every database."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Self

from pydantic_core import PydanticCustomError, core_schema

from marketplace.kernel.money import MILLION, Rupiah, half_up
from marketplace.kernel.reading import read_decimal, unsigned

MILLI = 1000
VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
FRACTION = re.compile(r"(?:(\d+)\s+)?(\d+)\s*/\s*(\d+)", re.ASCII)  # 1/2, 1 1/2


class Quantity(int):
    """Thousandths of a unit; below zero for a return. As a pydantic field it reads `24`, `12,5`, `1/2`."""

    __slots__ = ()

    @classmethod
    def of(cls, units: int) -> Self:
        return cls(units * MILLI)

    @classmethod
    def read(cls, cell: object) -> Self:
        """Refuses what is not exact in thousandths: `1/3`."""
        exact = read_exact(cell) * MILLI
        if exact.denominator != 1:
            raise PydanticCustomError("quantity", "not exact in thousandths")
        return cls(exact.numerator)

    @property
    def exact(self) -> str:
        """`24`, `25/2`: for a machine."""
        return str(Fraction(int(self), MILLI))

    @property
    def text(self) -> str:
        """`1.250`, `12,5`: for a person."""
        whole, rest = divmod(abs(int(self)), MILLI)
        decimals = f",{rest:03}".rstrip("0") if rest else ""
        return f"{'-' if self < 0 else ''}{whole:,}".replace(",", ".") + decimals

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(int)
        )


def read_exact(cell: object) -> Fraction:
    """A number of units as people write it, fractions too. Raises PydanticCustomError("quantity")."""
    text, negative = unsigned(cell) if isinstance(cell, str) else ("", False)
    for sign, written in VULGAR.items():
        text = text.replace(sign, f" {written}").strip()
    if (parts := FRACTION.fullmatch(text)) and int(parts[3]):
        number = int(parts[1] or 0) + Fraction(int(parts[2]), int(parts[3]))
        return -number if negative else number
    try:
        return Fraction(read_decimal(cell))
    except PydanticCustomError:
        raise PydanticCustomError("quantity", "not a quantity") from None


def price_of(quantity: int, millionths: int) -> int:
    """Quantity in thousandths times a unit price in millionths of a rupiah, half up to whole rupiah."""
    return half_up(quantity * millionths, MILLI * MILLION)


def line_total(quantity: Quantity, unit_price: Rupiah) -> Rupiah:
    """Quantity times price, half up to whole rupiah (before any discount)."""
    return Rupiah(half_up(quantity * unit_price, MILLI))

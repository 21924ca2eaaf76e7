"""The cells of one row by what they mean, and how a row is refused."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from marketplace.imports.reasons import Fault
from marketplace.ports.sheets import Cell

Value = TypeVar("Value")


class Picked(NamedTuple):
    """In the order of Field, but for the discounts: there may be several columns of them, most files have one."""

    number: Cell
    day: Cell
    document: Cell
    seller: Cell
    barcode: Cell
    item: Cell
    quantity: Cell
    unit: Cell
    price: Cell
    tax: Cell
    total: Cell
    note: Cell
    shop: Cell
    content: Cell
    kind: Cell
    returned: Cell
    discount: Cell = None
    discounts: tuple[Cell, ...] = ()  # where there are several, all of them


class Faulty(Exception):
    """The row is refused; nothing is wrong with the program."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def readable(value: Value | Fault) -> Value:
    """Raises Faulty for a cell that could not be read."""
    if isinstance(value, Fault):
        raise Faulty(value)
    return value

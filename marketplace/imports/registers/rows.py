"""What a purchase register says once it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from marketplace.imports.reasons import FileNote, RowReason, Warn
from marketplace.imports.registers.catalogue import KnownMaker, KnownProduct
from marketplace.imports.registers.questions import Answers, KeyOf, Question
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.ports.sheets import Table
from marketplace.sheets.refused import Ref, RefusedRow, refused_table

ordinal = lru_cache(1_000)(date.toordinal)
plainly = lru_cache(50_000)(same_name)  # a register says the same names over and over


class RegisterRow(NamedTuple):
    """A purchase as the register has it, net of tax; below zero for a return."""

    ref: Ref
    day: date
    document: str
    seller: str  # as typed
    maker: KnownMaker | None  # whom the seller's name belongs to
    item: str
    barcode: str
    product: KnownProduct | None  # by barcode, else by the maker's own name for it
    quantity: Quantity
    unit: str
    unit_price: Rupiah
    discount: Rupiah
    tax: Rupiah
    net: Rupiah

    @property
    def is_return(self) -> bool:
        return self.quantity < 0

    @property
    def is_local(self) -> bool:
        return self.maker is not None and self.maker.is_local(self.day)

    @property
    def seller_key(self) -> str:
        return self.maker.ref if self.maker else same_name(self.seller)


def row_keys(rows: Sequence[RegisterRow]) -> Iterator[str]:
    """Of each row: the same for the same purchase in every file, whatever the row, the period or the known names."""
    if not rows:
        return iter(())
    column = dict(zip(RegisterRow._fields, zip(*rows, strict=True), strict=True))
    document, seller, item = (map(plainly, column[name]) for name in ("document", "seller", "item"))
    days = map(ordinal, column["day"])
    cells = zip(document, days, seller, item, column["quantity"], column["net"], strict=True)
    return map("%s\x1f%d\x1f%s\x1f%s\x1f%d\x1f%d".__mod__, cells)


@dataclass(frozen=True)
class BadRow(RefusedRow):
    reason: RowReason


@dataclass(frozen=True)
class PurchaseRegister:
    """`skipped` counts by kind; `headings` are those of the first sheet that was read.

    `questions` are those that are open; while there are any, nothing may be written. `answered` are the others that
    the file asked, or would let a person change; `answers` those it was read with.
    """

    period: MonthSpan
    mapping: str
    rows: Sequence[RegisterRow]
    bad: Sequence[BadRow]
    skipped: Mapping[str, int]
    warnings: Sequence[tuple[Ref, Warn]]
    headings: Sequence[str] = field(default=())
    heading_ref: Ref = 0
    printed_total: Rupiah | None = None  # the file's own total without VAT, where a total row can be read
    printed_how: Label | None = None  # how that was found
    notes: Sequence[FileNote] = ()  # about the whole file
    questions: Sequence[Question] = ()
    answered: Sequence[Question] = ()
    unused: Sequence[KeyOf] = ()  # columns that hold something, are not counted and not asked about
    answerable: Mapping[str, Sequence[str]] = field(default_factory=dict)  # key -> values, asked or not
    answers: Answers = field(default_factory=dict)
    remembered: Answers = field(
        default_factory=dict
    )  # of those the shop gave for earlier files, what holds here
    learned: Answers = field(default_factory=dict)  # what is worth remembering for its later files

    @property
    def in_force(self) -> Answers:
        """What was answered for this file, and for earlier ones where it holds here too."""
        return {**self.remembered, **self.answers}

    @cached_property
    def net_total(self) -> Rupiah:
        return Rupiah(sum(row.net for row in self.rows))

    @property
    def returns(self) -> int:
        return sum(row.is_return for row in self.rows)

    @property
    def local_rows(self) -> list[RegisterRow]:
        return [row for row in self.rows if row.is_local]

    @property
    def refused(self) -> Table:
        return refused_table(_l("Baris yang ditolak"), self.headings, self.bad)

    def net_by_month(self) -> dict[Month, Rupiah]:
        """Every month of the period, those without a purchase too: what a total-spend declaration says."""
        totals = dict.fromkeys(self.period, 0)
        for row in self.rows:
            totals[Month.of(row.day)] += row.net
        return {month: Rupiah(total) for month, total in totals.items()}

"""What can be told of a file before its rows are read: its sheets, columns, titles and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter

from marketplace.imports.mappings.base import Mapping
from marketplace.imports.registers.cells import are_shares
from marketplace.imports.registers.columns import (
    NOTHING_SAID,
    TWO_MEANINGS,
    Said,
    column_keys,
    column_titles,
    unknown_columns,
)
from marketplace.imports.registers.found_sheet import FoundSheet, cells_below, lacking_of, middle_of
from marketplace.imports.registers.headings import NEEDED, Field
from marketplace.imports.registers.pricing import is_taxed
from marketplace.imports.registers.titles import (
    begins_returns,
    discount_said,
    is_discount,
    is_foreign,
    names_other_report,
    per_said,
    scale_said,
    vat_said,
)
from marketplace.imports.registers.ways import DiscountKind, SheetFacts, TaxColumn
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Book, Cell, Sheet
from marketplace.sheets.cells import is_blank, text_of
from marketplace.sheets.headings import Layout

RETURNS = "retur"  # how the name of a sheet of returns begins
BELOW = 15  # rows at the end of a sheet among which remarks may stand
CURRENCY = frozenset({"matauang", "currency", "valuta", "kurs", "ccy"})  # headings of currencies
MONEY = (Field.PRICE, Field.DISCOUNT, Field.TAX, Field.TOTAL)
DiscountColumn = tuple[int, DiscountKind | None]
LEAST_ROWS, LEAST_CELLS = 3, 4  # of a sheet that looks like a table


@dataclass(frozen=True)
class Survey:
    """`lacking` are the needed columns that no sheet has; its sheets are then those which lack fewest."""

    sheets: Sequence[FoundSheet]
    unread: Sequence[str]  # sheets that look like a table and lack columns
    lacking: Sequence[Field] = ()
    said: frozenset[Field | None] = frozenset()  # of a column each, by a person

    @property
    def other_reports(self) -> list[str]:
        """Titles above the rows, or names of sheets, that speak of something else than purchases."""
        texts = [
            text for one in self.sheets for text in (one.sheet.name, *_texts_above(one.sheet, one.layout))
        ]
        return [" ".join(text.split()) for text in texts if names_other_report(text)]

    @property
    def foreign(self) -> list[str]:
        """Headings of amounts, lines above them and cells of a column of currencies that are not of rupiah."""
        found = []
        for one in self.sheets:
            titles = [one.layout.titles[each] for each in MONEY if each in one.layout.columns]
            cells = [
                text_of(cell)
                for unknown in one.unknown
                if unknown.key.name in CURRENCY
                for cell in one.column(unknown.column)
            ]
            found += [
                text
                for text in [*titles, *_texts_above(one.sheet, one.layout), *sorted(cells)]
                if is_foreign(text)
            ]
        return found

    def cells(self, *fields: Field) -> set[Cell]:
        """The different cells of these columns in all sheets."""
        found: set[Cell] = set()
        for one in self.sheets:
            for column in [one.layout.columns[each] for each in fields if each in one.layout.columns]:
                found |= one.column(column)
        return found

    def discount_cells(self, *, unsaid: bool = False) -> set[Cell]:
        """Of all columns of discounts, or of those whose heading does not say of which kind they are."""
        found: set[Cell] = set()
        for one in self.sheets:
            for column, kind in one.facts.discounts:
                if not (unsaid and kind) or one.unpriced:
                    found |= one.column(column)
        return found

    def has(self, field: Field) -> bool:
        return any(field in one.layout.columns for one in self.sheets)

    @cached_property
    def vat(self) -> frozenset[bool]:
        return frozenset().union(*(one.facts.vat for one in self.sheets))

    @property
    def scaled(self) -> bool:
        return any(scale != 1 for one in self.sheets for scale in one.facts.scales.values())


def surveyed(book: Book, candidates: dict[str, Mapping], said: Said = NOTHING_SAID) -> Survey:
    """Without a sheet that has all needed columns, those that nearly have."""
    likely = list(_likely(book, candidates, said))
    fewest = min((len(lacking_of(layout)) for _, layout, *_ in likely), default=0)
    found = [one for one in likely if len(lacking_of(one[1])) == fewest]
    names = {sheet.name for sheet, *_ in found}
    sheets = [
        _found(sheet, layout, name, mapping, _prefix(book, sheet, alone=len(found) == 1), said)
        for sheet, layout, name, mapping in found
    ]
    unread = [sheet.name for sheet in book.sheets if sheet.name not in names and _is_table(sheet)]
    lacking = {each for one in sheets for each in one.lacking}
    ordered = [each for each in NEEDED if each in lacking]
    return Survey(sheets, unread if found else [], ordered, frozenset(said.values()))


def _found(
    sheet: Sheet, layout: Layout[Field], name: str, mapping: Mapping, prefix: str | None, said: Said
) -> FoundSheet:
    titles = column_titles(sheet, layout)
    keys = column_keys(titles)
    layout = _without_worth_of_returns(layout, keys, said)
    layout = _without_amount_for_count(sheet, layout, keys, said)
    discounts = list(_discounts(sheet, layout, titles, keys, said))
    known = {*layout.columns.values(), *(column for column, _ in discounts)}
    facts = _facts(sheet, layout, titles, discounts)
    unknown = list(unknown_columns(sheet, layout, titles, known, said))
    return FoundSheet(sheet, layout, name, mapping, prefix, facts, unknown)


def _likely(
    book: Book, candidates: dict[str, Mapping], said: Said
) -> Iterator[tuple[Sheet, Layout[Field], str, Mapping]]:
    """Of each sheet that has all needed columns, or looks like a table, the mapping that suits it best."""
    for sheet in book.sheets:
        fits = [
            ((-len(lacking_of(layout)), *mapping.likeness(sheet, layout)), layout, name, mapping)
            for name, mapping in candidates.items()
            if (layout := mapping.best(sheet, said))
        ]
        if fits:
            _, layout, name, mapping = max(fits, key=itemgetter(0))
            if not lacking_of(layout) or _is_table(sheet, least=2):
                yield sheet, layout, name, mapping


def _prefix(book: Book, sheet: Sheet, *, alone: bool) -> str | None:
    """Nothing for a CSV, whose rows are counted; the sheet's name only where several are read."""
    if book.kind == "csv":
        return None
    return "" if alone else f"{sheet.name}!"


def _without_worth_of_returns(layout: Layout[Field], keys: Sequence[str], said: Said) -> Layout[Field]:
    """`Retur (Rp)` counts no goods, so it is a column that we do not know."""
    title = layout.titles.get(Field.RETURNED, "").lower()
    if ("rp" not in title and "nilai" not in title) or keys[layout.columns[Field.RETURNED]] in said:
        return layout
    columns = dict(layout.columns)
    del columns[Field.RETURNED]
    return replace(layout, columns=columns)


def _without_amount_for_count(
    sheet: Sheet, layout: Layout[Field], keys: Sequence[str], said: Said
) -> Layout[Field]:
    """`Jumlah` that is no less than the price of one is hardly how many: it is asked what it is."""
    count, price = layout.columns.get(Field.QUANTITY), layout.columns.get(Field.PRICE)
    if count is None or price is None or Field.TOTAL in layout.columns or keys[count] in said:
        return layout
    if same_name(layout.titles[Field.QUANTITY]) not in TWO_MEANINGS:
        return layout
    counts, prices = (middle_of(cells_below(sheet, layout, column)) for column in (count, price))
    if not counts or not prices or counts < prices:
        return layout
    columns = dict(layout.columns)
    del columns[Field.QUANTITY]
    return replace(layout, columns=columns)


def _facts(
    sheet: Sheet, layout: Layout[Field], titles: Sequence[str], discounts: Sequence[DiscountColumn]
) -> SheetFacts:
    above = _texts_above(sheet, layout)
    ending = sheet.rows[max(layout.first, len(sheet.rows) - BELOW) :]
    remarks = [*above, *(texts[0] for row in ending if len(texts := _texts(row)) == 1 == _filled(row))]
    general = max(map(scale_said, remarks), default=1)
    scales = dict.fromkeys(MONEY, general)
    for each in MONEY:
        said = scale_said(layout.titles.get(each, ""))
        scales[each] = said if said != 1 else general
    said_of_vat = {vat_said(text) for text in [*remarks, *titles]} - {None}
    return SheetFacts(
        scales={each: scale for each, scale in scales.items() if scale != 1},
        per=per_said(layout.titles.get(Field.PRICE, "")),
        discounts=discounts,
        tax=_tax_column(sheet, layout),
        vat=frozenset(one for one in said_of_vat if one is not None),
        returned=same_name(sheet.name).startswith(RETURNS) or any(map(begins_returns, above)),
    )


def _discounts(
    sheet: Sheet, layout: Layout[Field], titles: Sequence[str], keys: Sequence[str], said: Said
) -> Iterator[DiscountColumn]:
    """From left to right, as they are taken off."""
    taken = {column: each for each, column in layout.columns.items()}
    for column, (title, key) in enumerate(zip(titles, keys, strict=True)):
        each = said.get(key) if key in said else taken.get(column)
        if each is Field.PERCENT:
            kind: DiscountKind | None = DiscountKind.PERCENT
        elif each is Field.DISCOUNT or (column not in taken and key not in said and is_discount(title)):
            kind = discount_said(title)
        else:
            continue
        unsure = kind is DiscountKind.PERCENT and are_shares(cells_below(sheet, layout, column))
        yield column, None if unsure else kind


def _tax_column(sheet: Sheet, layout: Layout[Field]) -> TaxColumn | None:
    """Rupiah, unless heading or cells say that it is a rate or a word."""
    column = layout.columns.get(Field.TAX)
    if column is None:
        return None
    if not (cells := cells_below(sheet, layout, column)):
        return None
    if any(isinstance(cell, str) and not any(map(str.isdigit, cell)) and is_taxed(cell) for cell in cells):
        return TaxColumn.FLAG
    small = {text_of(cell).rstrip("% ").replace(",", ".") for cell in cells} - {"-", "0"}
    rates = bool(small) and small <= {"10", "11", "12", "11.0", "12.0"}
    return TaxColumn.RATE if rates else TaxColumn.AMOUNT


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell for cell in row if isinstance(cell, str) and cell.strip()]


def _texts_above(sheet: Sheet, layout: Layout[Field]) -> list[str]:
    return [text for row in sheet.rows[: layout.heading] for text in _texts(row)]


def _filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _is_table(sheet: Sheet, least: int = LEAST_ROWS) -> bool:
    return sum(_filled(row) >= LEAST_CELLS for row in sheet.rows) >= least

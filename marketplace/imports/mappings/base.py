"""The shapes of purchase registers we know. One file each in this folder.

All of them share the common words of `headings`; a shape adds what is its own. A mapping is data, so that
one which a person made for a shop's own columns is read in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace.imports.registers.columns import NOTHING_SAID, Said, guessed_layout, with_said
from marketplace.imports.registers.headings import COMMON, NEEDED, Field
from marketplace.imports.registers.kinds import kind_by_name
from marketplace.imports.registers.titles import bare_title
from marketplace.kernel.labels import Label
from marketplace.kernel.names import same_name
from marketplace.kernel.registry import Registry
from marketplace.ports.sheets import Cell, Sheet
from marketplace.sheets.headings import Headings, Layout

LEAST_NEEDED = 2  # columns that show that a row is one of headings
SAMPLE = 300  # rows from which the shape of a sheet is judged


@dataclass(frozen=True)
class Mapping:
    """How to read one shape of register."""

    label: Label
    headings: Table[Field, Sequence[str]] = field(default_factory=dict)  # tried before the common ones
    seller_carries_down: bool = False  # written once, above or merged over the rows of its group
    unit_in_quantity: bool = False  # `24 pcs` in one cell
    many_shops: bool = False  # a column tells whose row it is

    def find(self, sheet: Sheet, said: Said = NOTHING_SAID) -> tuple[Layout[Field] | None, tuple[Field, ...]]:
        """Its layout in the sheet, if it can read it, and the needed columns that it misses."""
        layout = self.best(sheet, said)
        lacking = tuple(need for need in NEEDED if layout is None or need not in layout.columns)
        return None if lacking else layout, lacking

    def best(self, sheet: Sheet, said: Said = NOTHING_SAID) -> Layout[Field] | None:
        """The most likely layout, whatever columns it lacks; None where nothing looks like the head of a table.

        A column is first what a person `said` of it.
        """
        own = {each: [same_name(word) for word in words] for each, words in self.headings.items()}
        answered = {each: [key for key, one in said.items() if one is each] for each in Field}
        common = {each: [*own.get(each, ()), *COMMON[each].split()] for each in Field}
        words = {
            each: [*answered[each], *(word for word in common[each] if word not in said)] for each in Field
        }
        layout = Headings(words, NEEDED, loose=True, bare=bare_title).best(sheet)
        if layout is None or sum(need in layout.columns for need in NEEDED) < LEAST_NEEDED:
            layout = guessed_layout(sheet)
        return layout and with_said(sheet, layout, said)

    def likeness(self, sheet: Sheet, layout: Layout[Field]) -> tuple[int, int]:
        """Greater is more alike: columns found, then traits in common."""
        grouped = _is_grouped(sheet.rows[layout.first : layout.first + SAMPLE], layout)
        no_unit = Field.UNIT not in layout.columns
        traits = 2 * (grouped == self.seller_carries_down) + (no_unit == self.unit_in_quantity)
        return len(layout.columns), traits


MAPPINGS: Registry[Mapping] = Registry(__package__ or "")


def _is_grouped(rows: Sequence[Sequence[Cell]], layout: Layout[Field]) -> bool:
    """A seller stands once for its group: most rows have none, or subtotals are about as many as sellers."""
    if not {Field.ITEM, Field.SELLER} <= layout.columns.keys():
        return False
    item, seller = layout.columns[Field.ITEM], layout.columns[Field.SELLER]
    lines = [row for row in rows if len(row) > max(item, seller) and row[item] not in (None, "")]
    named = sum(row[seller] not in (None, "") for row in lines)
    subtotals = sum(kind_by_name(row) == "subtotal" for row in rows)
    return bool(lines) and (2 * named < len(lines) or 0 < named <= 2 * subtotals)

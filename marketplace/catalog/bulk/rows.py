"""A line on its way to a plan: its values, what is wrong with it, and the variant it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.catalog.bulk.columns import VariantLine
from marketplace.catalog.bulk.known import Known, KnownVariant
from marketplace.catalog.bulk.prices import Complaints, Values, unfit_tiers
from marketplace.catalog.bulk.reading import Written
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label
from marketplace.kernel.reading import read

Key = ProductId | str  # a product that stands, or the name of a new one


@dataclass
class Row:
    """Without a `variant` it brings one. `left` are fields that others changed meanwhile, and stay so."""

    written: Written
    values: Values
    complaints: Complaints
    key: Key = ""
    variant: KnownVariant | None = None
    matched: bool = field(default=False)  # not by its code: what it leaves blank stays as it is
    left: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.written.number

    def complain(self, name: str, sentence: Label) -> None:
        self.complaints.setdefault(name, sentence)


def row_of(written: Written, known: Known) -> Row:
    """With a value, or a complaint, for each of its cells."""
    first = read(VariantLine, written.cells, known)
    good = {name: cell for name, cell in written.cells.items() if name not in first.complaints}
    line = read(VariantLine, good, known).value if first.value is None else first.value
    values = {name: getattr(line, name) for name in good}
    return Row(written, values, {**first.complaints, **unfit_tiers(values)})

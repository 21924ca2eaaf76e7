"""A row of a sheet: what it says, what is wrong with it, the variant it is about and what it would do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marketplace.catalog.bulk.columns import VariantLine, title_of
from marketplace.catalog.bulk.current import CurrentProducts, CurrentVariant, Readiness
from marketplace.catalog.bulk.prices import Values, unfit_tiers
from marketplace.catalog.bulk.reading import SheetLine
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.reading import read

Key = ProductId | str  # a product of the catalog, or the name of a new one


class RowAct(Labelled):
    NEW_PRODUCT = "new_product", _l("Produk baru")
    NEW_VARIANT = "new_variant", _l("Varian baru")
    CHANGED = "changed", _l("Berubah")
    SAME = "same", _l("Sama")
    WRONG = "wrong", _l("Ditolak")


class CellChange(NamedTuple):
    """A field of a row with what the catalog has now and would have; either may be empty."""

    field: str
    title: str
    before: str
    after: str


class Complaint(NamedTuple):
    field: str
    title: str
    sentence: Label

    @property
    def names_it(self) -> bool:
        """Whether the sentence says itself which column it is about."""
        return self.title.casefold() in self.sentence.casefold()


@dataclass
class SheetRow:
    """`values` are of the columns that the file has; `sentences` say by field what is wrong.

    Without a `variant` the row brings one; `form` and `ready` are what its variant would be.
    """

    line: SheetLine
    values: Values
    sentences: dict[str, Label]
    key: Key = ""
    variant: CurrentVariant | None = None
    matched: bool = False  # not by its code: what it leaves blank stays as it is
    outdated: list[str] = field(default_factory=list)  # fields that others changed meanwhile, and stay so
    form: Form = field(default_factory=Form)
    ready: Readiness = Readiness()
    act: RowAct = RowAct.WRONG
    changes: Sequence[CellChange] = ()
    again: bool = False  # its product has to be handed in again

    @property
    def number(self) -> int:
        """As a person sees it in the file."""
        return self.line.number

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")

    @property
    def detail(self) -> str:
        """What tells the variant from others of its product."""
        return self.form.name or self.form.net_content

    @property
    def left(self) -> Sequence[Label]:
        """What others changed since the sheet went out, and the row does not change back."""
        return [title_of(name) for name in self.outdated]

    @property
    def complaints(self) -> Sequence[Complaint]:
        return [Complaint(name, title_of(name), sentence) for name, sentence in self.sentences.items()]

    def complain(self, name: str, sentence: Label, **values: object) -> None:
        """The first complaint about a field counts; `sentence` may name its %(title)s."""
        self.sentences.setdefault(name, _l(sentence, title=title_of(name), **values))


def row_of(line: SheetLine, current: CurrentProducts) -> SheetRow:
    """With a value, or a complaint, for each of its cells."""
    first = read(VariantLine, line.cells, current)
    good = {name: cell for name, cell in line.cells.items() if name not in first.complaints}
    found = read(VariantLine, good, current).value if first.value is None else first.value
    values = {name: getattr(found, name) for name in good}
    return SheetRow(line, values, {**first.complaints, **unfit_tiers(values)})

"""A line on its way to a plan: its values, what is wrong with it, and the variant it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.catalog.bulk.known import KnownVariant
from marketplace.catalog.bulk.reading import Written
from marketplace.catalog.bulk.valuing import Complaints, Values
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label

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

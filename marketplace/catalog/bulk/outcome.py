"""What a sheet would do: each row's act and changes, and the plan for each product. Values only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.known import KnownProduct, Readiness
from marketplace.catalog.bulk.rows import Row
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, Labelled, _l


class Act(Labelled):
    NEW_PRODUCT = "new_product", _l("Produk baru")
    NEW_VARIANT = "new_variant", _l("Varian baru")
    CHANGED = "changed", _l("Berubah")
    SAME = "same", _l("Sama")
    WRONG = "wrong", _l("Ditolak")


class Change(NamedTuple):
    """A field of a row with what stands now and what would; either may be empty."""

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


@dataclass(frozen=True)
class Checked:
    """A row with what it would do. `form` and `ready` are what its variant would be."""

    row: Row
    act: Act
    form: Form
    changes: Sequence[Change] = ()
    again: bool = False  # its product has to be handed in again
    ready: Readiness = Readiness()

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def name(self) -> str:
        return str(self.row.values.get("name") or "")

    @property
    def detail(self) -> str:
        """What tells the variant from others of its product."""
        return self.form.name or self.form.net_content

    @property
    def left(self) -> Sequence[Label]:
        """What others changed since the sheet went out, and the row does not change back."""
        return [title_of(name) for name in self.row.left]

    @property
    def complaints(self) -> Sequence[Complaint]:
        return [Complaint(name, title_of(name), said) for name, said in self.row.complaints.items()]


@dataclass(frozen=True)
class Plan:
    """What becomes of a product. `standing` is what it says now, None for a new one."""

    standing: KnownProduct | None
    text: Text
    category_id: CategoryId
    rows: Sequence[Checked]

    @property
    def rewritten(self) -> bool:
        known = self.standing
        return known is not None and (known.text, known.category_id) != (self.text, self.category_id)


@dataclass(frozen=True)
class Outcome:
    """Rows in the order of the file; plans are of those that are right."""

    rows: Sequence[Checked]
    plans: Sequence[Plan] = field(default=())

    def of(self, *acts: Act) -> Sequence[Checked]:
        return [one for one in self.rows if one.act in acts]

    @cached_property
    def counts(self) -> Mapping[Act, int]:
        return {act: len(self.of(act)) for act in Act}

    @property
    def to_do(self) -> Sequence[Checked]:
        return self.of(Act.NEW_PRODUCT, Act.NEW_VARIANT, Act.CHANGED)

    @property
    def wrong(self) -> Sequence[Checked]:
        return self.of(Act.WRONG)

    @property
    def left(self) -> Sequence[Checked]:
        return [one for one in self.rows if one.left]

    @property
    def seen(self) -> str:
        """Of all that a person sees of it: another one when something was changed since they looked."""
        said = [
            (one.number, one.act, list(one.changes), list(one.row.complaints.items())) for one in self.rows
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def again(self) -> int:
        """Products that have to be handed in again."""
        return len({one.row.key for one in self.rows if one.again})

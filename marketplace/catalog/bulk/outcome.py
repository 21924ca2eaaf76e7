"""What a sheet would do as a whole: its rows, and the plan for each product. Values only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from marketplace.catalog.bulk.current import CurrentProduct
from marketplace.catalog.bulk.rows import RowAct, SheetRow
from marketplace.catalog.revisions import Text
from marketplace.kernel.ids import CategoryId


@dataclass(frozen=True)
class ProductPlan:
    """What becomes of a product. `current` is what it says now, None for a new one."""

    current: CurrentProduct | None
    text: Text
    category_id: CategoryId
    rows: Sequence[SheetRow]

    @property
    def rewritten(self) -> bool:
        now = self.current
        return now is not None and (now.text, now.category_id) != (self.text, self.category_id)


@dataclass(frozen=True)
class SheetOutcome:
    """Rows in the order of the file; plans are of those that are right."""

    rows: Sequence[SheetRow]
    plans: Sequence[ProductPlan]

    def of(self, *acts: RowAct) -> Sequence[SheetRow]:
        return [one for one in self.rows if one.act in acts]

    @cached_property
    def counts(self) -> Mapping[RowAct, int]:
        return {act: len(self.of(act)) for act in RowAct}

    @property
    def to_do(self) -> Sequence[SheetRow]:
        return self.of(RowAct.NEW_PRODUCT, RowAct.NEW_VARIANT, RowAct.CHANGED)

    @property
    def wrong(self) -> Sequence[SheetRow]:
        return self.of(RowAct.WRONG)

    @property
    def left(self) -> Sequence[SheetRow]:
        return [one for one in self.rows if one.left]

    @property
    def seen(self) -> str:
        """Of all that a person sees of it: another one when something was changed since they looked."""
        shown = [(one.number, one.act, list(one.changes), list(one.sentences.items())) for one in self.rows]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]

    @property
    def again(self) -> int:
        """Products that have to be handed in again."""
        return len({one.key for one in self.rows if one.again})

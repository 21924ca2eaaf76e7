"""Signs that an auditor should look at something. One file each in `kinds`.

A flag proves nothing and changes no figure: it says in one sentence, with its figures, why somebody should look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from marketplace.flags.ledger import MonthLedger
from marketplace.kernel.labels import Label
from marketplace.kernel.registry import Registry

Format = Callable[[Any], object]  # a figure as JSON has it -> words, or a label


class FlagHit(NamedTuple):
    """Something found of a shop in a month. `key` names it among those of its kind, however often it is found.

    `figures` are plain values of JSON that the sentence needs; `purchase_id` is the document it points at, None for
    what is about the shop's month as a whole.
    """

    key: str
    partner_id: int
    figures: Mapping[str, Any]
    purchase_id: int | None = None


@dataclass(frozen=True)
class FlagKind:
    """`says` is the sentence of a hit, `formats` how its figures are written; `source` is where the rule is from.

    With `whole_month` it is asked only once the month is over, as half a month looks like none.
    """

    label: Label
    explained: Label
    says: Label
    source: str
    find: Callable[[MonthLedger], Iterable[FlagHit]]
    formats: Mapping[str, Format] = field(default_factory=dict)
    whole_month: bool = False

    def sentence(self, figures: Mapping[str, Any]) -> Label:
        """The hit in words. Raises KeyError where a figure is missing."""
        words = {name: self.formats.get(name, str)(value) for name, value in figures.items()}
        return Label(self.says.template, **words)

    def hits(self, ledger: MonthLedger) -> Iterable[FlagHit]:
        if self.whole_month and ledger.today <= ledger.month.last_day:
            return ()
        return self.find(ledger)


FLAGS: Registry[FlagKind] = Registry("marketplace.flags.kinds")

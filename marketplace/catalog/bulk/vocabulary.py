"""What a sheet's headings say, and what its cells are picked from, in whatever language they are written. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.catalog.bulk.columns import NO, NOT_READ, SHOWN, YES, Line, title_of
from marketplace.catalog.bulk.known import Known
from marketplace.catalog.models import Availability, Continuity
from marketplace.kernel.labels import Label
from marketplace.kernel.names import same_name
from marketplace.kernel.units import Unit

Spelled = Mapping[str, Label]  # a label by each way to write it, as `same_name` has it
Speller = Callable[[Iterable[Label]], Spelled]


def indonesian(labels: Iterable[Label]) -> Spelled:
    return {same_name(one): one for one in labels}


@dataclass(frozen=True)
class Vocabulary:
    """`picks` are by field."""

    headings: Spelled
    picks: Mapping[str, Spelled] = field(default_factory=dict)

    def meant(self, name: str, text: str) -> str | None:
        """The word that `text` stands for in a field that is picked from a list."""
        return self.picks.get(name, {}).get(same_name(text))


def vocabulary(known: Known, speller: Speller) -> Vocabulary:
    picks = {name: speller(labels) for name, labels in choices(known).items()}
    return Vocabulary(speller(headings()), picks)


def headings() -> Sequence[Label]:
    return [*map(title_of, Line.model_fields), *NOT_READ]


def choices(known: Known) -> Mapping[str, Sequence[Label]]:
    """By field, what its cells are picked from."""
    return {
        "category": [Label(name) for name in known.categories],
        "unit": [one.label for one in Unit],
        "continuity": [one.label for one in Continuity],
        "availability": [one.label for one in Availability],
        **dict.fromkeys(SHOWN, [YES, NO]),
    }

"""What happened to a handover in words: who, when, on whose behalf, and which figures changed from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.journal.queries import EntryRow
from marketplace.kernel.labels import Label, _l
from marketplace.ordering.events import HandoverAgreed, HandoverSent
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import AgreedHow
from marketplace.ordering.stories import figures

FIGURES = {
    "accepted": _l("diterima"),
    "counted": _l("sisa di rak"),
    "taken_back": _l("ditarik"),
    "lost": _l("hilang"),
}


@dataclass(frozen=True)
class Step:
    at: datetime
    text: Label
    who: str | None
    changes: Sequence[Label]
    reason: str | None


def story(entries: Sequence[EntryRow], handover: Handover) -> Sequence[Step]:
    names = {line.id: line.name for line in handover.lines}
    return [
        Step(
            entry.at, entry.text, entry.who, list(_changes(entry.action, entry.payload, names)), entry.reason
        )
        for entry in entries
    ]


def _changes(action: str, payload: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[Label]:
    if action == HandoverSent.action and "amount" in payload:
        yield from figures(payload)
    if action == HandoverAgreed.action and "how" in payload:
        yield AgreedHow(payload["how"]).label
        yield from figures(payload)
        for change in payload["changed"]:
            yield _l(
                "%(name)s: %(figure)s %(before)s → %(after)s",
                name=names.get(change["line_id"], ""),
                figure=FIGURES[change["field"]],
                before=change["before"],
                after=change["after"],
            )

"""What happened to an order and its handovers: who, when, on whose behalf, what changed. Both sides read the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import EntryList, EntryRow
from marketplace.kernel.events import EVENTS
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.kernel.period import MONTH_NAMES
from marketplace.ordering import events
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.states import AgreedHow, Ending

MOST = 200  # entries: an order has a dozen
ISSUER_ONLY = [event.action for event in EVENTS.values() if event.issuer_only]


@dataclass(frozen=True)
class OrderStoryEntry:
    """An entry as a page shows it, with what changed."""

    at: datetime
    action: str
    text: Label
    who: str | None
    reason: str | None
    details: Sequence[Label]


Names = Mapping[int, str]  # what each order line is called
Tell = Callable[[Mapping[str, Any], Names], Iterator[Label]]


def story_of(session: Session, order: Order, *, shown_to_shop: bool = False) -> Sequence[OrderStoryEntry]:
    """Newest first; a shop is not told what was only prepared."""
    handovers = select(Handover.id).where(Handover.order_id == order.id)
    mine = or_(
        and_(JournalEntry.subject_kind == "order", JournalEntry.subject_id == order.id),
        and_(JournalEntry.subject_kind == "handover", JournalEntry.subject_id.in_(handovers)),
    )
    untold = [JournalEntry.action.not_in(ISSUER_ONLY)] if shown_to_shop else []
    names = {line.id: line.name for line in order.lines}
    return [story_entry(entry, names) for entry in EntryList().rows(session, mine, *untold, limit=MOST)]


def story_entry(entry: EntryRow, names: Names) -> OrderStoryEntry:
    describe = DETAILS.get(entry.action)
    details = list(describe(entry.payload, names)) if describe else []
    return OrderStoryEntry(entry.at, entry.action, entry.text, entry.who, entry.reason, details)


def _placed(data: Mapping[str, Any], _: Names) -> Iterator[Label]:
    yield _l("Nilai %(total)s", total=spell(data["total"]))


def _confirmed(data: Mapping[str, Any], _: Names) -> Iterator[Label]:
    if data.get("promised_on"):
        yield _l("Dibawa %(day)s", day=_day(data["promised_on"]))


def _proposed(data: Mapping[str, Any], names: Names) -> Iterator[Label]:
    yield _l("Usulan ke-%(number)s", number=data["number"])
    yield from _changes(data, names)
    yield from _confirmed(data, names)


def _accepted(data: Mapping[str, Any], names: Names) -> Iterator[Label]:
    yield from _changes(data, names)
    if data["total"] != data["total_before"]:
        yield _l("Nilai: %(was)s → %(now)s", was=spell(data["total_before"]), now=spell(data["total"]))
    yield from _confirmed(data, names)


def _changes(data: Mapping[str, Any], names: Names) -> Iterator[Label]:
    for line in data["changed"]:
        name = names.get(line["line_id"], "?")
        was, now = line["quantity"]
        if was != now:
            yield _l("%(name)s: %(was)s → %(now)s", name=name, was=was, now=now)
        was, now = line["unit_price"]
        if was != now:
            yield _l("%(name)s: %(was)s → %(now)s", name=name, was=spell(was), now=spell(now))


def _cancelled(data: Mapping[str, Any], _: Names) -> Iterator[Label]:
    if "how" in data:  # entries of before have a sentence for a reason
        yield Ending(data["how"]).label


def _closed(data: Mapping[str, Any], _: Names) -> Iterator[Label]:
    if data["written_off"]:
        yield _l("%(count)s satuan tidak dikirim lagi", count=data["written_off"])


def _sent(data: Mapping[str, Any], _: Names) -> Iterator[Label]:
    yield Label(data["number"])
    yield from figures(data)


def _agreed(data: Mapping[str, Any], _: Names) -> Iterator[Label]:
    yield AgreedHow(data["how"]).label
    yield from figures(data)


def figures(data: Mapping[str, Any]) -> Iterator[Label]:
    """Units of a handover and what they are worth; only what there was."""
    for name, words in FIGURES.items():
        if data.get(name):
            yield _l(words, units=data[name])
    if amount := data["amount"]:
        yield _l("nilai %(amount)s", amount=spell(amount) if amount > 0 else f"−{spell(-amount)}")


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


DETAILS: Mapping[str, Tell] = {
    events.OrderPlaced.action: _placed,
    events.OrderConfirmed.action: _confirmed,
    events.OrderProposed.action: _proposed,
    events.OrderProposalAccepted.action: _accepted,
    events.OrderCancelled.action: _cancelled,
    events.OrderClosed.action: _closed,
    events.HandoverSent.action: _sent,
    events.HandoverAgreed.action: _agreed,
}
FIGURES: Mapping[str, Label] = {
    "brought": _l("dibawa %(units)s"),
    "accepted": _l("diterima %(units)s"),
    "rejected": _l("ditolak %(units)s"),
    "sold": _l("terjual %(units)s"),
    "taken_back": _l("ditarik %(units)s"),
    "lost": _l("hilang %(units)s"),
}

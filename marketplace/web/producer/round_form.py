"""The form of a visit: what is left of every item that lies there, what goes back, and what is brought.

A box that nobody touched never means that nothing was sold: what is left has to be said of each item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.counting import Count, count_round
from marketplace.ordering.lots import owed_for
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.rounds import RoundEntry
from marketplace.ordering.states import TakeBackReason
from marketplace.ordering.visits import Shelf, VisitItem
from marketplace.web.forms import Choice, DayField, Form, Hidden, RupiahField, Text, Whole
from marketplace.web.language import number, translate
from marketplace.web.order_forms import today

MOST = 100_000  # units of one item on a shelf
OF_THE_SHELF = ("counted", "taken_back", "reason", "lost", "opening")
OF_WHAT_COMES = ("brought", "price", "best_before", "batch")
RARE = ("lost", "price", "best_before", "batch")


class RoundForm(Form):
    client_id = Hidden()
    made_on = DayField(_l("Hari kunjungan"), required=False, default=today)
    cards: Sequence[Card] = ()

    def validate(self, extra_validators: Any = None, *, whole: bool = True) -> bool:
        """Every complaint at once; `whole` when it is about to be sent."""
        fine = [super().validate(extra_validators), *[card.check(whole=whole) for card in self.cards]]
        return all(fine)


@dataclass(frozen=True)
class Card:
    """An item of the form; one of which nothing lies there can only be brought."""

    item: VisitItem
    form: Form

    @property
    def lies(self) -> bool:
        return self.item.balance > 0

    @property
    def boxes(self) -> dict[str, Any]:
        names = (*OF_THE_SHELF, *OF_WHAT_COMES) if self.lies else OF_WHAT_COMES
        return {name: self.form[f"{name}_{self.item.variant_id}"] for name in names}

    def units(self, name: str) -> int:
        box = self.boxes.get(name)
        return (box.data or 0) if box else 0

    @property
    def missing(self) -> bool:
        """What is left was not said."""
        return self.lies and self.boxes["counted"].data is None

    @property
    def count(self) -> Count | None:
        """None while its boxes do not say it or do not add up."""
        try:
            return None if self.missing else self._count()
        except Refused:
            return None

    @property
    def due(self) -> Rupiah | None:
        names = ("counted", "taken_back", "lost")
        return self.count and owed_for(self.item.lots, **{name: self.units(name) for name in names})

    @property
    def wrong(self) -> list[Any]:
        return [box for box in self.boxes.values() if box.errors]

    @property
    def unfolded(self) -> bool:
        """Whether a box that is rarely needed was used, or is needed."""
        used = any(box.data or box.errors for name, box in self.boxes.items() if name in RARE)
        return used or self.item.unit_price is None

    def check(self, *, whole: bool) -> bool:
        """Complains at its boxes; `whole` asks for everything that a visit needs."""
        if self.wrong or not self.lies:
            return not self.wrong
        name, sentence = self._trouble(whole)
        if sentence is not None:
            self.boxes[name].errors = [str(translate(sentence))]
        return sentence is None

    def entry(self) -> RoundEntry | None:
        """None for what does not lie there and is not brought either."""
        if not self.lies and not self.units("brought"):
            return None
        box = self.boxes
        return RoundEntry(
            variant_id=self.item.variant_id,
            counted=self.units("counted"),
            taken_back=self.units("taken_back"),
            take_back_reason=box["reason"].data if self.units("taken_back") else None,
            lost=self.units("lost"),
            brought=self.units("brought"),
            unit_price=box["price"].data or None,
            batch=box["batch"].data,
            best_before=box["best_before"].data,
        )

    def _count(self) -> Count:
        return count_round(
            opening=self.item.balance,
            counted=self.units("counted"),
            taken_back=self.units("taken_back"),
            lost=self.units("lost"),
            brought=self.units("brought"),
            name=self.item.name,
        )

    def _trouble(self, whole: bool) -> tuple[str, Label | None]:
        """At which box, and what to do; balances that moved since the page was opened come first."""
        item, seen = self.item, self.boxes["opening"].data
        if seen and seen != str(item.balance):
            return "counted", _moved(item, seen)
        if self.missing:
            return "counted", _uncounted(item) if whole else None
        try:
            self._count()
        except Refused as error:
            return "counted", error.sentence
        if whole and self.units("taken_back") and self.boxes["reason"].data is None:
            return "reason", _unexplained(item, self.units("taken_back"))
        return "", None


@dataclass(frozen=True)
class Summary:
    """Of what was counted so far."""

    opening: int
    sold: int
    taken_back: int
    brought: int
    balance: int
    due: Rupiah
    missing: int


class Visit:
    def __init__(self, shelf: Shelf, **given: Any) -> None:
        fields = {name: box for item in (*shelf.here, *shelf.others) for name, box in _boxes(item)}
        self.form: RoundForm = type("VisitForm", (RoundForm,), fields)(**given)
        self.here = [Card(item, self.form) for item in shelf.here]
        self.others = [Card(item, self.form) for item in shelf.others]
        self.form.cards = self.cards

    @property
    def cards(self) -> Sequence[Card]:
        return [*self.here, *self.others]

    def entries(self) -> Sequence[RoundEntry]:
        return [entry for card in self.cards if (entry := card.entry())]

    @property
    def summary(self) -> Summary:
        known = [(card, count) for card in self.cards if (count := card.count)]
        return Summary(
            opening=sum(card.item.balance for card, _ in known),
            sold=sum(count.sold for _, count in known),
            taken_back=sum(card.units("taken_back") for card, _ in known),
            brought=sum(card.units("brought") for card, _ in known),
            balance=sum(count.balance for _, count in known),
            due=Rupiah(sum(card.due or 0 for card, _ in known)),
            missing=sum(card.missing for card in self.cards),
        )


def filled_as(handover: Handover | None) -> dict[str, Any]:
    """What a visit that was withdrawn said, for its form."""
    data: dict[str, Any] = {}
    lines = handover.lines if handover else ()
    for line in lines:
        values = {
            "brought": line.brought or None,
            "best_before": line.best_before,
            "batch": line.batch or None,
        }
        if line.opening is not None:
            lots = [one for one in lines if one.variant_id == line.variant_id and one.opening is not None]
            values |= {
                "counted": sum(one.counted or 0 for one in lots),
                "taken_back": sum(one.taken_back for one in lots) or None,
                "lost": sum(one.lost for one in lots) or None,
                "reason": next((one.take_back_reason for one in lots if one.take_back_reason), None),
            }
        data |= {f"{name}_{line.variant_id}": value for name, value in values.items() if value is not None}
    return data


def _boxes(item: VisitItem) -> Iterator[tuple[str, Any]]:
    def whole(title: Label, placeholder: str = "0") -> Whole:
        return Whole(title, required=False, most=MOST, autocomplete="off", placeholder=placeholder)

    key, name = item.variant_id, item.name
    if item.balance:
        yield f"counted_{key}", whole(_l("Sisa %(name)s", name=name), placeholder="")
        yield f"taken_back_{key}", whole(_l("Ditarik %(name)s", name=name))
        yield (
            f"reason_{key}",
            Choice(_l("Alasan %(name)s", name=name), TakeBackReason, radio=True, required=False),
        )
        yield f"lost_{key}", whole(_l("Hilang %(name)s", name=name))
        yield f"opening_{key}", Hidden()
    price = number(item.unit_price) if item.unit_price else ""
    yield f"brought_{key}", whole(_l("Dibawa %(name)s", name=name))
    yield f"price_{key}", RupiahField(_l("Harga %(name)s", name=name), required=False, placeholder=price)
    yield f"best_before_{key}", DayField(_l("Baik sebelum, %(name)s", name=name), required=False)
    yield (
        f"batch_{key}",
        Text(_l("Nomor batch %(name)s", name=name), required=False, longest=40, autocomplete="off"),
    )


def _uncounted(item: VisitItem) -> Label:
    return _l(
        "%(name)s: isi sisa di rak; %(balance)s bila semua masih ada, 0 bila habis.",
        name=item.name,
        balance=item.balance,
    )


def _unexplained(item: VisitItem, units: int) -> Label:
    return _l("%(name)s: pilih alasan %(units)s ditarik.", name=item.name, units=units)


def _moved(item: VisitItem, seen: str) -> Label:
    return _l(
        "%(name)s: saldo sekarang %(now)s, tadi %(then)s, karena ada serah terima lain. Periksa lagi.",
        name=item.name,
        now=item.balance,
        then=seen,
    )

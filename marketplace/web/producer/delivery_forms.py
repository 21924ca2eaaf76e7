"""The forms a delivery note is written with: from an order what remains of it, or alone from the maker's own goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.delivering import BroughtItem
from marketplace.ordering.trading import OwnGood
from marketplace.web.forms import DayField, Form, RupiahField, Text, Whole

MOST = 100_000  # units of one item at once


class Delivering:
    """The note of an order: units, batch and best-before per line, filled with what remains or was prepared."""

    def __init__(self, order: Order, left: Mapping[int, int], prepared: Handover | None = None) -> None:
        self.lines = [line for line in order.lines if left[line.id]]
        self.left, self._prepared = (
            left,
            {line.order_line_id: line for line in prepared.lines} if prepared else {},
        )
        fields = {name: field for line in self.lines for name, field in self._fields(line.id)}
        self.form: Form = type("DeliverForm", (Form,), fields)()

    def brought(self) -> dict[int, int]:
        return {line.id: self.form[f"brought_{line.id}"].data or 0 for line in self.lines}

    def best_before(self) -> dict[int, date]:
        days = {line.id: self.form[f"best_before_{line.id}"].data for line in self.lines}
        return {line_id: day for line_id, day in days.items() if day}

    def batches(self) -> dict[int, str]:
        return {line.id: self.form[f"batch_{line.id}"].data for line in self.lines}

    def _fields(self, line_id: int) -> Iterator[tuple[str, Any]]:
        was, left = self._prepared.get(line_id), self.left[line_id]
        units = left if not self._prepared else was.brought if was else 0
        yield f"brought_{line_id}", Whole(_l("Dibawa"), most=left, default=min(units, left))
        yield from _keeping(line_id, was)


class Bringing:
    """A note without an order: units of whatever of the maker's own goods, perhaps with a price of their own."""

    def __init__(self, goods: Sequence[OwnGood], prepared: Handover | None = None) -> None:
        self.goods = goods
        self._prepared = {line.variant_id: line for line in prepared.lines} if prepared else {}
        fields = {name: field for good in goods for name, field in self._fields(good)}
        self.form: Form = type("BringForm", (Form,), fields)()

    def items(self) -> list[BroughtItem]:
        return [
            BroughtItem(
                variant_id=good.variant_id,
                brought=self._data("brought", good),
                unit_price=self._data("price", good),
                batch=self._data("batch", good),
                best_before=self._data("best_before", good),
            )
            for good in self.goods
            if self._data("brought", good)
        ]

    def _data(self, name: str, good: OwnGood) -> Any:
        return self.form[f"{name}_{good.variant_id}"].data

    def _fields(self, good: OwnGood) -> Iterator[tuple[str, Any]]:
        was, key = self._prepared.get(good.variant_id), good.variant_id
        yield f"brought_{key}", Whole(_l("Dibawa"), required=False, most=MOST, default=was and was.brought)
        yield (
            f"price_{key}",
            RupiahField(_l("Harga satuan"), required=False, least=1, default=was and was.unit_price),
        )
        yield from _keeping(key, was)


def _keeping(key: int, was: Any) -> Iterator[tuple[str, Any]]:
    yield f"best_before_{key}", DayField(_l("Baik sebelum"), required=False, default=was and was.best_before)
    yield f"batch_{key}", Text(_l("Batch"), required=False, longest=40, default=was and was.batch)

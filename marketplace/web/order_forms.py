"""Forms around an order: answered, declined, called off, or offered otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.orders import Order, OrderProposal
from marketplace.ordering.services.proposing import MOST, ProposedLine
from marketplace.web.context import reading
from marketplace.web.forms import Choice, DayField, Form, LongText, RupiahField, Whole

OWN_WORDS = "other"
WHY_NOT = (
    ("stock", _l("Barang habis")),
    ("busy", _l("Produksi sedang penuh")),
    ("far", _l("Tidak bisa mengantar ke sana")),
    ("cost", _l("Harga bahan naik")),
    (OWN_WORDS, _l("Alasan lain")),
)


def today() -> date:
    return reading().today


class ReasonForm(Form):
    reason = LongText(_l("Alasan"), longest=300, rows=2)


class ConfirmForm(Form):
    promised_on = DayField(_l("Dibawa tanggal"), required=False, least=today)


class DeclineForm(Form):
    why = Choice(_l("Mengapa?"), choices=WHY_NOT, radio=True)
    reason = LongText(_l("Dengan kata sendiri"), required=False, longest=300, rows=2)

    def validate(self, **given: Any) -> bool:
        good = super().validate(**given)
        if good and self.why.data == OWN_WORDS and not self.reason.data:
            self.reason.errors = [gettext("Tulis alasannya; toko membacanya.")]
            return False
        return bool(good)

    @property
    def full_reason(self) -> str:
        """The quick reason and what was written besides."""
        quick = "" if self.why.data == OWN_WORDS else str(dict(WHY_NOT)[self.why.data])
        return ". ".join(part for part in (quick, self.reason.data or "") if part)


class Proposing:
    """An order as a form: quantity and price per line, a day and a note; what was offered last stands in it."""

    def __init__(self, order: Order, last: OrderProposal | None) -> None:
        self.order = order
        fields = {name: field for line in order.lines for name, field in _fields(line.id)}
        kind = type("ProposeForm", (ProposeForm,), fields)
        self.form: Form = kind(data=_given(order, last))

    def changes(self) -> Mapping[int, ProposedLine]:
        return {
            line.id: ProposedLine(
                self.form[f"quantity_{line.id}"].data, Rupiah(self.form[f"price_{line.id}"].data)
            )
            for line in self.order.lines
        }


class ProposeForm(Form):
    promised_on = DayField(_l("Bisa dibawa tanggal"), required=False, least=today)
    note = LongText(_l("Penjelasan untuk toko"), required=False, longest=500, rows=2)


def _fields(line_id: int) -> Iterator[tuple[str, Any]]:
    yield f"quantity_{line_id}", Whole(_l("Jumlah"), most=MOST)
    yield f"price_{line_id}", RupiahField(_l("Harga satuan"), least=1)


def _given(order: Order, last: OrderProposal | None) -> dict[str, Any]:
    offered = {line.order_line_id: line for line in last.lines} if last else {}
    day = last.promised_on if last else order.needed_on
    given: dict[str, Any] = {"promised_on": day if day and day >= today() else None}
    if last:
        given["note"] = last.note
    for line in order.lines:
        now = offered.get(line.id, line)
        given |= {f"quantity_{line.id}": now.quantity, f"price_{line.id}": now.unit_price}
    return given

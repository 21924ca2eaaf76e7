"""The forms of counted stock: what is on the shelf, what was made, what is lost."""

from __future__ import annotations

from typing import Any

from marketplace.inventory.models import Why
from marketplace.inventory.queries import StockRow
from marketplace.kernel.labels import Label, _l
from marketplace.web.forms import Choice, DayField, Form, Text, Whole
from marketplace.web.language import day

MOST = 10_000_000
NOTE: dict[str, Any] = {"required": False, "longest": 200}
NO_BATCH = ""


class AddForm(Form):
    quantity = Whole(_l("Jumlah"), least=1, most=MOST)
    best_before = DayField(
        _l("Baik sebelum"),
        required=False,
        help=_l("Bila diisi, yang lebih dahulu habis dikeluarkan lebih dahulu."),
    )
    code = Text(_l("Kode batch"), required=False, longest=40, help=_l("Bila kosong, dipakai tanggalnya."))
    why = Choice(
        _l("Asal"),
        [(why.value, why.label) for why in (Why.PRODUCED, Why.CAME_BACK, Why.OTHER)],
        coerce=Why,
        default=Why.PRODUCED,
        radio=True,
    )
    note = Text(_l("Catatan"), **NOTE)


class SpoilForm(Form):
    quantity = Whole(_l("Jumlah"), least=1, most=MOST)
    code = Choice(_l("Dari batch"), [], required=False, radio=True)
    why = Choice(
        _l("Sebab"),
        [(why.value, why.label) for why in (Why.SPOILED, Why.OTHER)],
        coerce=Why,
        default=Why.SPOILED,
        radio=True,
    )
    note = Text(_l("Catatan"), **NOTE)


class CountForm(Form):
    note = Text(_l("Catatan"), **NOTE)


def spoil_form(row: StockRow, code: str = "", **given: Any) -> SpoilForm:
    """With the batches that hold something; one of them may be chosen already, with all it holds."""
    form = SpoilForm(**given)
    chosen = next((batch for batch in row.batches if batch.code == code), None)
    form.code.choices = [(batch.code, _batch(batch.code, batch.best_before)) for batch in row.batches]
    if row.loose:
        form.code.choices.append((NO_BATCH, _l("Tanpa batch")))
    if chosen is not None and not form.is_submitted():
        form.code.data, form.quantity.data = chosen.code, chosen.on_hand
    return form


class Counting:
    """One field for each batch that holds something, and one for all else."""

    def __init__(self, row: StockRow, **given: Any) -> None:
        self.row = row
        fields: dict[str, Any] = {
            f"batch_{batch.id}": Whole(_batch(batch.code, batch.best_before), most=MOST)
            for batch in row.batches
        }
        title = _l("Tanpa batch") if row.batches else _l("Jumlah yang ada")
        fields["on_hand"] = Whole(title, most=MOST)
        self.form: Form = type("CountForm", (CountForm,), fields)(**given)
        if not self.form.is_submitted() and row.counted:
            self._fill()

    @property
    def boxes(self) -> list[Any]:
        names = [f"batch_{batch.id}" for batch in self.row.batches]
        return [self.form[name] for name in (*names, "on_hand")]

    @property
    def by_batch(self) -> dict[int, int]:
        return {batch.id: self.form[f"batch_{batch.id}"].data for batch in self.row.batches}

    @property
    def on_hand(self) -> int:
        return int(self.form["on_hand"].data + sum(self.by_batch.values()))

    def _fill(self) -> None:
        for batch in self.row.batches:
            self.form[f"batch_{batch.id}"].data = batch.on_hand
        self.form["on_hand"].data = self.row.loose


def _batch(code: str, best_before: Any) -> Label:
    return (
        _l("%(code)s, baik sebelum %(day)s", code=code, day=day(best_before)) if best_before else Label(code)
    )

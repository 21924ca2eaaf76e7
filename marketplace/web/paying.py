"""The forms of money, for whoever is paid and for whoever pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.billing.deductions import DeductedFor
from marketplace.billing.methods.base import ways_for, written_by_hand
from marketplace.billing.models import PaidBy
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.money import DueRow
from marketplace.web.context import reading
from marketplace.web.forms import Choice, DayField, Document, Form, LongText, RupiahField, Several, Text, Tick
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload


def by_hand() -> list[tuple[str, Label]]:
    """Ways that people write down themselves: a gateway is its own witness."""
    return [(way.value, way.label) for way in written_by_hand()]


class ReceiveForm(Form):
    """What came in. Nothing of it is money where a shop keeps all of it back."""

    received = RupiahField(_l("Uang yang diterima"))
    deducted = RupiahField(_l("Potongan oleh toko"), required=False)
    deducted_because = Choice(_l("Alasan potongan"), DeductedFor, required=False)
    received_on = DayField(_l("Tanggal diterima"), most=lambda: reading().today)
    paid_by = Choice(_l("Cara bayar"), by_hand, coerce=PaidBy, radio=True)
    note = Text(_l("Catatan"), required=False, longest=200)

    def figures(self) -> dict[str, Any]:
        """As services take them."""
        because = self.deducted_because.data
        return {
            "received": self.received.data,
            "deducted": self.deducted.data or Rupiah(0),
            "deducted_because": because.value if because else "",
            "received_on": self.received_on.data,
            "paid_by": self.paid_by.data,
            "note": self.note.data,
        }


class _Chosen(Form):
    """Dues by their public ids, all of them ticked at first."""

    dues = Several(_l("Tagihan"))

    def offer(self, rows: Sequence[DueRow]) -> None:
        self.dues.choices = [(row.public_id, row.handover) for row in rows]


class SettleForm(_Chosen, ReceiveForm):
    """One payment for several dues; `beyond` says that more came than is owed."""

    beyond = Tick(_l("Lebihnya disimpan sebagai titipan toko untuk tagihan berikutnya"))

    def figures(self) -> dict[str, Any]:
        return super().figures() | {"beyond": self.beyond.data}


class IssueForm(_Chosen):
    """What goes into one bill: all that has none yet, until somebody unticks some."""

    tax_free = Tick(_l("Barangnya bebas PPN (bahan pokok)"))


class _MoneyForm(Form):
    """Money that passes beside any due, as whoever is paid writes it down."""

    amount = RupiahField(_l("Jumlah"), least=1)
    paid_on = DayField(_l("Tanggal diterima"), most=lambda: reading().today)
    paid_by = Choice(_l("Cara bayar"), by_hand, coerce=PaidBy, radio=True)

    def figures(self) -> dict[str, Any]:
        """As services take them."""
        return {name: self[name].data for name in ("amount", "paid_on", "paid_by", "note") if name in self}


class DepositForm(_MoneyForm):
    """What it is for is the order that it stands on."""


class RefundForm(_MoneyForm):
    note = Text(_l("Mengapa dikembalikan"), longest=200)


class _PaidForm(Form):
    paid_on = DayField(_l("Tanggal bayar"), most=lambda: reading().today)
    paid_by = Choice(_l("Cara bayar"), by_hand, coerce=PaidBy, radio=True)
    proof = Document(_l("Foto bukti bayar"), required=False, validators=[readable_document])
    note = Text(_l("Catatan"), required=False, longest=200)

    def offer_ways(self, amount: int) -> None:
        """Only ways that carry so much at once."""
        self.paid_by.choices = [(way.value, way.label) for way in ways_for(amount)]

    def payment(self, uow: UnitOfWork) -> dict[str, Any]:
        """As the service takes it; the proof is kept on the way."""
        proof_id = keep_upload(uow, self.proof)
        return {
            "paid_on": self.paid_on.data,
            "paid_by": self.paid_by.data,
            "proof_id": proof_id,
            "note": self.note.data,
        }


class SayPaidForm(_PaidForm):
    amount = RupiahField(_l("Jumlah yang dibayar"), least=1)


class SayAllPaidForm(_Chosen, _PaidForm):
    """Each of the ticked dues is paid as far as nobody said so yet: there is no amount to type."""

    def offer(self, rows: Sequence[DueRow]) -> None:
        super().offer(rows)
        self.offer_ways(sum(row.to_say for row in rows))


class DenyForm(Form):
    words = LongText(_l("Apa yang belum Anda terima"), longest=300, rows=2)


class ReverseForm(Form):
    reason = Text(_l("Mengapa dibatalkan"), longest=200)
    receipt = Text(_l("Penerimaan"), longest=20)

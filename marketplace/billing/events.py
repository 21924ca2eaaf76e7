"""What happens to what shops owe."""

from datetime import date

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class DueEvent(Event, subject_kind="due", label=_l("Tagihan"), public=False):
    due_id: int


class AmountOwed(DueEvent, action="AmountOwed", label=_l("Tagihan dicatat")):
    handover_id: int
    amount: int
    due_on: date


class PaymentSaid(DueEvent, action="PaymentSaid", label=_l("Dinyatakan sudah dibayar")):
    """The shop's word; nothing is paid by it yet."""

    notice_id: int
    amount: int
    paid_on: date


class PaymentDenied(DueEvent, action="PaymentDenied", label=_l("Pembayaran belum diterima")):
    notice_id: int
    amount: int
    reason: str


class PaymentProofOpened(DueEvent, action="PaymentProofOpened", label=_l("Bukti bayar dilihat petugas")):
    """In a dispute; both sides read who looked and why."""

    notice_id: int
    reason: str


class PaymentConfirmed(DueEvent, action="PaymentConfirmed", label=_l("Pembayaran diterima")):
    """`received` is below zero where a return was taken off; `left` is what is owed from here on."""

    receipt_id: int
    received: int
    deducted: int
    left: int


class ReceiptReversed(
    DueEvent, action="ReceiptReversed", label=_l("Penerimaan dibatalkan dengan baris balik")
):
    receipt_id: int
    reverses_id: int
    received: int
    deducted: int
    left: int
    reason: str


class PaymentEvent(Event, subject_kind="payment", label=_l("Pembayaran"), public=False):
    payment_id: int


class CreditGiven(PaymentEvent, action="CreditGiven", label=_l("Uang muka diterima")):
    """It came before the goods did, or beyond what was owed."""

    payer_id: int
    amount: int


class CreditRefunded(PaymentEvent, action="CreditRefunded", label=_l("Titipan dikembalikan ke toko")):
    refund_id: int
    amount: int
    left: int


class InvoiceEvent(Event, subject_kind="invoice", label=_l("Nota"), public=False):
    invoice_id: int


class InvoiceIssued(InvoiceEvent, action="InvoiceIssued", label=_l("Nota diterbitkan")):
    """`total` is below zero of a credit note, which may cancel an earlier invoice; bringing the goods is in it."""

    number: str
    payer_id: int
    goods: int
    ppn: int
    total: int
    due_on: date
    cancels_id: int | None = None
    delivery: int = 0


class DeliveryRuleEvent(Event, subject_kind="delivery_rule", label=_l("Ongkos kirim"), public=False):
    rule_id: int


class DeliveryRuleStated(DeliveryRuleEvent, action="DeliveryRuleStated", label=_l("Ongkos kirim ditetapkan")):
    """What shops are told before they order; orders of before keep theirs."""

    producer_id: int
    since: date
    fee: int
    free_from: int | None


class TaxStatusEvent(Event, subject_kind="tax_status", label=_l("Status PKP"), public=False):
    status_id: int


class TaxStatusStated(TaxStatusEvent, action="TaxStatusStated", label=_l("Status PKP dinyatakan")):
    producer_id: int
    since: date
    pkp: bool

"""What happens to what shops owe."""

from dataclasses import dataclass
from datetime import date

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AmountOwed(Event):
    due_id: int
    handover_id: int
    amount: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class PaymentSaid(Event):
    """The shop's word; nothing is paid by it yet."""

    due_id: int
    notice_id: int
    amount: int
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class PaymentDenied(Event):
    due_id: int
    notice_id: int
    amount: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentConfirmed(Event):
    """`received` is below zero where a return was taken off; `left` is what is owed from here on."""

    due_id: int
    receipt_id: int
    received: int
    deducted: int
    left: int


@dataclass(frozen=True, kw_only=True)
class ReceiptReversed(Event):
    due_id: int
    receipt_id: int
    reverses_id: int
    received: int
    deducted: int
    left: int
    reason: str

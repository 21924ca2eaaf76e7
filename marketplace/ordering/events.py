"""What happens to orders and handovers."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    order_id: int
    number: str
    partner_id: int
    outlet_id: int
    producer_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(Event):
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    order_id: int
    by: int | None  # the organisation that called it off; None: nobody answered in time
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderClosed(Event):
    """Everything is handed over, or the rest was written off with a reason."""

    order_id: int
    written_off: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandoverPrepared(Event):
    handover_id: int
    order_id: int
    number: str
    brought: int


@dataclass(frozen=True, kw_only=True)
class HandoverSent(Event):
    handover_id: int
    order_id: int | None
    number: str


@dataclass(frozen=True, kw_only=True)
class HandoverAgreed(Event):
    handover_id: int
    order_id: int | None
    accepted: int
    rejected: int
    deemed: bool


@dataclass(frozen=True, kw_only=True)
class HandoverContested(Event):
    handover_id: int
    reason: str

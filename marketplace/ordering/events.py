"""What happens to orders and handovers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from marketplace.kernel.events import Event


class LineChange(TypedDict):
    """An order line before and after: units, and rupiah per unit."""

    line_id: int
    quantity: tuple[int, int]
    unit_price: tuple[int, int]


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
    promised_on: str | None = None  # the day it comes, if the maker named one


@dataclass(frozen=True, kw_only=True)
class OrderDeclined(Event):
    """The maker will not deliver it."""

    order_id: int
    by: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderProposed(Event):
    """The maker offers something else; `number` counts the proposals of this order."""

    order_id: int
    number: int
    changed: tuple[LineChange, ...]
    promised_on: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderProposalAccepted(Event):
    order_id: int
    number: int
    changed: tuple[LineChange, ...]
    total_before: int
    total: int
    promised_on: str | None


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    order_id: int
    by: int | None  # the organisation that called it off; None: nobody answered in time
    how: str  # an Ending
    reason: str = ""  # what was written


@dataclass(frozen=True, kw_only=True)
class OrderClosed(Event):
    """Everything is handed over, or the rest was written off with a reason."""

    order_id: int
    written_off: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandoverPrepared(Event):
    handover_id: int
    order_id: int | None
    number: str
    brought: int


@dataclass(frozen=True, kw_only=True)
class HandoverSent(Event):
    """What its issuer says came, went and was counted; `amount` is what the shop would owe for it."""

    handover_id: int
    order_id: int | None
    number: str
    kind: str
    trade: str
    brought: int
    taken_back: int
    sold: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class HandoverWithdrawn(Event):
    """Before it was answered; it may be written anew."""

    handover_id: int
    order_id: int | None
    number: str


class FigureChange(TypedDict):
    """A figure of a handover's line as it was sent and as it was agreed; of what came, the accepted units."""

    line_id: int
    field: str  # accepted, counted, taken_back, lost
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class HandoverAgreed(Event):
    handover_id: int
    order_id: int | None
    how: str  # account, code, scan, deemed, settled
    one_sided: bool
    accepted: int
    rejected: int
    taken_back: int
    lost: int
    sold: int
    amount: int  # rupiah that the shop owes for it, below zero for a return
    changed: tuple[FigureChange, ...]


@dataclass(frozen=True, kw_only=True)
class HandoverContested(Event):
    handover_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandoverSettled(Event):
    """An officer decided with which figures it counts as agreed."""

    handover_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandoverPassOpened(Event):
    """A one-time QR was shown to whoever receives."""

    handover_id: int


class TermFigures(TypedDict):
    model: str
    margin: int
    days_to_pay: int
    loss_on: str


@dataclass(frozen=True, kw_only=True)
class TermsWritten(Event):
    term_id: int
    producer_id: int
    outlet_id: int
    before: TermFigures
    after: TermFigures


@dataclass(frozen=True, kw_only=True)
class PaperPrinted(Event):
    """`copy` 1 is the organisation's original, every later one says "salinan"."""

    paper_id: int
    organisation_id: int
    copy: int

"""What happens to counted stock."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StockCounted(Event):
    variant_id: int
    on_hand: int
    before: int | None  # None: not counted until now


@dataclass(frozen=True, kw_only=True)
class StockMoved(Event):
    variant_id: int
    quantity: int
    why: str
    before: int
    on_hand: int
    batch: str


@dataclass(frozen=True, kw_only=True)
class CountingStopped(Event):
    variant_id: int
    before: int

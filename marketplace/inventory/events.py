"""What happens to counted stock."""

from marketplace.catalog.events import VariantEvent
from marketplace.kernel.labels import _l


class StockCounted(VariantEvent, action="StockCounted", label=_l("Stok dihitung")):
    on_hand: int
    before: int | None  # None: not counted until now


class StockMoved(VariantEvent, action="StockMoved", label=_l("Stok bertambah atau berkurang")):
    quantity: int
    why: str
    before: int
    on_hand: int
    batch: str


class CountingStopped(VariantEvent, action="CountingStopped", label=_l("Stok tidak dihitung lagi")):
    before: int

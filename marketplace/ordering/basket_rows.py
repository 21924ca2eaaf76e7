"""A line of a basket as it stands today: its price, what is in its way, and what is new about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.catalog.models import Availability
from marketplace.kernel.ids import ProductId, VariantId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell


@dataclass(frozen=True)
class BasketRow:
    """A line; prices are rupiah per unit. `price` is today's for this quantity, `left` what a counted stock has."""

    variant_id: VariantId
    public_id: str
    product_id: ProductId
    revision_id: int | None  # the one that officials approved
    slug: str
    name: str
    unit: str
    least: int
    case_pack: int
    availability: Availability
    lead_days: int | None
    listed: bool
    quantity: int
    price_seen: Rupiah
    availability_seen: Availability | None
    price: Rupiah | None
    left: int | None

    @property
    def amount(self) -> Rupiah:
        return Rupiah(self.quantity * (self.price or 0))

    @property
    def news(self) -> Sequence[Label]:
        """What is different from when it was put in, and may be ordered all the same."""
        return [one for one in (self._price_news, self._supply_news) if one]

    @property
    def _price_news(self) -> Label | None:
        if self.price in (None, self.price_seen):
            return None
        return _l(
            "Harga berubah dari %(seen)s menjadi %(price)s sejak Anda memasukkannya.",
            seen=spell(self.price_seen),
            price=spell(self.price or 0),
        )

    @property
    def _supply_news(self) -> Label | None:
        if self.availability_seen in (None, self.availability) or self.availability is Availability.SOLD_OUT:
            return None
        if self.availability is Availability.READY:
            return _l("Sekarang ada; tidak perlu dipesan dulu.")
        return _l("Sekarang dipesan dulu: siap dalam %(days)s hari.", days=self.lead_days or "?")

    @property
    def more(self) -> int:
        """The next quantity that can be ordered above this one."""
        return self._packs(max(self.quantity + 1, self.least))

    @property
    def less(self) -> int | None:
        """The next one below; None where there is none but taking it out."""
        below = (self.quantity - 1) // self.case_pack * self.case_pack
        return below if below >= max(self.least, 1) else None

    @property
    def fit(self) -> int | None:
        """The quantity that mends the line in one tap, zero to take it out; None where no quantity does."""
        if not self.listed or self.availability is Availability.SOLD_OUT:
            return 0
        if self.left is not None and self.left < self.quantity:
            most = self.left // self.case_pack * self.case_pack
            return most if most >= self.least else 0
        if quantity_trouble(self.quantity, self.least, self.case_pack):
            return self._packs(max(self.quantity, self.least))
        return None

    @property
    def wanting(self) -> bool:
        """Whether there is not enough of it: whoever takes it out, or some of it, would have bought it."""
        short = self.left is not None and self.left < self.quantity
        return self.listed and (self.availability is Availability.SOLD_OUT or short)

    def _packs(self, quantity: int) -> int:
        return -(-quantity // self.case_pack) * self.case_pack

    @property
    def trouble(self) -> Label | None:
        """Why it cannot be ordered so, and what to do."""
        if not self.listed:
            return _l("Tidak dijual lagi saat ini; hapus dari keranjang.")
        if self.availability is Availability.SOLD_OUT:
            return _l("Pembuat menyatakan habis; hapus, atau tunggu sampai ada lagi.")
        return quantity_trouble(self.quantity, self.least, self.case_pack) or self._supply_trouble()

    def _supply_trouble(self) -> Label | None:
        if self.price is None:
            return _l("Belum ada harga untuk jumlah ini; tambah jumlahnya.")
        if self.left is not None and self.left < self.quantity:
            return _l("Tinggal %(left)s; kurangi jumlahnya.", left=self.left)
        return None


def quantity_trouble(quantity: int, least: int, case_pack: int) -> Label | None:
    """Orders are of at least `least` units, in whole packs."""
    if quantity < least:
        return _l("Pesan sekurangnya %(least)s.", least=least)
    if over := quantity % case_pack:
        below, above = quantity - over, quantity - over + case_pack
        if below < max(least, 1):
            return _l("Dijual per %(pack)s; isi %(above)s.", pack=case_pack, above=above)
        return _l(
            "Dijual per %(pack)s; isi %(below)s atau %(above)s.", pack=case_pack, below=below, above=above
        )
    return None

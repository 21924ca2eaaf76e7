"""What happens to products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.kernel.events import Event
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import day
from marketplace.kernel.money import spell


class ProductEvent(Event, subject_kind="product", label=_l("Produk")):
    product_id: int


class VariantEvent(Event, subject_kind="variant", label=_l("Varian")):
    variant_id: int


class SynonymsEvent(Event, subject_kind="synonyms", label=_l("Sinonim")):
    synonyms_id: int


class ProductCreated(ProductEvent, action="ProductCreated", label=_l("Produk dibuat")):
    producer_id: int


class ProductRevised(ProductEvent, action="ProductRevised", label=_l("Produk diubah")):
    revision: int


class ProductSubmitted(ProductEvent, action="ProductSubmitted", label=_l("Produk diajukan")):
    pass


class ProductWithdrawn(
    ProductEvent, action="ProductWithdrawn", label=_l("Produk ditarik kembali karena diubah")
):
    """Its maker changed it while it waited: it leaves the officials' queue."""


class ProductReviewed(ProductEvent, action="ProductReviewed", label=_l("Produk diperiksa")):
    """`outcome` is approved, returned or rejected."""

    revision: int
    outcome: str
    reason: str = ""


class ProductCurated(ProductEvent, action="ProductCurated", label=_l("Lembar kurasi produk diisi")):
    revision: int


class ProductHeld(ProductEvent, action="ProductHeld", label=_l("Produk ditangguhkan")):
    hold_id: int
    from_on: str
    until_on: str | None
    reason: str


class ProductFreed(ProductEvent, action="ProductFreed", label=_l("Penangguhan produk dicabut")):
    hold_id: int


class ProductPaused(ProductEvent, action="ProductPaused", label=_l("Produk dijeda")):
    reason: str


class ProductResumed(ProductEvent, action="ProductResumed", label=_l("Produk dilanjutkan")):
    pass


class ProductArchived(ProductEvent, action="ProductArchived", label=_l("Produk diarsipkan")):
    reason: str


class ProductRestored(ProductEvent, action="ProductRestored", label=_l("Produk dikembalikan dari arsip")):
    pass


class VariantArchived(ProductEvent, action="VariantArchived", label=_l("Varian diarsipkan")):
    variant_id: int


class VariantRestored(ProductEvent, action="VariantRestored", label=_l("Varian dikembalikan dari arsip")):
    variant_id: int


class PriceSet(VariantEvent, action="PriceSet", label=_l("Harga ditetapkan")):
    from_quantity: int
    price: int
    from_on: str

    @classmethod
    def figures_in_words(cls, payload: Mapping[str, Any]) -> Sequence[Label]:
        figures = {"price": spell(payload["price"]), "day": day(payload["from_on"])}
        return [
            _l("%(price)s mulai %(count)s satuan, sejak %(day)s", count=payload["from_quantity"], **figures)
        ]


class PriceEnded(VariantEvent, action="PriceEnded", label=_l("Harga dihapus")):
    from_quantity: int


class AvailabilitySaid(VariantEvent, action="AvailabilitySaid", label=_l("Ketersediaan diubah")):
    availability: str
    lead_days: int | None


class PhotoAdded(ProductEvent, action="PhotoAdded", label=_l("Foto ditambahkan")):
    attachment_id: int


class PhotoRemoved(ProductEvent, action="PhotoRemoved", label=_l("Foto dihapus")):
    attachment_id: int


class PhotoMoved(ProductEvent, action="PhotoMoved", label=_l("Urutan foto diubah")):
    """`to` counts from 1, the main photo."""

    attachment_id: int
    to: int


class PhotoDescribed(ProductEvent, action="PhotoDescribed", label=_l("Keterangan foto diubah")):
    attachment_id: int


class SynonymsAdded(SynonymsEvent, action="SynonymsAdded", label=_l("Sinonim pencarian ditambahkan")):
    words: list[str]


class SynonymsChanged(SynonymsEvent, action="SynonymsChanged", label=_l("Sinonim pencarian diubah")):
    words: list[str]
    before: list[str]


class SynonymsRemoved(SynonymsEvent, action="SynonymsRemoved", label=_l("Sinonim pencarian dihapus")):
    words: list[str]
    reason: str

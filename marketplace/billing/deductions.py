"""What shops keep back of what they owe."""

from __future__ import annotations

from marketplace.kernel.labels import Labelled, _l


class DeductedFor(Labelled):
    """What shops keep back for; receipts carry the word, or any other that was written."""

    LISTING = "listing", _l("Biaya listing")
    PROMOTION = "promotion", _l("Promosi")
    SHELF = "shelf", _l("Sewa rak atau pajangan")
    DAMAGED = "damaged", _l("Barang rusak di toko")
    TAX = "tax", _l("Pajak yang dipotong")
    TRANSFER = "transfer", _l("Biaya transfer")
    ROUNDING = "rounding", _l("Pembulatan")
    OTHER = "other", _l("Lainnya, tulis di catatan")

"""What happens in the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.kernel.events import Event
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell


class PurchaseEvent(Event, subject_kind="purchase", label=_l("Pembelian"), public=False):
    purchase_id: int


class DeclarationEvent(Event, subject_kind="declaration", label=_l("Laporan belanja"), public=False):
    declaration_id: int


class NameEvent(Event, subject_kind="remembered_name", label=_l("Nama pada nota"), public=False):
    wording_id: int


class SaleEvent(Event, subject_kind="told_sale", label=_l("Penjualan yang dicatat pembuat"), public=False):
    sale_id: int


class SaleTold(SaleEvent, action="SaleTold", label=_l("Pembuat mencatat penjualan")):
    partner_id: int
    producer_id: int
    net: int


class SaleReplied(SaleEvent, action="SaleReplied", label=_l("Penjualan dijawab toko")):
    """By the shop, or withdrawn by its maker; `purchase_id` is what it became."""

    answer: str
    reason: str
    purchase_id: int | None


class SaleDecided(SaleEvent, action="SaleDecided", label=_l("Penjualan yang dibantah toko diputuskan")):
    ruling: str
    reason: str
    purchase_id: int | None


class NameAnswered(NameEvent, action="NameAnswered", label=_l("Nama pada nota dijawab")):
    """With `maker_id` it is a product's name. Neither producer nor product: none; `lead`: the city may invite them."""

    partner_id: int
    maker_id: int | None
    producer_id: int | None
    product_id: int | None
    lead: bool
    rows: int


class NameConfirmed(NameEvent, action="NameConfirmed", label=_l("Nama pada nota dibenarkan petugas")):
    partner_id: int


class NameUndone(NameEvent, action="NameUndone", label=_l("Jawaban nama diurungkan")):
    partner_id: int
    rows: int


class PurchaseRecorded(PurchaseEvent, action="PurchaseRecorded", label=_l("Pembelian dicatat")):
    partner_id: int
    producer_id: int | None
    source: str
    net: int


class PurchaseReversed(
    PurchaseEvent, action="PurchaseReversed", label=_l("Pembelian dibatalkan dengan baris balik")
):
    reversal_id: int
    reason: str


class PurchaseReplaced(PurchaseEvent, action="PurchaseReplaced", label=_l("Pembelian diganti")):
    """Taken back by the reversal; the successor counts instead."""

    reversal_id: int
    successor_id: int
    reason: str


class PurchaseAnswered(PurchaseEvent, action="PurchaseAnswered", label=_l("Pembelian dijawab pembuat")):
    answer: str
    reason: str


class FigureReplied(PurchaseEvent, action="FigureReplied", label=_l("Angka pembuat dijawab toko")):
    answer: str
    reason: str


class ClaimDecided(PurchaseEvent, action="ClaimDecided", label=_l("Bantahan pembuat diputuskan")):
    ruling: str
    reason: str


class SpendDeclared(DeclarationEvent, action="SpendDeclared", label=_l("Belanja total dilaporkan")):
    partner_id: int
    month: str
    revision: int
    total: int


class DeclarationWithdrawn(
    DeclarationEvent, action="DeclarationWithdrawn", label=_l("Laporan belanja ditarik")
):
    partner_id: int
    month: str
    revision: int
    reason: str


class DeclarationDecided(
    DeclarationEvent, action="DeclarationDecided", label=_l("Laporan belanja diputuskan")
):
    decision: str
    reason: str


class FigureEvent(Event, subject_kind="declared_figure", label=_l("Angka yang dinyatakan"), public=False):
    figure_id: int


class FigureDeclared(FigureEvent, action="FigureDeclared", label=_l("Angka dinyatakan mitra")):
    """`month` is the last of its period; `part` and `whole` are in the unit of the kind."""

    partner_id: int
    kind: str
    month: str
    revision: int
    part: int
    whole: int | None


class FigureReviewed(FigureEvent, action="FigureReviewed", label=_l("Angka mitra diperiksa petugas")):
    partner_id: int
    month: str
    finding: str
    reason: str


class LineRefused(PurchaseEvent, action="LineRefused", label=_l("Baris tidak dihitung")):
    line_id: int
    refusal_id: int
    partner_id: int
    reason: str
    audited_net: int
    audited_quantity_milli: int | None

    @classmethod
    def figures_in_words(cls, payload: Mapping[str, Any]) -> Sequence[Label]:
        """Entries of before a refusal could be partial have no such figure."""
        counts = payload.get("audited_net")
        return [_l("dihitung sebagian: %(counts)s", counts=spell(counts))] if counts else []


class RefusalAnswered(PurchaseEvent, action="RefusalAnswered", label=_l("Penolakan baris dijawab")):
    line_id: int
    refusal_id: int
    answer_id: int
    partner_id: int
    evidence_id: int | None


class RefusalDecided(PurchaseEvent, action="RefusalDecided", label=_l("Jawaban toko diputuskan auditor")):
    line_id: int
    refusal_id: int
    answer_id: int
    ruling: str
    reason: str

"""The form a purchase is logged with: a photo, the seller, what and how much; the rest may stay empty."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.units import Unit
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.recognising import recognise
from marketplace.purchases.services import NewLine, NewPurchase
from marketplace.web.context import reading
from marketplace.web.forms import (
    Choice,
    DayField,
    Document,
    Form,
    Hidden,
    QuantityField,
    RupiahField,
    Text,
    Tick,
)
from marketplace.web.upload_checks import readable_document

ONE = Quantity.of(1)


class PurchaseForm(Form):
    evidence = Document(
        _l("Foto nota"),
        required=False,
        validators=[readable_document],
        help=_l(
            "Tanpa foto, buktinya tingkat D (pengakuan saja): tidak dihitung pada butir yang meminta bukti."
        ),
    )
    seller = Text(_l("Penjual"), longest=120, autocomplete="off", render_kw={"list": "sellers"})
    item = Text(_l("Barang"), longest=120, autocomplete="off", render_kw={"list": "goods"})
    amount = RupiahField(_l("Jumlah uang"), least=1)
    bought_on = DayField(_l("Tanggal"), most=lambda: reading().today)
    document_number = Text(
        _l("Nomor nota"),
        required=False,
        longest=60,
        help=_l("Boleh kosong. Nomor tanpa foto menjadi bukti (B) bila pembuat membenarkan."),
    )
    quantity = QuantityField(_l("Banyaknya"), required=False, least=1)
    unit = Choice(_l("Satuan"), Unit, coerce=str, required=False)
    apart = Tick(_l("Ini pembelian lain, bukan yang sudah tercatat itu"))
    client_id = Hidden()

    def purchase(
        self, uow: UnitOfWork, partner_id: PartnerId, evidence_id: AttachmentId | None
    ) -> NewPurchase:
        """One line; `client_id` makes sending it twice the same purchase."""
        found = recognise(uow.session, partner_id, self.seller.data, self.item.data)
        product = found.product
        amount = self.amount.data or Rupiah(0)
        quantity = self.quantity.data or ONE
        line = NewLine(
            text=self.item.data,
            quantity=quantity,
            unit=self.unit.data or Unit.PCS.value,
            unit_price=Rupiah(amount * ONE // quantity),
            net=amount,
            product_id=product.id if product else None,
            variant_id=product.variant_id if product else None,
            category_id=product.category_id if product else None,
            named_by=found.product_said,
        )
        return NewPurchase(
            source=Source.MANUAL,
            source_ref=f"{partner_id}:{self.client_id.data}",
            partner_id=partner_id,
            producer_id=found.producer_id,
            seller_text=self.seller.data if found.seller_said or not found.producer_id else "",
            named_by=found.seller_said,
            bought_on=self.bought_on.data or uow.today,
            document_number=self.document_number.data or None,
            evidence_id=evidence_id,
            apart=self.apart.data,
            lines=[line],
        )


class ReasonForm(Form):
    reason = Text(_l("Alasan"), longest=200)

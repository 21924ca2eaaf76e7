"""Sales that makers tell because the shop did not record them; what the shop, or an officer, says of each.

A told sale is no purchase and counts nowhere until the shop or an officer says so. Nobody decides by silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from marketplace.catalog.models import Product
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, OutletId, PartnerId, ProducerId, PurchaseId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, half_up
from marketplace.kernel.quantity import MILLI, Quantity
from marketplace.producers.models import Producer
from marketplace.purchases import policies
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.events import SaleDecided, SaleReplied, SaleTold
from marketplace.purchases.figures import OwnFigure, confirm_for_maker
from marketplace.purchases.known import KnownProduct, ShopWords
from marketplace.purchases.matching import Changed, Evidence, KnownDocument
from marketplace.purchases.models.ledger import Purchase, Source
from marketplace.purchases.models.told import SaleAnswer, SaleDecision, SaleReply, SaleRuling, ToldSale
from marketplace.purchases.recognising import catalogue_of, product_of
from marketplace.purchases.sellers import Sale
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from marketplace.purchases.told_lists import found_in_ledger

MOST_WAITING = 50  # of one maker at one shop
MOST_A_DAY = 200  # of one maker
OLDEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class NewSale:
    """`net` is rupiah without VAT; `client_id` makes telling it twice the same."""

    partner_id: PartnerId
    outlet_id: OutletId | None
    sold_on: date
    item: str
    quantity: Quantity
    unit: str
    net: Rupiah
    client_id: str
    document_number: str | None = None
    evidence_id: AttachmentId | None = None


class AlreadyRecorded(Refused):
    """The shop has this document; `purchase_id` is its row, None where a handover holds it without one."""

    def __init__(self, purchase_id: PurchaseId | None) -> None:
        super().__init__(
            _l("Penjualan ini sudah tercatat di toko, mungkin dengan angka lain; lihat catatannya.")
        )
        self.purchase_id = purchase_id


def tell_sale(uow: UnitOfWork, producer_id: ProducerId, new: NewSale) -> ToldSale:
    """Tell a shop of a sale; the same `client_id` again gives the one that stands.

    Refused for a shop the maker's person sits in, for a day to come or over a year ago, beyond `MOST_WAITING` that
    the shop has not answered and `MOST_A_DAY`, and as `AlreadyRecorded`.
    """
    wait_for_documents(uow.session, new.partner_id)
    uow.demand(policies.TELL, Sale(new.partner_id, producer_id))
    found = uow.session.scalar(select(ToldSale).filter_by(producer_id=producer_id, client_id=new.client_id))
    if found is not None:
        return found
    _check(uow, producer_id, new)
    product = _product(uow, producer_id, new.item)
    sale = ToldSale(
        producer_id=producer_id,
        partner_id=new.partner_id,
        outlet_id=new.outlet_id,
        sold_on=new.sold_on,
        item=new.item,
        product_id=product.id if product else None,
        variant_id=product.variant_id if product else None,
        quantity_milli=new.quantity,
        unit=new.unit,
        net=new.net,
        document_number=new.document_number or None,
        evidence_id=new.evidence_id,
        client_id=new.client_id,
        told_by=uow.actor.user_id,
        told_at=uow.now,
    )
    known = found_in_ledger(uow.session, sale)
    if known is not None:
        raise AlreadyRecorded(known.purchase_id)
    uow.add(sale)
    uow.emit(SaleTold(sale_id=sale.id, partner_id=sale.partner_id, producer_id=producer_id, net=sale.net))
    return sale


def withdraw_sale(uow: UnitOfWork, sale_id: int) -> SaleReply:
    """Its maker takes it back while the shop has not answered."""
    sale = uow.get(ToldSale, sale_id, lock=True)
    kept = uow.get(Producer, sale.producer_id).merged_into_id or sale.producer_id
    uow.demand(policies.TELL, Sale(sale.partner_id, kept))
    return _reply(uow, sale, SaleAnswer.WITHDRAWN)


def confirm_sale(uow: UnitOfWork, sale_id: int) -> SaleReply:
    """The shop says yes: it is a purchase that both sides stand behind, or the one it has recorded of it meanwhile.

    Refused as `AlreadyRecorded` where the shop has recorded its document with other figures, or a handover holds it.
    """
    sale = _to_answer(uow, sale_id)
    return _reply(uow, sale, SaleAnswer.CONFIRMED, purchase_id=_counted(uow, sale, one_sided=False))


def record_otherwise(uow: UnitOfWork, sale_id: int, figure: OwnFigure) -> SaleReply:
    """The shop records it with its own figure: a purchase that its maker confirms or disputes as any other."""
    sale = _to_answer(uow, sale_id)
    if figure.says_nothing:
        raise Refused(_l("Isi angka Anda, atau benarkan angka pembuat."))
    return _reply(uow, sale, SaleAnswer.OWN_FIGURE, purchase_id=_record(uow, sale, figure).id)


def say_recorded(uow: UnitOfWork, sale_id: int) -> SaleReply:
    """The shop has its document already: that row is the purchase, and its maker answers it as any other."""
    sale = _to_answer(uow, sale_id)
    known = found_in_ledger(uow.session, sale)
    if known is None or known.purchase_id is None:
        raise Refused(_l("Penjualan ini tidak ditemukan dalam catatan Anda."))
    return _reply(uow, sale, SaleAnswer.RECORDED, purchase_id=known.purchase_id)


def deny_sale(uow: UnitOfWork, sale_id: int, *, reason: str) -> SaleReply:
    """The shop says that it bought nothing of the kind; an officer decides, and meanwhile it counts nowhere."""
    sale = _to_answer(uow, sale_id)
    if not reason.strip():
        raise Refused(_l("Tulis apa yang tidak benar; pembuat membacanya."), field="reason")
    return _reply(uow, sale, SaleAnswer.DENIED, reason=reason.strip())


def decide_sale(uow: UnitOfWork, sale_id: int, *, ruling: SaleRuling, reason: str) -> SaleDecision:
    """An officer decides on a sale that the shop denied; both sides read the reason.

    What counts has the grade of its document, because one side alone stands behind it. Refused where the shop has
    recorded the document meanwhile.
    """
    wait_for_documents(uow.session, uow.get(ToldSale, sale_id).partner_id)
    sale = uow.get(ToldSale, sale_id, lock=True)
    uow.demand(policies.SETTLE_SALE, sale)
    reply = uow.session.get(SaleReply, sale.id)
    if reply is None or reply.answer is not SaleAnswer.DENIED:
        raise Refused(_l("Penjualan ini tidak dibantah toko."))
    if uow.session.get(SaleDecision, sale.id) is not None:
        raise Refused(_l("Bantahan ini sudah diputuskan."))
    if not reason.strip():
        raise Refused(_l("Tulis dasar keputusan; kedua pihak membacanya."), field="reason")
    number = _counted(uow, sale, one_sided=True) if ruling is SaleRuling.COUNTED else None
    row = uow.add(
        SaleDecision(
            sale_id=sale.id,
            ruling=ruling,
            reason=reason.strip(),
            purchase_id=number,
            decided_by=uow.actor.user_id,
            decided_at=uow.now,
        )
    )
    uow.emit(SaleDecided(sale_id=sale.id, ruling=ruling.value, reason=row.reason, purchase_id=number))
    return row


def _counted(uow: UnitOfWork, sale: ToldSale, *, one_sided: bool) -> PurchaseId:
    """The purchase it is, with its maker's yes: the same row of the shop's, else one that is written now."""
    known = found_in_ledger(uow.session, sale)
    if isinstance(known, Changed | Evidence):
        raise AlreadyRecorded(known.purchase_id)
    number = known.purchase_id if known else _record(uow, sale, one_sided=one_sided).id
    confirm_for_maker(uow, number, sale.told_by)
    return number


def _check(uow: UnitOfWork, producer_id: ProducerId, new: NewSale) -> None:
    if uow.actor.sits_in(new.partner_id) or new.partner_id == producer_id:
        raise Refused(_l("Anda juga duduk di toko ini; catat pembeliannya dari toko."))
    if new.sold_on > uow.today:
        raise Refused(_l("Tanggal penjualan belum tiba; isi tanggal pada nota."), field="sold_on")
    if new.sold_on < uow.today - OLDEST:
        raise Refused(_l("Penjualan lebih dari setahun lalu tidak dicatat lagi."), field="sold_on")
    answered = select(SaleReply.sale_id)
    told = select(func.count()).select_from(ToldSale).where(ToldSale.producer_id == producer_id)
    waiting = told.where(ToldSale.partner_id == new.partner_id, ToldSale.id.not_in(answered))
    if (uow.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Refused(
            _l("%(count)s penjualan masih menunggu jawaban toko ini; tunggu jawabannya.", count=MOST_WAITING)
        )
    lately = told.where(ToldSale.told_at > uow.now - timedelta(days=1))
    if (uow.session.scalar(lately) or 0) >= MOST_A_DAY:
        raise Refused(_l("Paling banyak %(count)s penjualan sehari; lanjutkan besok.", count=MOST_A_DAY))


def _product(uow: UnitOfWork, producer_id: ProducerId, item: str) -> KnownProduct | None:
    """The maker's own product of that name."""
    words = ShopWords()
    catalogue = catalogue_of(uow.session, {producer_id}, words)
    maker = catalogue.known(producer_id)
    return product_of(catalogue, words, maker, item)[0] if maker else None


def _to_answer(uow: UnitOfWork, sale_id: int) -> ToldSale:
    wait_for_documents(uow.session, uow.get(ToldSale, sale_id).partner_id)
    sale = uow.get(ToldSale, sale_id, lock=True)
    uow.demand(policies.ANSWER_SALE, sale)
    return sale


def _reply(
    uow: UnitOfWork,
    sale: ToldSale,
    answer: SaleAnswer,
    *,
    reason: str = "",
    purchase_id: PurchaseId | None = None,
) -> SaleReply:
    if uow.session.get(SaleReply, sale.id) is not None:
        raise Refused(_l("Penjualan ini sudah dijawab."))
    row = uow.add(
        SaleReply(
            sale_id=sale.id,
            answer=answer,
            reason=reason,
            purchase_id=purchase_id,
            replied_by=uow.actor.user_id,
            replied_at=uow.now,
        )
    )
    uow.emit(SaleReplied(sale_id=sale.id, answer=answer.value, reason=reason, purchase_id=purchase_id))
    return row


def _record(
    uow: UnitOfWork, sale: ToldSale, figure: OwnFigure | None = None, *, one_sided: bool = False
) -> Purchase:
    """As told, or with the shop's own figure and proof; what that does not name is the maker's."""
    own = figure or OwnFigure(evidence_id=sale.evidence_id)
    quantity = own.quantity or Quantity(sale.quantity_milli)
    net = own.amount or Rupiah(half_up(sale.net * quantity, sale.quantity_milli))
    product = uow.get(Product, sale.product_id) if sale.product_id is not None else None
    line = NewLine(
        text=sale.item,
        quantity=quantity,
        unit=sale.unit,
        unit_price=Rupiah(net * MILLI // quantity),
        net=net,
        variant_id=sale.variant_id,
        product_id=sale.product_id,
        category_id=product.category_id if product else None,
    )
    new = NewPurchase(
        source=Source.MANUAL,
        source_ref=f"told:{sale.public_id}",
        partner_id=sale.partner_id,
        outlet_id=sale.outlet_id,
        producer_id=sale.producer_id,
        bought_on=own.on or sale.sold_on,
        document_number=own.document_number or sale.document_number,
        evidence_id=own.evidence_id,
        one_sided=one_sided,
        lines=[line],
    )
    try:
        return record_purchase(uow, new)
    except KnownDocument as known:
        raise AlreadyRecorded(known.purchase_id) from None

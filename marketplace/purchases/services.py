"""Writing the ledger: recorded once, corrected only by a reversal beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from sqlalchemy import select

from marketplace.certification.queries import certified_days
from marketplace.db.bulk import SLICE
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import (
    AttachmentId,
    CategoryId,
    OutletId,
    PartnerId,
    ProducerId,
    ProductId,
    PurchaseId,
    VariantId,
)
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.slicing import in_slices
from marketplace.purchases import policies
from marketplace.purchases.documents import (
    Line,
    document_key,
    item_key,
    plainly,
    wait_for_documents,
    write_live,
)
from marketplace.purchases.events import (
    PurchaseAnswered,
    PurchaseRecorded,
    PurchaseReversed,
)
from marketplace.purchases.matching import Changed, Evidence, KnownDocument, Outcome, Same, compared
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Recognition, Source
from marketplace.purchases.reversing import mirror, take_over
from marketplace.purchases.sellers import sale_of

EVIDENCE = "Bukti untuk serah terima"


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """`net` is rupiah without VAT after discount, below zero for a return; `quantity` thousandths of `unit`.

    `named_by`, here and of the purchase, is the remembered name that alone told what it is.
    """

    text: str
    quantity: Quantity
    unit: str
    unit_price: Rupiah
    net: Rupiah
    tax: Rupiah = Rupiah(0)
    variant_id: VariantId | None = None
    product_id: ProductId | None = None
    category_id: CategoryId | None = None
    named_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewPurchase:
    """`source_ref` is what makes a repeated recording the same one: a handover's id, a form's key, a row's hash."""

    source: Source
    source_ref: str
    partner_id: PartnerId
    bought_on: date
    lines: Sequence[NewLine]
    producer_id: ProducerId | None = None
    seller_text: str = ""
    outlet_id: OutletId | None = None
    document_number: str | None = None
    evidence_id: AttachmentId | None = None
    recognition: Recognition = Recognition.RECEIVED
    one_sided: bool = False
    apart: bool = False  # whoever records it says that it is another purchase than those of its document
    named_by: int | None = None


def record_purchase(uow: UnitOfWork, new: NewPurchase) -> Purchase:
    """Write a purchase into the ledger, once per (source, source_ref): again gives the one that stands.

    What a handover holds is written and taken back at once, as evidence for it. Refused for a day to come, without
    lines, when buyer and seller are one, and as `KnownDocument`; a program's equal purchase is the one that counts.
    """
    wait_for_documents(uow.session, new.partner_id)
    found = uow.session.scalar(select(Purchase).filter_by(source=new.source, source_ref=new.source_ref))
    if found is not None:
        uow.demand(policies.RECORD, found)
        return found
    if new.source is Source.HANDOVER:
        return _write(uow, new)
    known = compared(uow.session, new.partner_id, _compared_lines(uow, new))
    counted = next((one for one in known if isinstance(one, Same | Changed)), None)
    if counted is not None and not new.apart:
        if new.source is not Source.MANUAL and all(isinstance(one, Same) for one in known):
            found = uow.get(Purchase, counted.purchase_id)
            uow.demand(policies.RECORD, found)
            return found
        raise KnownDocument(counted.purchase_id)
    return _keep_as_evidence(uow, _write(uow, new), known)


def reverse_purchase(uow: UnitOfWork, purchase_id: PurchaseId, *, reason: str) -> Purchase:
    """Take a purchase back by its mirror image, in the month of the original; both stay readable."""
    wait_for_documents(uow.session, uow.get(Purchase, purchase_id).partner_id)
    (original,) = to_take_back(uow, [purchase_id])
    (image_id,) = mirror(uow, [original.id])
    uow.emit(PurchaseReversed(purchase_id=original.id, reversal_id=image_id, reason=reason))
    return uow.get(Purchase, image_id)


def answer_purchase(
    uow: UnitOfWork, purchase_id: PurchaseId, *, answer: Answer, reason: str = ""
) -> PurchaseAnswer:
    """The maker confirms or disputes what a shop says it bought; said once, a dispute with its reason."""
    purchase = uow.get(Purchase, purchase_id, lock=True)
    policy = policies.CONFIRM if answer is Answer.CONFIRMED else policies.ANSWER
    uow.demand(policy, sale_of(uow.session, purchase))
    if purchase.source is Source.HANDOVER:
        raise Refused(_l("Serah terima sudah disepakati kedua pihak; tidak perlu dijawab lagi."))
    if uow.session.get(PurchaseAnswer, purchase.id) is not None:
        raise Refused(_l("Pembelian ini sudah Anda jawab."))
    if answer is Answer.DISPUTED and not reason:
        raise Refused(_l("Tulis apa yang tidak benar dari pembelian ini."), field="reason")
    row = uow.add(
        PurchaseAnswer(
            purchase_id=purchase.id,
            answer=answer,
            reason=reason,
            answered_by=uow.actor.user_id,
            answered_at=uow.now,
        )
    )
    uow.emit(PurchaseAnswered(purchase_id=purchase.id, answer=answer.value, reason=reason))
    return row


def to_take_back(uow: UnitOfWork, purchase_ids: Sequence[PurchaseId]) -> list[Purchase]:
    """These purchases, locked. Refused for a handover, and for what was taken back already.

    Whoever calls it waits for the documents of their shop first.
    """
    found: list[Purchase] = []
    for some in in_slices(purchase_ids, SLICE):
        query = select(Purchase).where(Purchase.id.in_(some)).order_by(Purchase.id)
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
        for one in uow.session.scalars(query):
            uow.demand(policies.RECORD, one)
            if one.reverses_id is not None or one.source is Source.HANDOVER:
                raise Refused(_l("Pembelian ini tidak dapat dibatalkan; catat retur lewat serah terima."))
            found.append(one)
        if uow.session.scalar(select(Purchase.id).where(Purchase.reverses_id.in_(some)).limit(1)):
            raise Refused(_l("Pembelian ini sudah dibatalkan."))
    return found


def _compared_lines(uow: UnitOfWork, new: NewPurchase) -> list[Line]:
    maker = sale_of(uow.session, _purchase(uow, new)).producer_id
    document, seller = document_key(new.document_number, new.bought_on), plainly(new.seller_text)
    return [
        Line(
            document,
            maker,
            seller,
            new.bought_on,
            plainly(line.text),
            line.product_id,
            line.quantity,
            line.net,
        )
        for line in new.lines
    ]


def _keep_as_evidence(uow: UnitOfWork, purchase: Purchase, known: Sequence[Outcome]) -> Purchase:
    """What a handover holds is not counted: it is taken back at once, and names what the handover wrote."""
    held = [one.purchase_id for one in known if isinstance(one, Evidence)]
    if held:
        take_over(uow, [purchase.id], held[0], reason=EVIDENCE)
    return purchase


def _write(uow: UnitOfWork, new: NewPurchase) -> Purchase:
    purchase = _purchase(uow, new)
    if purchase.source is not Source.HANDOVER:  # there the maker and the shop have both agreed already
        uow.demand(policies.RECORD, purchase)
    check_new(uow, new)
    uow.add(purchase)
    certified = _certified(uow, purchase, new.lines)
    uow.session.add_all(_line(purchase, line, certified.get(line.product_id)) for line in new.lines)
    if purchase.source is not Source.HANDOVER:
        document = document_key(new.document_number, new.bought_on)
        items = [item_key(new.producer_id, new.seller_text, line.text) for line in new.lines]
        write_live(uow.session, new.partner_id, repeat(purchase.id), [document] * len(items), items)
    net = sum(line.net for line in new.lines)
    uow.emit(
        PurchaseRecorded(
            purchase_id=purchase.id,
            partner_id=purchase.partner_id,
            producer_id=purchase.producer_id,
            source=purchase.source.value,
            net=net,
        )
    )
    return purchase


def check_new(uow: UnitOfWork, new: NewPurchase) -> None:
    """Refused for a day to come, without lines, and when buyer and seller are one or nobody is named."""
    if not new.lines:
        raise Refused(_l("Isi sekurangnya satu barang."))
    if new.bought_on > uow.today:
        raise Refused(_l("Tanggal pembelian belum tiba; isi tanggal pada nota."), field="bought_on")
    if new.producer_id == new.partner_id:
        raise Refused(_l("Pembeli dan penjual tidak boleh usaha yang sama."), field="seller")
    if new.producer_id is None and not new.seller_text:
        raise Refused(_l("Isi nama penjual."), field="seller")


def _purchase(uow: UnitOfWork, new: NewPurchase) -> Purchase:
    return Purchase(
        source=new.source,
        source_ref=new.source_ref,
        partner_id=new.partner_id,
        outlet_id=new.outlet_id,
        producer_id=new.producer_id,
        seller_text=new.seller_text,
        bought_on=new.bought_on,
        document_number=new.document_number or None,
        evidence_id=new.evidence_id,
        recognition=new.recognition,
        one_sided=new.one_sided or uow.actor.on_behalf_of is not None,
        recorded_by=uow.actor.user_id,
        recorded_at=uow.now,
        named_by=new.named_by,
        photo_required=new.source is Source.MANUAL,
    )


def _certified(
    uow: UnitOfWork, purchase: Purchase, lines: Sequence[NewLine]
) -> Mapping[ProductId | None, bool]:
    """What held on that day for each known product, in as few statements as for one."""
    pairs = {(line.product_id, purchase.bought_on) for line in lines if line.product_id is not None}
    found = certified_days(uow.session, pairs) if pairs else {}
    return {product_id: held for (product_id, _), held in found.items()}


def _line(purchase: Purchase, line: NewLine, certified: bool | None) -> PurchaseLine:
    return PurchaseLine(
        purchase_id=purchase.id,
        variant_id=line.variant_id,
        product_id=line.product_id,
        category_id=line.category_id,
        text=line.text,
        quantity_milli=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        net=line.net,
        tax=line.tax,
        certified=certified,
        named_by=line.named_by,
    )

"""Saying whose goods it is: remembered for the shop, applied back to what waits, confirmed, undone.

Rows of published months stay as they were reported: who calls says which those are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.db.bulk import SLICE
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.ids import PartnerId, ProducerId, ProductId, PurchaseId, new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.slicing import in_slices
from marketplace.producers.models import Producer
from marketplace.purchases import policies
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.events import NameAnswered, NameConfirmed, NameUndone
from marketplace.purchases.figures import copy_figures
from marketplace.purchases.known import Catalogue, KnownMaker, ShopWords, plainly
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, RememberedName
from marketplace.purchases.open_names import Question, named_rows, open_rows
from marketplace.purchases.recognising import catalogue_of, product_of, words_of
from marketplace.purchases.replacing import replace_purchases, with_lines
from marketplace.purchases.services import NewLine, NewPurchase

NAMED, UNNAMED = (
    "nama dikenali",
    "jawaban nama diurungkan",
)  # why a purchase is replaced, as the journal keeps it


@dataclass(frozen=True)
class NameMeaning:
    """A maker, or one of a maker's products; neither is none. `lead`: a seller the city should invite."""

    producer_id: ProducerId | None = None
    product_id: ProductId | None = None
    lead: bool = False


@dataclass(frozen=True)
class Renamed:
    """How many purchases count anew, their rupiah, and how many stay as they were reported."""

    said_as: str
    rows: int = 0
    net: Rupiah = Rupiah(0)
    published: int = 0


def answer_name(
    uow: UnitOfWork,
    partner_ids: Collection[PartnerId],
    question: Question,
    text: str,
    meaning: NameMeaning,
    *,
    closed: Collection[str],
) -> Renamed:
    """Remember what these words mean on receipts of these shops, and have what waits count so.

    `closed` are months (2026-08) that are published. An officer's answer is confirmed by that; a shop's only names.
    Refused when a shop has said it already, for a product of another maker, and for a seller who is the buyer.
    """
    done = Renamed(new_public_id())
    _check(uow, question, meaning)
    for partner_id in sorted(partner_ids):
        name = _remember(uow, partner_id, question, text, meaning, done.said_as)
        told = meaning.producer_id or meaning.product_id
        wait_for_documents(uow.session, partner_id)
        rows = open_rows(uow.session, partner_id, question) if told else {}
        applied = _apply(uow, name, rows, closed, reason=NAMED)
        uow.emit(
            NameAnswered(
                wording_id=name.id,
                partner_id=partner_id,
                maker_id=name.maker_id,
                producer_id=name.producer_id,
                product_id=name.product_id,
                lead=meaning.lead,
                rows=applied.rows,
            )
        )
        done = _added(done, applied)
    return done


def confirm_name(uow: UnitOfWork, name_id: int) -> RememberedName:
    """An officer says that the shop is right: its rows are proven as their documents prove them. Twice is once."""
    name = uow.get(RememberedName, name_id, lock=True)
    uow.demand(policies.CONFIRM_NAME, name)
    if name.undone_at is not None:
        raise Refused(_l("Jawaban ini sudah diurungkan."))
    if name.confirmed_at is None:
        name.confirmed_by, name.confirmed_at = uow.actor.user_id, uow.now
        uow.emit(NameConfirmed(wording_id=name.id, partner_id=name.partner_id))
    return name


def undo_answer(uow: UnitOfWork, said_as: str, *, closed: Collection[str]) -> Renamed:
    """Take an answer back whole, for every shop it served; its rows wait again. Raises NotFound.

    Rows of published months stay as they were reported, and are proven by no name from then on.
    """
    query = select(RememberedName).filter_by(said_as=said_as, undone_at=None).order_by(RememberedName.id)
    names = uow.session.scalars(query.with_for_update()).all()
    if not names:
        raise NotFound(f"answer {said_as}")
    done = Renamed(said_as)
    for name in names:
        uow.demand(policies.RECORD, name)
        if name.confirmed_at is not None:
            uow.demand(policies.CONFIRM_NAME, name)
        name.undone_at = uow.now
        wait_for_documents(uow.session, name.partner_id)
        applied = _apply(uow, name, named_rows(uow.session, name), closed, reason=UNNAMED)
        uow.emit(NameUndone(wording_id=name.id, partner_id=name.partner_id, rows=applied.rows))
        done = _added(done, applied)
    return done


def _check(uow: UnitOfWork, question: Question, meaning: NameMeaning) -> None:
    maker_id, same = question
    if not same:
        raise Refused(_l("Isi nama yang memuat huruf atau angka."))
    if maker_id is not None and meaning.product_id is not None:
        product = uow.get(Product, meaning.product_id)
        kept = select(Producer.id).where(
            Producer.id == product.producer_id, Producer.merged_into_id.is_(None)
        )
        if uow.session.scalar(kept) != maker_id:
            raise Refused(_l("Produk ini bukan buatan pembuat itu."))
    if meaning.producer_id is not None and uow.get(Producer, meaning.producer_id).merged_into_id is not None:
        raise Refused(_l("Catatan pembuat ini sudah digabung; pilih yang dipakai."))


def _remember(
    uow: UnitOfWork,
    partner_id: PartnerId,
    question: Question,
    text: str,
    meaning: NameMeaning,
    said_as: str,
) -> RememberedName:
    maker_id, same = question
    uow.get(Organisation, partner_id, lock=True)  # one answer of a shop after the other
    name = RememberedName(
        partner_id=partner_id,
        maker_id=maker_id,
        text=text,
        same=same,
        said_as=said_as,
        said_by=uow.actor.user_id,
        said_at=uow.now,
        producer_id=meaning.producer_id,
        product_id=meaning.product_id,
    )
    uow.demand(policies.RECORD, name)
    if meaning.producer_id == partner_id:
        raise Refused(_l("Pembeli dan penjual tidak boleh usaha yang sama."))
    twin = select(RememberedName.id).filter_by(
        partner_id=partner_id, maker_id=maker_id, same=same, undone_at=None
    )
    if uow.session.scalar(twin) is not None:
        raise Refused(_l("Nama ini sudah dijawab. Urungkan dahulu jawabannya bila keliru."))
    if uow.allows(policies.CONFIRM_NAME, name):
        name.confirmed_by, name.confirmed_at = uow.actor.user_id, uow.now
    return uow.add(name)


@gc_paused()
def _apply(
    uow: UnitOfWork,
    name: RememberedName,
    rows: Mapping[PurchaseId, tuple[Month, Rupiah]],
    closed: Collection[str],
    *,
    reason: str,
) -> Renamed:
    """Have each row, unless its month is published, be followed by one that says what holds now."""
    words = words_of(uow.session, name.partner_id)
    catalogue = catalogue_of(uow.session, {name.maker_id, name.producer_id}, words)
    moved = {number: net for number, (month, net) in rows.items() if str(month) not in closed}
    numbers = list(moved)
    for some in in_slices(numbers, SLICE):
        named = {
            purchase.id: _as_named(uow, purchase, lines, catalogue, words)
            for purchase, lines in with_lines(uow, some)
        }
        _keep_answers(uow, replace_purchases(uow, name.partner_id, named, reason=reason))
    return Renamed(name.said_as, len(moved), Rupiah(sum(moved.values())), len(rows) - len(moved))


def _keep_answers(uow: UnitOfWork, successors: Mapping[PurchaseId, PurchaseId]) -> None:
    """What the maker said of a purchase holds for the one that follows, as long as it is theirs."""
    given = uow.session.scalars(
        select(PurchaseAnswer).where(PurchaseAnswer.purchase_id.in_(successors)).order_by("purchase_id")
    ).all()
    if not given:
        return
    after = {successors[answer.purchase_id] for answer in given}
    query = select(Purchase.id, Purchase.producer_id, PurchaseAnswer.purchase_id.is_not(None))
    query = query.outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
    makers = {
        one: maker
        for one, maker, said in uow.session.execute(query.where(Purchase.id.in_(after)))
        if not said
    }
    copied = {}
    for answer in given:
        number = successors[answer.purchase_id]
        before = _kept(uow, uow.get(Purchase, answer.purchase_id).producer_id)
        if number in makers and makers[number] == before:
            del makers[number]  # said once
            copied[answer.purchase_id] = number
            uow.session.add(
                PurchaseAnswer(
                    purchase_id=number,
                    answer=answer.answer,
                    reason=answer.reason,
                    answered_by=answer.answered_by,
                    answered_at=answer.answered_at,
                )
            )
    uow.session.flush()
    copy_figures(uow, copied)


def _kept(uow: UnitOfWork, producer_id: ProducerId | None) -> ProducerId | None:
    return None if producer_id is None else uow.get(Producer, producer_id).merged_into_id or producer_id


def _as_named(
    uow: UnitOfWork,
    purchase: Purchase,
    lines: Iterable[PurchaseLine],
    catalogue: Catalogue,
    words: ShopWords,
) -> NewPurchase:
    """The same purchase, of whom and what its words mean now."""
    said = words.sellers.get(plainly(purchase.seller_text))
    maker = None
    if purchase.named_by is None:
        maker = catalogue.known(_kept(uow, purchase.producer_id))
    named_by = None
    if maker is None and said is not None and said.meaning is not None:
        maker, named_by = catalogue.known(said.meaning), said.id
    return NewPurchase(
        source=purchase.source,
        source_ref=purchase.source_ref,
        partner_id=purchase.partner_id,
        outlet_id=purchase.outlet_id,
        producer_id=ProducerId(maker.id) if maker else None,
        seller_text=purchase.seller_text,
        bought_on=purchase.bought_on,
        document_number=purchase.document_number,
        evidence_id=purchase.evidence_id,
        recognition=purchase.recognition,
        one_sided=purchase.one_sided,
        named_by=named_by,
        lines=[_line(line, maker, catalogue, words) for line in lines],
    )


def _line(line: PurchaseLine, maker: KnownMaker | None, catalogue: Catalogue, words: ShopWords) -> NewLine:
    """A product that the ledger knew by itself stays."""
    product, said = product_of(catalogue, words, maker, line.text) if maker else (None, None)
    keeps = line.named_by is None and line.product_id is not None
    return NewLine(
        text=line.text,
        quantity=Quantity(line.quantity_milli),
        unit=line.unit,
        unit_price=line.unit_price,
        net=line.net,
        tax=line.tax,
        variant_id=line.variant_id if keeps else product.variant_id if product else None,
        product_id=line.product_id if keeps else product.id if product else None,
        category_id=line.category_id if keeps or not product else product.category_id,
        named_by=None if keeps or said is None else said.id,
    )


def _added(one: Renamed, other: Renamed) -> Renamed:
    return Renamed(
        one.said_as, one.rows + other.rows, Rupiah(one.net + other.net), one.published + other.published
    )

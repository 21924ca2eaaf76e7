"""Words in the ledger that nobody has named yet: of sellers, and of what a known maker sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.models import Product
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.producers.models import Producer
from marketplace.purchases.known import plainly
from marketplace.purchases.models.answers import Refusal
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, RememberedName, Source

Reversal, Record = aliased(Purchase), aliased(Producer)
KEPT = func.coalesce(Record.merged_into_id, Record.id)
STANDS = (
    Purchase.reverses_id.is_(None),
    ~exists().where(Reversal.reverses_id == Purchase.id),
    Purchase.source != Source.HANDOVER,
    ~exists().where(Refusal.line_id == PurchaseLine.id),  # an auditor's no stays with its line
)
NO_PRODUCT = (PurchaseLine.product_id.is_(None), PurchaseLine.variant_id.is_(None))

Question = tuple[ProducerId | None, str]  # the maker whose goods they are, or None for a seller; the words


@dataclass(frozen=True, kw_only=True)
class OpenName:
    """Words that wait, over all shops that write them. `net` is rupiah without VAT; `maker_id` whose goods they are."""

    same: str
    text: str  # as it is written most
    maker_id: ProducerId | None
    rows: int
    net: Rupiah
    first_on: date
    last_on: date
    partner_ids: frozenset[PartnerId]

    @property
    def question(self) -> Question:
        return self.maker_id, self.same


def open_names(session: Session, today: date, partner_id: PartnerId | None = None) -> Sequence[OpenName]:
    """Of the last twelve months, of one shop or of all, those with the most rupiah first; sellers before goods."""
    said = _said(session, partner_id)
    found: dict[Question, list[Any]] = {}
    of_late = Purchase.bought_on >= date(today.year - 1, today.month, 1)
    for row in session.execute(_sellers(of_late, partner_id).union_all(_goods(of_late, partner_id))):
        question = row.maker_id, plainly(row.text)
        if question[1] and (row.partner_id, *question) not in said:
            found.setdefault(question, []).append(row)
    names = [_name(question, rows) for question, rows in found.items()]
    return sorted(names, key=lambda name: (name.maker_id is not None, -name.net, name.same))


def names_open_in(
    session: Session, span: MonthSpan, partner_ids: Collection[int] | None = None
) -> Mapping[PartnerId, Sequence[OpenName]]:
    """Of each shop the words that wait in its rows of these months, in two statements."""
    said = _said(session, None)
    found: dict[tuple[PartnerId, Question], list[Any]] = {}
    whose = true() if partner_ids is None else Purchase.partner_id.in_(partner_ids)
    within = and_(Purchase.bought_on.between(span.first_day, span.last_day), whose)
    for row in session.execute(_sellers(within, None).union_all(_goods(within, None))):
        question = row.maker_id, plainly(row.text)
        if question[1] and (row.partner_id, *question) not in said:
            found.setdefault((row.partner_id, question), []).append(row)
    names: defaultdict[PartnerId, list[OpenName]] = defaultdict(list)
    for (partner_id, question), rows in found.items():
        names[partner_id].append(_name(question, rows))
    return names


def open_rows(
    session: Session, partner_id: PartnerId, question: Question
) -> Mapping[PurchaseId, tuple[Month, Rupiah]]:
    """The purchases of a shop that wait for this answer, however old: their month and rupiah."""
    maker_id, same = question
    query = _lines(partner_id).with_only_columns(
        Purchase.id, Purchase.bought_on, PurchaseLine.net, PurchaseLine.text, Purchase.seller_text
    )
    query = query.where(Purchase.producer_id.is_(None)) if maker_id is None else _of_maker(query, maker_id)
    rows: dict[PurchaseId, tuple[Month, Rupiah]] = {}
    for number, day, net, item, seller in session.execute(query.order_by(Purchase.id)):
        if plainly(seller if maker_id is None else item) == same:
            rows[number] = Month.of(day), Rupiah(rows.get(number, (None, 0))[1] + net)
    return rows


def named_rows(session: Session, name: RememberedName) -> Mapping[PurchaseId, tuple[Month, Rupiah]]:
    """The purchases that count as they do because of this name."""
    by = Purchase.named_by if name.maker_id is None else PurchaseLine.named_by
    query = _lines(name.partner_id).with_only_columns(Purchase.id, Purchase.bought_on, PurchaseLine.net)
    rows: dict[PurchaseId, tuple[Month, Rupiah]] = {}
    for number, day, net in session.execute(query.where(by == name.id).order_by(Purchase.id)):
        rows[number] = Month.of(day), Rupiah(rows.get(number, (None, 0))[1] + net)
    return rows


def _lines(partner_id: PartnerId | None) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(Purchase.id).join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id).where(*STANDS)
    )
    return query if partner_id is None else query.where(Purchase.partner_id == partner_id)


def _of_maker(query: Select[*tuple[Any, ...]], maker_id: ProducerId) -> Select[*tuple[Any, ...]]:
    records = select(Producer.id).where(or_(Producer.id == maker_id, Producer.merged_into_id == maker_id))
    return query.where(Purchase.producer_id.in_(records), *NO_PRODUCT)


def _summed(
    query: Select[*tuple[Any, ...]], within: ColumnElement[bool], maker: Any, text: Any
) -> Select[*tuple[Any, ...]]:
    return (
        query.with_only_columns(
            Purchase.partner_id,
            maker.label("maker_id"),
            text.label("text"),
            func.count(distinct(Purchase.id)).label("rows"),
            func.sum(PurchaseLine.net).label("net"),
            func.min(Purchase.bought_on).label("first_on"),
            func.max(Purchase.bought_on).label("last_on"),
        )
        .where(within)
        .group_by(Purchase.partner_id, maker, text)
    )


def _sellers(within: ColumnElement[bool], partner_id: PartnerId | None) -> Select[*tuple[Any, ...]]:
    query = _lines(partner_id).where(Purchase.producer_id.is_(None))
    return _summed(query, within, literal(None, Purchase.id.type), Purchase.seller_text)


def _goods(within: ColumnElement[bool], partner_id: PartnerId | None) -> Select[*tuple[Any, ...]]:
    """Only of makers who have products to choose from."""
    query = _lines(partner_id).join(Record, Record.id == Purchase.producer_id).where(*NO_PRODUCT)
    query = query.where(exists().where(Product.producer_id == KEPT))
    return _summed(query, within, KEPT, PurchaseLine.text)


def _said(session: Session, partner_id: PartnerId | None) -> set[tuple[int, int | None, str]]:
    query = select(
        RememberedName.partner_id,
        func.coalesce(Record.merged_into_id, RememberedName.maker_id),
        RememberedName.same,
    ).outerjoin(Record, Record.id == RememberedName.maker_id)
    query = query.where(RememberedName.undone_at.is_(None))
    if partner_id is not None:
        query = query.where(RememberedName.partner_id == partner_id)
    return {(shop, maker, same) for shop, maker, same in session.execute(query)}


def _name(question: Question, rows: Sequence[Any]) -> OpenName:
    return OpenName(
        same=question[1],
        text=max(rows, key=lambda row: (row.rows, row.text)).text,
        maker_id=question[0],
        rows=sum(row.rows for row in rows),
        net=Rupiah(sum(int(row.net) for row in rows)),
        first_on=min(row.first_on for row in rows),
        last_on=max(row.last_on for row in rows),
        partner_ids=frozenset(row.partner_id for row in rows),
    )

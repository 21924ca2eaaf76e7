"""Purchases of a recap that names no day: claims about a month, which count only while nothing else of it is known.

Of a shop, a maker and a month the ledger counts either rows with a day or such claims, whichever came first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, literal_column, select, true
from sqlalchemy.orm import Session, aliased

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.producers.models import Producer
from marketplace.purchases.documents import plainly, wait_for_documents
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, PurchaseSuccessor, Source
from marketplace.purchases.reversing import restore, supersede

GIVES_WAY = "Bulan ini kini tercatat dengan tanggal"
UNDATED: ColumnElement[bool] = Purchase.source == literal_column("'undated'")  # as its index says it
Reversal = aliased(Purchase)
COUNTS = Purchase.reverses_id.is_(None) & ~exists().where(Reversal.reverses_id == Purchase.id)
MAKER = func.coalesce(Producer.merged_into_id, Purchase.producer_id)


class Whose(NamedTuple):
    """A maker, or a seller's name through `same_name`; and the month."""

    seller: int | str
    month: Month


def whose(maker_id: int | None, seller: str, day: date) -> Sequence[Whose]:
    """By the maker where it is known, and by the name: rows of one seller share either."""
    sellers: list[int | str] = [] if maker_id is None else [maker_id]
    if name := plainly(seller):
        sellers.append(name)
    return [Whose(one, Month.of(day)) for one in sellers]


class Known(NamedTuple):
    """What counts of a maker's month: rupiah without VAT, and its newest purchase."""

    net: Rupiah
    newest: PurchaseId


def known_months(
    session: Session, partner_id: PartnerId, months: Iterable[Month], *, undated: bool
) -> Mapping[Whose, Known]:
    """What counts of a shop in these months, with or without claims that have no day."""
    wanted = sorted(months)
    if not wanted:
        return {}
    query = (
        select(
            MAKER, Purchase.seller_text, Purchase.bought_on, func.sum(PurchaseLine.net), func.max(Purchase.id)
        )
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .outerjoin(Producer, Producer.id == Purchase.producer_id)
        .where(
            Purchase.partner_id == partner_id,
            Purchase.bought_on.between(wanted[0].first_day, wanted[-1].last_day),
            true() if undated else ~UNDATED,
            COUNTS,
        )
        .group_by(MAKER, Purchase.seller_text, Purchase.bought_on)
    )
    found: dict[Whose, Known] = {}
    for maker_id, seller, day, net, newest in session.execute(query):
        for key in whose(maker_id, seller, day):
            before = found.get(key, Known(Rupiah(0), PurchaseId(0)))
            found[key] = Known(Rupiah(before.net + int(net)), max(before.newest, newest))
    return found


def give_way(uow: UnitOfWork, partner_id: PartnerId) -> None:
    """Have claims of a shop replaced where a row with a day counts for the same maker and month.

    The reversal of each names the newest of these rows.
    """
    query = (
        select(Purchase.id, MAKER, Purchase.seller_text, Purchase.bought_on)
        .outerjoin(Producer, Producer.id == Purchase.producer_id)
        .where(Purchase.partner_id == partner_id, UNDATED, COUNTS)
        .order_by(Purchase.id)
    )
    if not uow.session.execute(query).all():
        return
    wait_for_documents(uow.session, partner_id)
    rows = uow.session.execute(query)
    claims = {claim: whose(maker_id, seller, day) for claim, maker_id, seller, day in rows}
    months = {key.month for keys in claims.values() for key in keys}
    known = known_months(uow.session, partner_id, months, undated=False)
    successors = {
        claim: known[found[0]].newest
        for claim, keys in claims.items()
        if (found := [key for key in keys if key in known])
    }
    if successors:
        supersede(uow, successors, reason=GIVES_WAY)


def shops_with_claims(session: Session, producer_ids: Collection[int]) -> Sequence[PartnerId]:
    query = select(Purchase.partner_id).where(UNDATED, Purchase.producer_id.in_(producer_ids)).distinct()
    return session.scalars(query.order_by(Purchase.partner_id)).all()


def come_back(uow: UnitOfWork, successor: Purchase) -> None:
    """Have claims count again that gave way to a purchase which was taken back or replaced; others may hold them."""
    if successor.source is Source.UNDATED:
        return  # a claim that replaced a claim, when its seller was recognised
    query = (
        select(Purchase.id)
        .join(PurchaseSuccessor, PurchaseSuccessor.purchase_id == Purchase.id)
        .where(PurchaseSuccessor.successor_id == successor.id, UNDATED)
        .order_by(Purchase.id)
    )
    claims = uow.session.scalars(query).all()
    if claims:
        restore(uow, claims)

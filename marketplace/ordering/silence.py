"""What may count as agreed because nobody answered: only what the silent side had already agreed to in kind.

`may_be_deemed` is the rule, without a database; `doubts_about` gathers what it asks of a handover.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import VariantId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.goods import OrderedGood, goods_of, round_price, wholesale_price
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.states import AGREED, AgreedHow, HandoverKind, TradeModel
from marketplace.ordering.terms import Term, has_terms, term_between
from marketplace.partners.queries import may_order

OF_LATE = timedelta(days=90)
BOTH_AGREED = (AgreedHow.ACCOUNT, AgreedHow.CODE)


class WhyNotDeemed(Labelled):
    """Why silence is no yes."""

    NOT_IN_FORCE = "not-in-force", _l("kerja sama toko ini tidak berlaku")
    NOT_AGREED = "not-agreed", _l("tidak dipesan dan tidak ada kesepakatan dagang")
    ABOVE_LIST = "above-list", _l("harganya di atas harga daftar")
    ABOVE_USUAL = "above-usual", _l("jumlahnya lebih banyak dari yang pernah disepakati dalam 90 hari")
    TAKES_MONEY = "takes-money", _l("retur ini mengurangi tagihan pembuat")


@dataclass(frozen=True, kw_only=True)
class SilentItem:
    """What a handover says of one variant at one price: units that the shop would owe or take in for it.

    `list_price` is that of the day it counts on, None where there is none. `most` is the largest quantity of it that
    both agreed to in one handover of the last 90 days; of an ordered line price and quantity are the order's.
    """

    units: int
    unit_price: int
    list_price: int | None
    most: int
    ordered: bool = False


def may_be_deemed(
    items: Sequence[SilentItem],
    *,
    in_force: bool,
    agreed_terms: bool,
    takes_money: bool = False,
) -> Sequence[WhyNotDeemed]:
    """Every reason for which silence does not agree to it; none: it may count as agreed.

    Silence agrees to what was ordered or lies within agreed terms, at most at the list price and at most as many as
    were agreed of late (or were ordered), to a shop in force. It never takes money from a maker.
    """
    alone = [item for item in items if not item.ordered and item.units > 0]
    found = {
        WhyNotDeemed.NOT_IN_FORCE: not in_force,
        WhyNotDeemed.NOT_AGREED: bool(alone) and not agreed_terms,
        WhyNotDeemed.ABOVE_LIST: any(
            item.list_price is None or item.unit_price > item.list_price for item in items if item.units > 0
        ),
        WhyNotDeemed.ABOVE_USUAL: any(item.units > item.most for item in items),
        WhyNotDeemed.TAKES_MONEY: takes_money,
    }
    return [doubt for doubt, holds in found.items() if holds]


def doubts_about(session: Session, handover: Handover, today: date) -> Sequence[WhyNotDeemed]:
    """Why a handover that waits for its answer would not count as agreed in silence, as things are today."""
    sent_on = handover.counts_on or today
    return may_be_deemed(
        list(_items(session, handover, sent_on)),
        in_force=all(may_order(session, handover.partner_id, day) for day in {sent_on, today}),
        agreed_terms=has_terms(session, handover.producer_id, handover.outlet_id),
        takes_money=_takes_money(handover),
    )


def _takes_money(handover: Handover) -> bool:
    """A shop gives back goods that it had bought, and the maker is silent."""
    by_shop = handover.issuer_id == handover.partner_id
    return by_shop and handover.kind is HandoverKind.RETURN and not handover.consigned


def _items(session: Session, handover: Handover, day: date) -> Iterator[SilentItem]:
    """Of each line what is brought, or what is owed of what lay there, whichever of both is more."""
    goods = goods_of(session, {line.variant_id for line in handover.lines})
    term = term_between(session, handover.producer_id, handover.outlet_id)
    most = _most_agreed(session, handover, day)
    for variant_id, units in _units(handover).items():
        for line in handover.lines:
            if line.variant_id == variant_id:
                ordered = line.order_line_id is not None
                agreed = ordered or not line.brought  # a lot that lies there came at this price
                good, trade = goods[variant_id], handover.trade
                yield SilentItem(
                    units=units,
                    unit_price=line.unit_price,
                    list_price=line.unit_price if agreed else _list_price(good, trade, term, units, day),
                    most=units if ordered else most.get(variant_id, 0),
                    ordered=ordered,
                )


def _units(handover: Handover) -> Mapping[VariantId, int]:
    brought, owed = Counter[VariantId](), Counter[VariantId]()
    for line in handover.lines:
        brought[line.variant_id] += line.brought
        owed[line.variant_id] += line.owed_units(handover.loss_on)
    return brought | owed  # of each the larger one


def _list_price(good: OrderedGood, trade: TradeModel, term: Term, units: int, day: date) -> Rupiah | None:
    if trade is TradeModel.CONSIGNMENT:
        return round_price(good, term, units, day)
    return wholesale_price(good, units, day)


def _most_agreed(session: Session, handover: Handover, day: date) -> Mapping[VariantId, int]:
    """By variant the most that was accepted, or sold, in one handover that both sides themselves agreed to."""
    accepted = func.sum(func.coalesce(HandoverLine.accepted, 0))
    sold = func.sum(func.coalesce(HandoverLine.sold, 0))
    query = (
        select(HandoverLine.variant_id, accepted, sold)
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(
            Handover.producer_id == handover.producer_id,
            Handover.partner_id == handover.partner_id,
            Handover.state == AGREED,
            Handover.agreed_how.in_(BOTH_AGREED),
            Handover.sent_at >= end_of(day - OF_LATE, hour=0),
            HandoverLine.variant_id.in_({line.variant_id for line in handover.lines}),
        )
        .group_by(Handover.id, HandoverLine.variant_id)
    )
    most: dict[VariantId, int] = {}
    for variant_id, came, went in session.execute(query):
        most[variant_id] = max(most.get(variant_id, 0), came, went)
    return most

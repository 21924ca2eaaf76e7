"""Handovers whose sides disagree: contested ones, and differences whose days still run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased, selectinload

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.compliance.open_matter import MatterTurn, OpenMatter, is_over
from marketplace.kernel.clock import close_of, day_of, end_of
from marketplace.kernel.period import MonthSpan
from marketplace.ordering.deadlines import OFFICER
from marketplace.ordering.differences import DiffersIn, lines_that_differ, moves_money
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.states import CONTESTED
from marketplace.places.calendar import workdays_after
from marketplace.producers.models import Locality, Producer
from marketplace.uptake.ledger import category_paths
from marketplace.uptake.lines import Path

Record, Shop, Maker = aliased(Producer), aliased(Organisation), aliased(Organisation)
MAKER = func.coalesce(Record.merged_into_id, Record.id)


def open_handovers(session: Session, span: MonthSpan, today: date | None) -> Sequence[OpenMatter]:
    """Of makers that are local now. What is only on the shelf moves no money, and is left out."""
    undecided = union_all(
        select(Handover.id).where(Handover.state == CONTESTED),
        select(HandoverDifference.handover_id).where(HandoverDifference.answer.is_(None)),
    )
    query = (
        select(Handover, HandoverDifference.answer_by, Shop.name, Maker.name, MAKER, Producer.kelurahan_code)
        .outerjoin(HandoverDifference, HandoverDifference.handover_id == Handover.id)
        .join(Shop, Shop.id == Handover.partner_id)
        .join(Record, Record.id == Handover.producer_id)
        .join(Producer, Producer.id == MAKER)
        .join(Maker, Maker.id == MAKER)
        .where(
            Handover.id.in_(undecided),
            _counts_in(span),
            exists().where(Locality.producer_id == MAKER, Locality.until_on.is_(None)),
        )
        .options(selectinload(Handover.lines))
        .order_by(Handover.id)
    )
    rows = [
        row
        for row in session.execute(query)
        if row[0].state is CONTESTED or not is_over(day_of(row.answer_by), today)
    ]
    paths = _paths(session, [line for row in rows for line in row[0].lines]) if rows else {}
    return [
        _matter(session, handover, shop, maker, amounts, answer_by)
        for handover, answer_by, shop, maker, maker_id, kelurahan in rows
        if (amounts := _amounts(handover, maker_id, kelurahan, paths))
    ]


def _counts_in(span: MonthSpan) -> ColumnElement[bool]:
    sent = and_(
        Handover.goods_on.is_(None),
        Handover.sent_at >= end_of(span.first_day, hour=0),
        Handover.sent_at < close_of(span.last_day),
    )
    return or_(Handover.goods_on.between(span.first_day, span.last_day), sent)


def _matter(
    session: Session,
    handover: Handover,
    shop: str,
    maker: str,
    amounts: tuple[OpenAmount, ...],
    answer_by: datetime,
) -> OpenMatter:
    by_shop = handover.issuer_id == handover.partner_id
    contested = handover.state is CONTESTED
    return OpenMatter(
        partner_id=handover.partner_id,
        partner=shop,
        turn=MatterTurn.OFFICER if contested else MatterTurn.SHOP if by_shop else MatterTurn.MAKER,
        due=_due(session, handover) if contested else day_of(answer_by),
        amounts=amounts,
        record=handover.public_id,
        about=f"{handover.number}, {maker}",
    )


def _amounts(
    handover: Handover, maker_id: int, kelurahan: str | None, paths: Mapping[int, Path]
) -> tuple[OpenAmount, ...]:
    """One for the goods of each category; none where no money moves."""
    contested = handover.state is CONTESTED
    worth: defaultdict[Path, int] = defaultdict(int)
    for line, rupiah in _contested(handover) if contested else _differing(handover):
        worth[paths.get(line.variant_id, ())] += rupiah
    return tuple(
        OpenAmount(
            kind=OpenKind.HANDOVER if contested else OpenKind.DIFFERENCE,
            day=handover.counts_on or day_of(handover.prepared_at),
            rupiah=rupiah,
            maker=maker_id,
            kelurahan=kelurahan,
            categories=path,
        )
        for path, rupiah in sorted(worth.items())
        if rupiah
    )


def _due(session: Session, handover: Handover) -> date | None:
    """The last day an officer has: it was contested by the day on which its answer was due."""
    return workdays_after(session, day_of(handover.answer_by), OFFICER) if handover.answer_by else None


def _contested(handover: Handover) -> Iterator[tuple[HandoverLine, int]]:
    """What each line would come to as it was sent."""
    for line in handover.lines:
        yield line, line.value(handover.trade, handover.loss_on)


def _differing(handover: Handover) -> Iterator[tuple[HandoverLine, int]]:
    """What only one side stands by, beyond the lower figure that is booked; below zero for goods given back."""
    for one in lines_that_differ(handover):
        if moves_money(handover, one):
            sign = -1 if one.what is DiffersIn.BACK else 1
            yield one.line, sign * one.worth(abs(one.units))


def _paths(session: Session, lines: Sequence[HandoverLine]) -> Mapping[int, Path]:
    """Of each variant the categories of its product."""
    by_id = {number: path for number, _, path in category_paths(session)}
    query = (
        select(Variant.id, Product.category_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id.in_({line.variant_id for line in lines}))
    )
    return {variant: by_id.get(category, ()) for variant, category in session.execute(query)}

"""What was ordered and whether it came in time, for measures that ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.clock import day_of
from marketplace.kernel.period import MonthSpan
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.states import AGREED, CLOSED, CONFIRMED, Ending
from marketplace.uptake.lines import OrderedLine

PROMISED = and_(  # by the maker, who may have called it off later
    Order.confirmed_at.is_not(None),
    or_(Order.state.in_((CONFIRMED, CLOSED)), Order.ending == Ending.BY_MAKER),
)


def ordered_lines(
    session: Session, span: MonthSpan, *, partner_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[OrderedLine]]:
    """Of orders that their maker promised for a day of these months, per partner, in one select.

    The database lets no more be taken in than was ordered.
    """
    query = (
        select(
            Order.partner_id,
            OrderLine.id,
            Order.promised_on,
            OrderLine.quantity,
            OrderLine.unit_price,
            HandoverLine.accepted,
            Handover.goods_on,
            Handover.sent_at,
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(HandoverLine, HandoverLine.order_line_id == OrderLine.id)
        .outerjoin(Handover, and_(Handover.id == HandoverLine.handover_id, Handover.state == AGREED))
        .where(PROMISED, Order.promised_on.between(span.first_day, span.last_day))
    )
    if partner_ids is not None:
        query = query.where(Order.partner_id.in_(partner_ids))
    asked: dict[tuple[int, int], tuple[date, int, int]] = {}
    came: defaultdict[tuple[int, int], int] = defaultdict(int)
    for partner_id, line, due, quantity, price, accepted, goods_on, sent_at in session.execute(query):
        if due is None:
            continue
        asked[partner_id, line] = due, quantity, int(price)
        day = goods_on or (day_of(sent_at) if sent_at else None)
        if day is not None and day <= due:
            came[partner_id, line] += accepted or 0
    found: defaultdict[int, list[OrderedLine]] = defaultdict(list)
    for key, (by, units, each) in sorted(asked.items()):
        found[key[0]].append(OrderedLine(by, units * each, came[key] * each))
    return found

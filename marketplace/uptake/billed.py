"""What makers billed and when it was paid, for measures that ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from marketplace.billing.models import Due, DueKind, PaymentNotice
from marketplace.billing.queries import PAID, UNANSWERED
from marketplace.kernel.period import MonthSpan
from marketplace.ordering.paying_days import ISSUED, PAID_ON
from marketplace.uptake.lines import PAYING_TERM, Bill

CLAIMED_ON = (  # as the shop says of what its maker has not answered
    UNANSWERED.with_only_columns(func.max(PaymentNotice.paid_on))
    .where(PaymentNotice.due_id == Due.id)
    .correlate(Due)
    .scalar_subquery()
)
PAID_WHOLE = case((Due.amount == PAID, PAID_ON))


def bills_of(
    session: Session, span: MonthSpan, *, partner_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[Bill]]:
    """Goods of agreed handovers that are to be paid in these months, per partner, in one select.

    Returns and tax are no bills. What was paid in part is not paid.
    """
    first, last = span.first_day - PAYING_TERM, span.last_day - PAYING_TERM
    query = (
        select(Due.payer_id, Due.id, Due.amount, Due.owed_on, ISSUED, PAID_WHOLE, CLAIMED_ON)
        .where(Due.kind == DueKind.GOODS, Due.amount > 0, Due.owed_on <= last)
        .where(or_(Due.owed_on >= first, first <= ISSUED))
        .order_by(Due.id)
    )
    if partner_ids is not None:
        query = query.where(Due.payer_id.in_(partner_ids))
    found: defaultdict[int, list[Bill]] = defaultdict(list)
    for payer_id, due_id, amount, owed_on, issued, paid_on, claimed_on in session.execute(query):
        bill = Bill(due_id, max(owed_on, issued or owed_on), int(amount), paid_on, claimed_on)
        if bill.payable_by in span:
            found[payer_id].append(bill)
    return found

"""The rows behind a figure, as people read them: who sold what, and how it is proven."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation
from marketplace.db.bulk import SLICE
from marketplace.db.listing import Listing, Row, by, col, maybe, required
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.slicing import in_slices
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.ledger import GRADE, MAKER, NAMED_BY_SHOP, Record
from marketplace.uptake.read_returns import ReadReturn, as_read, read_returns


class LedgerRow(Row):
    """One line of the ledger; `evidence` and `reference` are public ids, of a photo or paper and of a handover.

    The grade of a return is that of the purchase it gives back.
    """

    id = col(PurchaseLine.id)
    purchase = col(Purchase.public_id)
    partner_id = col(Purchase.partner_id)
    bought_on = col(Purchase.bought_on)
    seller = col(func.coalesce(Organisation.name, Purchase.seller_text))
    known = col(Purchase.producer_id.is_not(None))
    item = col(PurchaseLine.text)
    quantity = col(PurchaseLine.quantity_milli)
    unit = col(PurchaseLine.unit)
    net = col(PurchaseLine.net)
    source = col(Purchase.source)
    reference = col(Purchase.source_ref)
    document_number = col(Purchase.document_number)
    evidence = maybe(Attachment.public_id)
    grade: str = col(
        lambda rows: as_read(GRADE, ((number, one.line.grade.value) for number, one in rows.returns.items()))
    )
    named: bool = col(NAMED_BY_SHOP)  # and by nobody else yet
    answer = maybe(PurchaseAnswer.answer)


class LedgerList(Listing[LedgerRow]):
    """These lines, newest first. Ask for a page of numbers at a time."""

    source = (
        join(PurchaseLine, Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Record, Record.id == Purchase.producer_id)
        .outerjoin(Organisation, Organisation.id == MAKER)
        .outerjoin(Attachment, Attachment.id == Purchase.evidence_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
    )
    sort = by(Purchase.bought_on, PurchaseLine.id, down=True)

    numbers: Sequence[int] = required(PurchaseLine.id.in_)
    returns: Mapping[int, ReadReturn] = field(default_factory=dict)


def rows_of(session: Session, numbers: Sequence[int]) -> Sequence[LedgerRow]:
    if not numbers:
        return []
    returns = read_returns(session, PurchaseLine.id.in_(numbers))
    shown = {number: one for number, one in returns.items() if number in numbers}
    return LedgerList(numbers=numbers, returns=shown).rows(session)


def row_of(session: Session, number: int) -> LedgerRow:
    """Raises NotFound."""
    rows = rows_of(session, [number])
    if not rows:
        raise NotFound(f"line {number}")
    return rows[0]


def net_of(session: Session, numbers: Collection[int]) -> int:
    """Rupiah of these lines, as on paper."""
    sums = (
        select(func.sum(PurchaseLine.net)).where(PurchaseLine.id.in_(some))
        for some in in_slices([*numbers], SLICE)
    )
    return sum(int(session.scalar(one) or 0) for one in sums)

"""How good the data of a month are: proof by grade, answers that makers owe, totals that came late or never."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, cast, exists, func, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import MOST_COUNTED, Listing, Row, by, col, maybe, required, where
from marketplace.kernel.clock import close_of
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.partners.models import Mou, Partner
from marketplace.partners.states import SIGNED
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.uptake.declared import declare_by
from marketplace.uptake.ledger import GRADE, MAKER, TAKEN_BACK, Record
from marketplace.uptake.lines import Grade

Shop, Seller = aliased(Organisation), aliased(Organisation)
LINES = (
    join(PurchaseLine, Purchase, Purchase.id == PurchaseLine.purchase_id)
    .outerjoin(Record, Record.id == Purchase.producer_id)
    .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
)
OWED = and_(  # an answer of the maker
    PurchaseAnswer.purchase_id.is_(None),
    Purchase.producer_id.is_not(None),
    Purchase.source != Source.HANDOVER,
)


def _bought_in(month: Month) -> ColumnElement[bool]:
    return Purchase.bought_on.between(month.first_day, month.last_day)


class QualityLine(Row):
    """A line of the ledger with its grade; a return has its own here, not that of what it returns."""

    id = col(PurchaseLine.id)
    bought_on = col(Purchase.bought_on)
    shop = col(Shop.name)
    seller = col(func.coalesce(Seller.name, Purchase.seller_text))
    item = col(PurchaseLine.text)
    document_number = maybe(Purchase.document_number)
    net = col(PurchaseLine.net)
    grade: str = col(GRADE)


class QualityLines(Listing[QualityLine]):
    """Lines of a month that were not taken back, those of most rupiah first."""

    source = LINES.join(Shop, Shop.id == Purchase.partner_id).outerjoin(Seller, Seller.id == MAKER)
    base = LINES
    always = (~TAKEN_BACK,)
    sort = by(PurchaseLine.net, PurchaseLine.id, down=True)
    most_counted = MOST_COUNTED

    month: Month = required(_bought_in)
    grade: Grade | None = where(lambda grade: grade.value == GRADE, arg="grade")
    unanswered: bool = where(lambda _: OWED, arg="unanswered", default=False)


class GradeShare(NamedTuple):
    """Lines of a month with this grade and their rupiah, returns subtracted."""

    grade: Grade
    lines: int
    net: Rupiah


def shares_by_grade(session: Session, month: Month) -> Sequence[GradeShare]:
    """The best grade first; those that no line has are there too."""
    query = (
        select(GRADE, func.count(), cast(func.coalesce(func.sum(PurchaseLine.net), 0), BigInteger))
        .select_from(LINES)
        .where(_bought_in(month), ~TAKEN_BACK)
        .group_by(GRADE)
    )
    found = {grade: (count, net) for grade, count, net in session.execute(query)}
    return [GradeShare(grade, *found.get(grade.value, (0, 0))) for grade in Grade]


def unanswered_in(session: Session, month: Month) -> tuple[int, Rupiah]:
    """Purchases of a month that their makers have neither confirmed nor disputed, and their rupiah."""
    query = (
        select(
            func.count(Purchase.id.distinct()),
            cast(func.coalesce(func.sum(PurchaseLine.net), 0), BigInteger),
        )
        .select_from(LINES)
        .where(_bought_in(month), ~TAKEN_BACK, OWED)
    )
    count, net = session.execute(query).one()
    return count, Rupiah(net)


FILED = (  # when the first total of a month was sent
    select(func.min(SpendDeclaration.submitted_at))
    .where(SpendDeclaration.partner_id == Partner.id)
    .correlate(Partner)
)


class LateRow(Row):
    """`filed_at` is None where no total was sent at all."""

    id = col(Partner.id)
    public_id = col(Organisation.public_id)
    name = col(Organisation.name)
    filed_at: datetime | None = col(
        lambda late: FILED.where(SpendDeclaration.month == str(late.month)).scalar_subquery()
    )


class LateDeclarations(Listing[LateRow]):
    """Partners under a memorandum whose total of a month was not there by its day, by name."""

    source = join(Partner, Organisation, Organisation.id == Partner.id)
    sort = by(Organisation.name, Partner.id)

    month: Month = required(lambda month: _bound_in(month) & ~_in_time(month))


def _bound_in(month: Month) -> ColumnElement[bool]:
    return exists().where(
        Mou.partner_id == Partner.id,
        Mou.state == SIGNED,
        Mou.starts_on <= month.last_day,
        Mou.ends_on >= month.first_day,
    )


def _in_time(month: Month) -> ColumnElement[bool]:
    return exists().where(
        SpendDeclaration.partner_id == Partner.id,
        SpendDeclaration.month == str(month),
        SpendDeclaration.submitted_at <= close_of(declare_by(month)),
    )

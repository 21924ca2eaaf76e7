"""Purchases that shops recorded of a maker, confirmed by shop and month: what the maker saw, all of it in one act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, and_, extract, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.bulk import insert_columns
from marketplace.db.uow import LOCK, UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.purchases import policies
from marketplace.purchases.events import PurchaseAnswered
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.purchases.queries import NET, UNANSWERED
from marketplace.purchases.sellers import Sale, records_of

MOST_GROUPS = 200


class SeenGroup(NamedTuple):
    """What a maker was shown of one shop and month: how many purchases, up to which one of the ledger.

    `shop` and `last` are public ids; `key` is how a form names it.
    """

    shop: str
    month: Month
    purchases: int
    last: str

    @property
    def key(self) -> str:
        return f"{self.shop}.{self.month}.{self.purchases}.{self.last}"

    @classmethod
    def parse(cls, key: str) -> Self:
        """Raises Refused for what no page of ours sends."""
        try:
            shop, month, count, last = key.split(".")
            return cls(shop, Month.parse(month), int(count), last)
        except ValueError:
            raise Refused(_l("Kelompok ini tidak dikenal; muat ulang halamannya.")) from None


class ClaimGroup(NamedTuple):
    """Unanswered purchases of one shop in one month; `net` in rupiah without VAT."""

    seen: SeenGroup
    partner_id: PartnerId
    name: str
    net: Rupiah


class ConfirmedClaims(NamedTuple):
    """How many now count as confirmed, their rupiah, and how many of those shown were not there any more."""

    purchases: int
    net: Rupiah
    gone: int


def claim_groups(session: Session, producer_id: ProducerId) -> Sequence[ClaimGroup]:
    """Newest month first, at most `MOST_GROUPS`; in two statements, however many purchases there are."""
    year, month = extract("year", Purchase.bought_on), extract("month", Purchase.bought_on)
    last: ColumnElement[PurchaseId] = func.max(Purchase.id)
    query = (
        select(
            Purchase.partner_id,
            Organisation.public_id,
            Organisation.name,
            year,
            month,
            func.count(Purchase.id.distinct()),
            func.sum(PurchaseLine.net),
            last,
        )
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .join(Organisation, Organisation.id == Purchase.partner_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(Purchase.producer_id.in_(records_of(producer_id)), UNANSWERED)
        .group_by(Purchase.partner_id, Organisation.public_id, Organisation.name, year, month)
        .order_by(year.desc(), month.desc(), Organisation.name)
        .limit(MOST_GROUPS)
    )
    rows = session.execute(query).all()
    wanted = select(Purchase.id, Purchase.public_id).where(Purchase.id.in_([row[-1] for row in rows]))
    codes = {row.id: row.public_id for row in session.execute(wanted)} if rows else {}
    return [
        ClaimGroup(
            SeenGroup(shop, Month(int(in_year), int(in_month)), count, codes[newest]),
            partner_id,
            name,
            Rupiah(int(net)),
        )
        for partner_id, shop, name, in_year, in_month, count, net, newest in rows
    ]


def confirm_claims(
    uow: UnitOfWork, producer_id: ProducerId, groups: Sequence[SeenGroup], codes: Collection[str] = ()
) -> ConfirmedClaims:
    """Confirm all purchases of these groups and of these public ids; each that is answered already stays so.

    What came after the page was drawn waits. What was taken back, replaced or answered meanwhile is told as `gone`,
    and the rest is confirmed. Refused where nothing was chosen, and where a group has more than was shown.
    """
    if not groups and not codes:
        raise Refused(_l("Pilih dahulu yang Anda benarkan."))
    rows = _locked(uow, producer_id, groups, codes)
    gone = _missing(groups, codes, rows)
    for partner_id in sorted({row.partner_id for row in rows}):
        uow.demand(policies.CONFIRM, Sale(partner_id, producer_id))
    numbers = [row.id for row in rows]
    columns: dict[str, Any] = {
        "purchase_id": numbers,
        "answer": repeat(Answer.CONFIRMED),
        "reason": repeat(""),
        "answered_by": repeat(uow.actor.user_id),
        "answered_at": repeat(uow.now),
    }
    insert_columns(uow.session, PurchaseAnswer, columns)
    for number in numbers:
        uow.emit(PurchaseAnswered(purchase_id=number, answer=Answer.CONFIRMED.value, reason=""))
    return ConfirmedClaims(len(rows), Rupiah(sum(row.net for row in rows)), gone)


class _Claim(NamedTuple):
    id: PurchaseId
    public_id: str
    partner_id: PartnerId
    bought_on: date
    shop: str
    net: int


def _locked(
    uow: UnitOfWork, producer_id: ProducerId, groups: Sequence[SeenGroup], codes: Collection[str]
) -> Sequence[_Claim]:
    """Locked by one select and read by the next, which sees what those waited for have written."""
    asked = (
        select(Purchase.id)
        .join(Organisation, Organisation.id == Purchase.partner_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(
            Purchase.producer_id.in_(records_of(producer_id)),
            UNANSWERED,
            or_(Purchase.public_id.in_(codes), *map(_within, groups)),
        )
        .order_by(Purchase.id)
    )
    uow.session.execute(asked.with_for_update(of=Purchase, **LOCK)).all()
    columns = (
        Purchase.id,
        Purchase.public_id,
        Purchase.partner_id,
        Purchase.bought_on,
        Organisation.public_id,
        NET,
    )
    return [_Claim(*row) for row in uow.session.execute(asked.with_only_columns(*columns))]


def _within(group: SeenGroup) -> ColumnElement[bool]:
    last = select(Purchase.id).where(Purchase.public_id == group.last).correlate(None).scalar_subquery()
    return and_(
        Organisation.public_id == group.shop,
        Purchase.bought_on.between(group.month.first_day, group.month.last_day),
        Purchase.id <= last,
    )


def _missing(groups: Sequence[SeenGroup], codes: Collection[str], rows: Sequence[_Claim]) -> int:
    """How many of those shown are not to be confirmed any more. Refused where a group has more than was shown."""
    gone = 0
    of_groups = set[str]()
    for group in groups:
        found = [row for row in rows if (row.shop, Month.of(row.bought_on)) == (group.shop, group.month)]
        if len(found) > group.purchases:
            raise Refused(
                _l("Kelompok ini kini lebih besar daripada yang Anda lihat; muat ulang halamannya.")
            )
        gone += group.purchases - len(found)
        of_groups |= {row.public_id for row in found}
    return gone + len(set(codes) - of_groups - {row.public_id for row in rows})

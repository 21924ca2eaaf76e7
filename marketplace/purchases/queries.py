"""The ledger as the pages of shops and makers show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, maybe, required, where
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.partners.models import Outlet
from marketplace.purchases import policies
from marketplace.purchases.models.answers import Answer, ClaimDecision, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.purchases.models.told import FigureReply, MakerFigure
from marketplace.purchases.sellers import records_of, sale_of

REMEMBERED = 6
Reversal = aliased(Purchase)
Buyer = aliased(Organisation)
TAKEN_BACK = or_(Purchase.reverses_id.is_not(None), exists().where(Reversal.reverses_id == Purchase.id))


NET = (
    select(func.sum(PurchaseLine.net))
    .where(PurchaseLine.purchase_id == Purchase.id)
    .correlate(Purchase)
    .scalar_subquery()
)
ITEM = (
    select(PurchaseLine.text)
    .where(PurchaseLine.purchase_id == Purchase.id)
    .order_by(PurchaseLine.id)
    .limit(1)
    .correlate(Purchase)
    .scalar_subquery()
)
UNDECIDED = and_(PurchaseAnswer.answer == Answer.DISPUTED, ClaimDecision.purchase_id.is_(None), ~TAKEN_BACK)
FIGURE_OPEN = and_(
    UNDECIDED,
    exists().where(MakerFigure.purchase_id == Purchase.id),
    ~exists().where(FigureReply.purchase_id == Purchase.id),
)
UNANSWERED = and_(PurchaseAnswer.answer.is_(None), Purchase.source != Source.HANDOVER, ~TAKEN_BACK)


class PurchaseRow(Row):
    id = col(Purchase.id)
    public_id = col(Purchase.public_id)
    bought_on = col(Purchase.bought_on)
    buyer = col(Buyer.name)
    outlet = maybe(Outlet.name)
    item: str = col(ITEM)  # the first of them
    seller = col(func.coalesce(Organisation.name, Purchase.seller_text))
    known = col(Purchase.producer_id.is_not(None))
    source = col(Purchase.source)
    document_number = col(Purchase.document_number)
    proven = col(Purchase.evidence_id.is_not(None))
    answer = maybe(PurchaseAnswer.answer)
    disputed_because = maybe(PurchaseAnswer.reason)
    answered_at = maybe(PurchaseAnswer.answered_at)
    ruling = maybe(ClaimDecision.ruling)
    ruled_because = maybe(ClaimDecision.reason)
    taken_back = col(TAKEN_BACK)
    net: Rupiah = col(NET)


class PurchaseList(Listing[PurchaseRow]):
    """Purchases, newest first, from the side of the shop or of the maker; disputed ones also from the office's."""

    source = (
        join(Purchase, Buyer, Buyer.id == Purchase.partner_id)
        .outerjoin(Organisation, Organisation.id == Purchase.producer_id)
        .outerjoin(Outlet, Outlet.id == Purchase.outlet_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .outerjoin(ClaimDecision, ClaimDecision.purchase_id == Purchase.id)
    )
    sort = by(Purchase.bought_on, Purchase.id, down=True)

    partner_id: PartnerId | None = where(Purchase.partner_id, own=True)
    producer_id: ProducerId | None = where(
        lambda maker: Purchase.producer_id.in_(records_of(maker)), own=True
    )
    shop: str | None = where(Buyer.public_id)
    month: Month | None = where(lambda month: Purchase.bought_on.between(month.first_day, month.last_day))
    unanswered: bool = where(lambda _: UNANSWERED, default=False)
    disputed: bool = where(lambda _: PurchaseAnswer.answer == Answer.DISPUTED, default=False)
    undecided: bool = where(lambda _: UNDECIDED, default=False)
    figure_open: bool = where(lambda _: FIGURE_OPEN, default=False)
    public_id: str | None = where(Purchase.public_id)


class LineRow(Row):
    text = col(PurchaseLine.text)
    quantity = col(PurchaseLine.quantity_milli)
    unit = col(PurchaseLine.unit)
    unit_price = col(PurchaseLine.unit_price)
    net = col(PurchaseLine.net)


class LineList(Listing[LineRow]):
    sort = by(PurchaseLine.id)
    purchase_id: PurchaseId = required(PurchaseLine.purchase_id)


@dataclass(frozen=True)
class PurchasePage:
    row: PurchaseRow
    lines: Sequence[LineRow]
    evidence: str | None  # the attachment's public id
    evidence_type: str | None
    recorded_at: datetime


def purchase_page(session: Session, wanted: PurchaseList) -> PurchasePage:
    """The one purchase that `wanted` names. Raises NotFound when there is none, or it is somebody else's."""
    row = wanted.one(session)
    if row is None:
        raise NotFound(f"purchase {wanted.public_id}")
    lines = LineList(purchase_id=row.id).rows(session)
    recorded_at, evidence, evidence_type = session.execute(
        select(Purchase.recorded_at, Attachment.public_id, Attachment.media_type)
        .outerjoin(Attachment, Attachment.id == Purchase.evidence_id)
        .where(Purchase.id == row.id)
    ).one()
    return PurchasePage(row, lines, evidence, evidence_type, recorded_at)


def first_line_of(session: Session, public_id: str) -> int:
    """The number of a purchase's first line, whose page is the purchase's for officials. Raises NotFound."""
    query = select(func.min(PurchaseLine.id)).join(Purchase).where(Purchase.public_id == public_id)
    number = session.scalar(query)
    if number is None:
        raise NotFound(f"purchase {public_id}")
    return number


def shows_evidence(uow: UnitOfWork, attachment: Attachment) -> bool:
    """The maker who is said to have sold it may see what proves it."""
    query = select(Purchase).where(Purchase.evidence_id == attachment.id)
    sales = (sale_of(uow.session, purchase) for purchase in uow.session.scalars(query))
    return any(uow.allows(policies.SEE, sale) for sale in sales)


def sellers_of(session: Session, partner_id: PartnerId) -> list[str]:
    """The names this shop bought from last, newest first: what a form remembers."""
    name = func.coalesce(Organisation.name, Purchase.seller_text)
    query = (
        select(name)
        .select_from(Purchase)
        .outerjoin(Organisation, Organisation.id == Purchase.producer_id)
        .where(Purchase.partner_id == partner_id)
        .group_by(name)
        .order_by(func.max(Purchase.id).desc())
        .limit(REMEMBERED)
    )
    return list(session.scalars(query))


def unanswered_claims(session: Session, producer_id: ProducerId) -> tuple[int, Rupiah]:
    """How many purchases a maker has yet to confirm or dispute, and their rupiah."""
    claims = PurchaseList(producer_id=producer_id, unanswered=True).select().order_by(None).subquery()
    count, net = session.execute(select(func.count(), func.coalesce(func.sum(claims.c.net), 0))).one()
    return count, Rupiah(net)


def undecided_claims(session: Session) -> tuple[int, datetime | None]:
    """How many disputed purchases wait for an officer, and since when the first of them does."""
    waiting = PurchaseList(undecided=True).select().order_by(None).subquery()
    count, oldest = session.execute(select(func.count(), func.min(waiting.c.answered_at))).one()
    return count, oldest

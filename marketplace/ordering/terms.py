"""What holds between a maker and an outlet: the newest of their terms, or what is usual without any."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.kernel.ids import OrganisationId, OutletId, PartnerId, ProducerId
from marketplace.ordering.models.terms import TermReply, TradeTerm
from marketplace.ordering.states import Invoicing, Side, TermAnswer, TradeModel
from marketplace.partners.models import Outlet


class Term(NamedTuple):
    """`margin` is the shop's share of the retail price in basis points."""

    model: TradeModel
    margin: int
    days_to_pay: int
    loss_on: Side
    invoicing: Invoicing = Invoicing.BY_HAND

    @property
    def consigns(self) -> bool:
        return self.model is TradeModel.CONSIGNMENT


class Between(NamedTuple):
    """The two sides of a trade, as policies ask for them."""

    producer_id: ProducerId
    partner_id: PartnerId

    def of(self, side: Side) -> OrganisationId:
        return OrganisationId(self.producer_id if side is Side.MAKER else self.partner_id)


DEFAULT_TERM = Term(TradeModel.OUTRIGHT, margin=0, days_to_pay=14, loss_on=Side.MAKER)


HOLD = (TermAnswer.AGREED, TermAnswer.OLD_RULE)
Reply = aliased(TermReply)
ANSWERED = exists().where(Reply.term_id == TradeTerm.id)
AGREED = exists().where(Reply.term_id == TradeTerm.id, Reply.answer.in_(HOLD))


def term_between(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> Term:
    query = (
        select(
            TradeTerm.model,
            TradeTerm.margin,
            TradeTerm.days_to_pay,
            TradeTerm.loss_on,
            TradeTerm.invoicing,
        )
        .filter_by(producer_id=producer_id, outlet_id=outlet_id)
        .where(AGREED)
        .order_by(TradeTerm.id.desc())
    )
    found = session.execute(query.limit(1)).one_or_none()
    return Term(*found) if found else DEFAULT_TERM


def has_terms(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> bool:
    """Whether both sides agreed on terms, so that it is not only what is usual."""
    query = select(TradeTerm.id).filter_by(producer_id=producer_id, outlet_id=outlet_id).where(AGREED)
    return session.scalar(query.limit(1)) is not None


def open_proposal(
    session: Session, producer_id: ProducerId, outlet_id: OutletId, now: datetime
) -> TradeTerm | None:
    """What one side proposes and the other has still to answer."""
    query = select(TradeTerm).filter_by(producer_id=producer_id, outlet_id=outlet_id)
    return session.scalars(query.where(_waits(now)).order_by(TradeTerm.id.desc()).limit(1)).one_or_none()


def _waits(now: datetime) -> ColumnElement[bool]:
    return and_(~ANSWERED, TradeTerm.answer_by >= now)


def consigning(session: Session, outlet_id: OutletId) -> Collection[ProducerId]:
    """The makers whose goods this outlet pays for once they are sold."""
    newest = select(func.max(TradeTerm.id)).filter_by(outlet_id=outlet_id).where(AGREED)
    newest = newest.group_by(TradeTerm.producer_id)
    query = select(TradeTerm.producer_id).filter_by(model=TradeModel.CONSIGNMENT)
    return set(session.scalars(query.where(TradeTerm.id.in_(newest))))


Buyer, Maker, Author = aliased(Organisation), aliased(Organisation), aliased(Organisation)
NEWEST = select(func.max(TradeTerm.id)).where(AGREED).group_by(TradeTerm.producer_id, TradeTerm.outlet_id)


class TermRow(Row):
    """Terms as they stand, and which side wrote them when; `written_by` is that organisation's name."""

    id = col(TradeTerm.id)
    outlet_public_id = col(Outlet.public_id)
    outlet = col(Outlet.name)
    partner = col(Buyer.name)
    maker_public_id = col(Maker.public_id)
    maker = col(Maker.name)
    model = col(TradeTerm.model)
    margin = col(TradeTerm.margin)
    days_to_pay = col(TradeTerm.days_to_pay)
    loss_on = col(TradeTerm.loss_on)
    invoicing = col(TradeTerm.invoicing)
    written_for = col(TradeTerm.written_for)
    written_by = col(Author.name)
    written_at = col(TradeTerm.written_at)
    answer_by = maybe(TradeTerm.answer_by)
    answer = maybe(TermReply.answer)  # None: nobody has answered
    reason = maybe(TermReply.reason)

    @property
    def held(self) -> bool:
        """Whether both sides stood by them."""
        return self.answer in HOLD

    @property
    def term(self) -> Term:
        return Term(self.model, self.margin, self.days_to_pay, self.loss_on, self.invoicing)


class TermList(Listing[TermRow]):
    """Terms, the newest first: of each maker and outlet those that hold; with `every` all there ever were; with
    `waits_at` those that wait for an answer at that moment, `not_by` this side."""

    source = (
        join(TradeTerm, Outlet, Outlet.id == TradeTerm.outlet_id)
        .join(Buyer, Buyer.id == Outlet.partner_id)
        .join(Maker, Maker.id == TradeTerm.producer_id)
        .join(Author, Author.id == TradeTerm.written_for)
        .outerjoin(TermReply, TermReply.term_id == TradeTerm.id)
    )
    sort = by(TradeTerm.id, down=True)

    producer_id: ProducerId | None = where(TradeTerm.producer_id)
    partner_id: PartnerId | None = where(Outlet.partner_id)
    outlet_id: OutletId | None = where(TradeTerm.outlet_id)
    every: bool = False
    waits_at: datetime | None = where(_waits)  # still to be answered
    not_by: OrganisationId | None = where(lambda mine: TradeTerm.written_for != mine)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if not self.every and self.waits_at is None:
            yield TradeTerm.id.in_(NEWEST)

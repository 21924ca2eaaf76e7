"""What holds between a maker and an outlet: the newest of their terms, or what is usual without any."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, where
from marketplace.kernel.ids import OrganisationId, OutletId, PartnerId, ProducerId
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import Side, TradeModel
from marketplace.partners.models import Outlet


class Term(NamedTuple):
    """`margin` is the shop's share of the retail price in basis points."""

    model: TradeModel
    margin: int
    days_to_pay: int
    loss_on: Side

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


def term_between(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> Term:
    query = (
        select(TradeTerm.model, TradeTerm.margin, TradeTerm.days_to_pay, TradeTerm.loss_on)
        .filter_by(producer_id=producer_id, outlet_id=outlet_id)
        .order_by(TradeTerm.id.desc())
    )
    found = session.execute(query.limit(1)).one_or_none()
    return Term(*found) if found else DEFAULT_TERM


def has_terms(session: Session, producer_id: ProducerId, outlet_id: OutletId) -> bool:
    """Whether both sides agreed on terms, so that it is not only what is usual."""
    query = select(TradeTerm.id).filter_by(producer_id=producer_id, outlet_id=outlet_id)
    return session.scalar(query.limit(1)) is not None


def consigning(session: Session, outlet_id: OutletId) -> Collection[ProducerId]:
    """The makers whose goods this outlet pays for once they are sold."""
    newest = select(func.max(TradeTerm.id)).filter_by(outlet_id=outlet_id).group_by(TradeTerm.producer_id)
    query = select(TradeTerm.producer_id).filter_by(model=TradeModel.CONSIGNMENT)
    return set(session.scalars(query.where(TradeTerm.id.in_(newest))))


Buyer, Maker, Author = aliased(Organisation), aliased(Organisation), aliased(Organisation)
NEWEST = select(func.max(TradeTerm.id)).group_by(TradeTerm.producer_id, TradeTerm.outlet_id)


class TermRow(Row):
    """Terms as they stand, and which side wrote them when; `written_by` is that organisation's name."""

    outlet_public_id = col(Outlet.public_id)
    outlet = col(Outlet.name)
    partner = col(Buyer.name)
    maker_public_id = col(Maker.public_id)
    maker = col(Maker.name)
    model = col(TradeTerm.model)
    margin = col(TradeTerm.margin)
    days_to_pay = col(TradeTerm.days_to_pay)
    loss_on = col(TradeTerm.loss_on)
    written_for = col(TradeTerm.written_for)
    written_by = col(Author.name)
    written_at = col(TradeTerm.written_at)

    @property
    def term(self) -> Term:
        return Term(self.model, self.margin, self.days_to_pay, self.loss_on)


class TermList(Listing[TermRow]):
    """Terms, the newest first: of each maker and outlet those that hold, or with `every` all there ever were."""

    source = (
        join(TradeTerm, Outlet, Outlet.id == TradeTerm.outlet_id)
        .join(Buyer, Buyer.id == Outlet.partner_id)
        .join(Maker, Maker.id == TradeTerm.producer_id)
        .join(Author, Author.id == TradeTerm.written_for)
    )
    sort = by(TradeTerm.id, down=True)

    producer_id: ProducerId | None = where(TradeTerm.producer_id)
    partner_id: PartnerId | None = where(Outlet.partner_id)
    outlet_id: OutletId | None = where(TradeTerm.outlet_id)
    every: bool = False

    def more(self) -> Iterator[ColumnElement[bool]]:
        if not self.every:
            yield TradeTerm.id.in_(NEWEST)

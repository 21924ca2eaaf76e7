"""What holds between a maker and an outlet: the newest of their terms, or what is usual without any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
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


def consigning(session: Session, outlet_id: OutletId) -> Collection[ProducerId]:
    """The makers whose goods this outlet pays for once they are sold."""
    newest = select(func.max(TradeTerm.id)).filter_by(outlet_id=outlet_id).group_by(TradeTerm.producer_id)
    query = select(TradeTerm.producer_id).filter_by(model=TradeModel.CONSIGNMENT)
    return set(session.scalars(query.where(TradeTerm.id.in_(newest))))


@dataclass(frozen=True)
class TermRow:
    """Terms as they stand, and which side wrote them when."""

    outlet_public_id: str
    outlet: str
    partner: str
    maker_public_id: str
    maker: str
    model: TradeModel
    margin: int
    days_to_pay: int
    loss_on: Side
    written_for: OrganisationId
    written_by: str  # the organisation's name
    written_at: datetime

    @property
    def term(self) -> Term:
        return Term(self.model, self.margin, self.days_to_pay, self.loss_on)


@dataclass(frozen=True, kw_only=True)
class TermList:
    """Terms, the newest first: of each maker and outlet those that hold, or with `every` all there ever were."""

    producer_id: ProducerId | None = None
    partner_id: PartnerId | None = None
    outlet_id: OutletId | None = None
    every: bool = False

    def select(self) -> Listing:
        query = _rows()
        for column, wanted in (
            (TradeTerm.producer_id, self.producer_id),
            (Outlet.partner_id, self.partner_id),
            (TradeTerm.outlet_id, self.outlet_id),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        return query if self.every else query.where(TradeTerm.id.in_(_newest()))

    def rows(self, session: Session) -> Sequence[TermRow]:
        return [TermRow(*row) for row in session.execute(self.select())]


def _newest() -> Select[int]:
    return select(func.max(TradeTerm.id)).group_by(TradeTerm.producer_id, TradeTerm.outlet_id)


def _rows() -> Listing:
    buyer, maker, author = aliased(Organisation), aliased(Organisation), aliased(Organisation)
    query: Listing = (
        select(
            Outlet.public_id,
            Outlet.name,
            buyer.name,
            maker.public_id,
            maker.name,
            TradeTerm.model,
            TradeTerm.margin,
            TradeTerm.days_to_pay,
            TradeTerm.loss_on,
            TradeTerm.written_for,
            author.name,
            TradeTerm.written_at,
        )
        .join(Outlet, Outlet.id == TradeTerm.outlet_id)
        .join(buyer, buyer.id == Outlet.partner_id)
        .join(maker, maker.id == TradeTerm.producer_id)
        .join(author, author.id == TradeTerm.written_for)
        .order_by(TradeTerm.id.desc())
    )
    return query

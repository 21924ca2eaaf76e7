"""The numbered papers of a trade, and all that stands on one when it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.represented import acted_for
from marketplace.billing.models import Due, DueKind
from marketplace.db.listing import Listing, Row, by, col, required
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.papers import Paper, Print
from marketplace.ordering.queries import maker_local_since, readers_of
from marketplace.ordering.states import PREPARED, PaperKind
from marketplace.ordering.terms import Term, term_between
from marketplace.partners.models import Outlet
from marketplace.places.models import Region
from marketplace.producers.locality import locality_label
from marketplace.producers.models import Producer


class PaperRow(Row):
    """A paper of an order or a handover, and how often this organisation has printed it."""

    id = col(Paper.id)
    kind = col(Paper.kind)
    number = col(Paper.number)
    issued_at = col(Paper.issued_at)
    prints: int = col(lambda listing: _printed(func.count(), listing.organisation_id))
    printed_at: datetime | None = col(
        lambda listing: _printed(func.max(Print.printed_at), listing.organisation_id)
    )


class PaperList(Listing[PaperRow]):
    """In the order in which they were issued."""

    sort = by(Paper.id)
    of: Order | Handover = required(lambda of: _of(of))
    organisation_id: OrganisationId


def _printed(figure: ColumnElement[Any], by_whom: OrganisationId) -> ScalarSelect[Any]:
    query = select(figure).where(Print.paper_id == Paper.id, Print.organisation_id == by_whom)
    return query.correlate(Paper).scalar_subquery()


def papers_of(session: Session, of: Order | Handover, organisation_id: OrganisationId) -> Sequence[PaperRow]:
    return PaperList(of=of, organisation_id=organisation_id).rows(session)


def paper_named(session: Session, of: Order | Handover, kind: str) -> Paper:
    """Raises NotFound where it has none of that kind."""
    found = (
        session.scalar(select(Paper).where(_of(of), Paper.kind == kind)) if kind in list(PaperKind) else None
    )
    if found is None:
        raise NotFound(f"no paper {kind}")
    return found


def document_named(session: Session, public_id: str) -> tuple[str, Order | Handover]:
    """What a QR names: "orders" or "handovers", and the row. Raises NotFound."""
    handover = session.scalar(select(Handover).filter_by(public_id=public_id))
    if handover is not None:
        return "handovers", handover
    order = session.scalar(select(Order).filter_by(public_id=public_id))
    if order is None:
        raise NotFound(f"document {public_id}")
    return "orders", order


def theirs(uow: UnitOfWork, row: Order | Handover) -> bool:
    """Whether it is there for the actor: both sides' once it is sent, and officials'."""
    hidden = isinstance(row, Handover) and row.state is PREPARED and row.issuer_id != uow.actor.at
    return not hidden and uow.allows(policies.SEE, readers_of(uow.session, row))


def _of(row: Order | Handover) -> ColumnElement[bool]:
    return Paper.order_id == row.id if isinstance(row, Order) else Paper.handover_id == row.id


@dataclass(frozen=True)
class Party:
    """One side of a trade as it stands on papers."""

    name: str
    place: str  # the outlet of a shop; empty for a maker
    address: str
    kelurahan: str | None

    @property
    def lines(self) -> list[str]:
        """Where it is, in lines."""
        where = f"Kelurahan {self.kelurahan}, Kota Metro" if self.kelurahan else "Kota Metro"
        return [line for line in (self.place, self.address, where) if line]


@dataclass(frozen=True)
class Agreed:
    """Who agreed to a handover: a name where somebody signed in, and whether they stood for that side only."""

    name: str | None
    on_behalf: bool


@dataclass(frozen=True)
class Contents:
    """All that a print needs, read at once. `amount` is what the shop owes for it, if it does."""

    paper: Paper
    order: Order | None
    handover: Handover | None
    maker: Party
    shop: Party
    agreed: Agreed
    term: Term  # a handover's own, or for an order what holds between the two today
    amount: Rupiah | None = None
    due_on: date | None = None
    local_since: date | None = None  # of the maker on the day that it was ordered or sent

    @property
    def of(self) -> Order | Handover:
        row = self.order if self.handover is None else self.handover
        if row is None:
            raise LookupError(f"paper {self.paper.id} is of nothing")
        return row

    @property
    def locality(self) -> str:
        day = "pesan" if self.handover is None else "kirim"
        return f"{locality_label(self.local_since)} pada hari {day}"

    @property
    def issuer(self) -> Party:
        return self.maker if self.paper.issuer_id == self.of.producer_id else self.shop

    @property
    def answerer(self) -> Party:
        return self.shop if self.issuer is self.maker else self.maker


def contents_of(session: Session, paper: Paper) -> Contents:
    handover = session.get(Handover, paper.handover_id) if paper.handover_id is not None else None
    order_id = handover.order_id if handover else paper.order_id
    order = session.get(Order, order_id) if order_id is not None else None
    of = handover or order
    if of is None:
        raise LookupError(f"paper {paper.id} is of nothing")
    maker, shop, since = parties_of(session, of)
    due = select(Due.amount, Due.due_on).where(
        Due.handover_id == (handover.id if handover else None), Due.kind == DueKind.GOODS
    )
    amount, due_on = session.execute(due).one_or_none() or (None, None)
    agreed, term = _agreed(session, handover), _term(session, of)
    return Contents(paper, order, handover, maker, shop, agreed, term, amount, due_on, since)


def _term(session: Session, of: Order | Handover) -> Term:
    if isinstance(of, Handover):
        return Term(of.trade, margin=0, days_to_pay=of.days_to_pay, loss_on=of.loss_on)
    return term_between(session, of.producer_id, of.outlet_id)


def parties_of(session: Session, of: Order | Handover) -> tuple[Party, Party, date | None]:
    buyer, maker, home, place = aliased(Organisation), aliased(Organisation), aliased(Region), aliased(Region)
    found = session.execute(
        select(
            maker.name,
            Producer.address,
            home.name,
            buyer.name,
            Outlet.name,
            Outlet.address,
            place.name,
            maker_local_since(of),
        )
        .select_from(Outlet)
        .join(buyer, buyer.id == Outlet.partner_id)
        .join(Producer, Producer.id == of.producer_id)
        .join(maker, maker.id == Producer.id)
        .outerjoin(home, home.code == Producer.kelurahan_code)
        .outerjoin(place, place.code == Outlet.kelurahan_code)
        .where(Outlet.id == of.outlet_id)
    ).one()
    return Party(found[0], "", found[1], found[2]), Party(*found[3:7]), found[7]


def _agreed(session: Session, handover: Handover | None) -> Agreed:
    if handover is None or handover.agreed_by is None or handover.agreed_at is None:
        return Agreed(None, on_behalf=False)
    by, at = handover.agreed_by, handover.agreed_at
    name = session.scalar(select(User.name).where(User.id == by))
    return Agreed(name, on_behalf=acted_for(session, by, handover.answerer_id, at))

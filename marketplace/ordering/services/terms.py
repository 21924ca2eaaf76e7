"""Terms of trade: either side writes them, the newest hold from now on."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.events import TermFigures, TermsWritten
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import Side, TradeModel
from marketplace.ordering.terms import Between, Term, term_between
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer

MOST_DAYS, WHOLE = 365, 10_000


def write_term(
    uow: UnitOfWork,
    producer_id: ProducerId,
    outlet_id: OutletId,
    *,
    model: TradeModel,
    margin: int = 0,
    days_to_pay: int,
    loss_on: Side,
) -> TradeTerm:
    """What is sent from now on goes by these; what was sent before keeps its own. `margin` is in basis points."""
    outlet = uow.get(Outlet, outlet_id)
    uow.demand(policies.TRADE, Between(producer_id, outlet.partner_id))
    uow.get(Producer, producer_id)
    term = Term(model, margin, days_to_pay, loss_on)
    _check(term)
    before = term_between(uow.session, producer_id, outlet_id)
    row = uow.add(
        TradeTerm(
            producer_id=producer_id,
            outlet_id=outlet_id,
            **term._asdict(),
            written_for=producer_id if uow.actor.at == producer_id else outlet.partner_id,
            written_by=uow.actor.user_id,
            written_at=uow.now,
        )
    )
    uow.emit(
        TermsWritten(
            term_id=row.id,
            producer_id=producer_id,
            outlet_id=outlet_id,
            before=_figures(before),
            after=_figures(term),
        )
    )
    return row


def _check(term: Term) -> None:
    if not 0 <= term.margin < WHOLE:
        raise Refused(_l("Bagian toko dari 0 sampai di bawah 100 persen."), field="margin")
    if not 0 <= term.days_to_pay <= MOST_DAYS:
        raise Refused(_l("Tempo bayar dari 0 sampai %(most)s hari.", most=MOST_DAYS), field="days_to_pay")


def _figures(term: Term) -> TermFigures:
    return TermFigures(
        model=term.model.value,
        margin=term.margin,
        days_to_pay=term.days_to_pay,
        loss_on=term.loss_on.value,
    )

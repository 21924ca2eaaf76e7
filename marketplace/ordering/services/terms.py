"""Terms of trade: either side proposes them, and they hold once the other agrees, for what is sent after that."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.events import TermFigures, TermsAnswered, TermsWritten
from marketplace.ordering.models.terms import TermReply, TradeTerm
from marketplace.ordering.services.sending import lock_shelf
from marketplace.ordering.states import Invoicing, Side, TermAnswer, TradeModel
from marketplace.ordering.terms import Between, Term, has_terms, open_proposal, term_between
from marketplace.producers.models import Producer

MOST_DAYS, WHOLE = 365, 10_000


def propose_term(
    uow: UnitOfWork,
    producer_id: ProducerId,
    outlet_id: OutletId,
    *,
    model: TradeModel,
    margin: int = 0,
    days_to_pay: int,
    loss_on: Side,
    invoicing: Invoicing = Invoicing.BY_HAND,
) -> TradeTerm:
    """What one side would like; the other has three working days, and in silence the old terms stay.

    Takes the place of a proposal that is still open, whoever wrote that. `margin` is in basis points. Refused where
    the same holds already.
    """
    outlet = lock_shelf(uow, outlet_id)
    uow.demand(policies.TRADE, Between(producer_id, outlet.partner_id))
    uow.get(Producer, producer_id)
    term = Term(model, margin, days_to_pay, loss_on, invoicing)
    _check(term)
    before = term_between(uow.session, producer_id, outlet_id)
    _refuse_same(uow, producer_id, outlet_id, before, term)
    if (open_one := open_proposal(uow.session, producer_id, outlet_id, uow.now)) is not None:
        _reply(uow, open_one, TermAnswer.REPLACED)
    row = uow.add(
        TradeTerm(
            producer_id=producer_id,
            outlet_id=outlet_id,
            **term._asdict(),
            written_for=producer_id if uow.actor.at == producer_id else outlet.partner_id,
            written_by=uow.actor.user_id,
            written_at=uow.now,
            answer_by=answer_by(uow),
        )
    )
    _tell(uow, row, before, term)
    return row


def _refuse_same(
    uow: UnitOfWork, producer_id: ProducerId, outlet_id: OutletId, before: Term, term: Term
) -> None:
    if term == before and has_terms(uow.session, producer_id, outlet_id):
        raise Refused(_l("Ketentuan ini sudah berlaku; ubah sekurangnya satu."))


def answer_term(
    uow: UnitOfWork,
    producer_id: ProducerId,
    outlet_id: OutletId,
    term_id: int,
    *,
    agrees: bool,
    reason: str = "",
) -> TradeTerm:
    """The side that did not propose it agrees, and it holds for what is sent from now on; or it declines.

    Refused when it is not the open proposal any more, to the side that wrote it, and to an official who wrote it on
    behalf of the other. Raises NotFound where the two never had such a proposal.
    """
    outlet = lock_shelf(uow, outlet_id)
    uow.demand(policies.TRADE, Between(producer_id, outlet.partner_id))
    named = uow.get(TradeTerm, term_id)
    if (named.producer_id, named.outlet_id) != (producer_id, outlet_id):
        raise NotFound(f"terms {term_id}")
    proposal = open_proposal(uow.session, producer_id, outlet_id, uow.now)
    if proposal is None or proposal.id != term_id:
        raise Refused(_l("Usul ini sudah dijawab, diganti atau lewat batas waktunya."))
    mine = uow.actor.at == proposal.written_for or uow.actor.sits_in(proposal.written_for)
    wrote_it = uow.actor.on_behalf_of is not None and uow.actor.user_id == proposal.written_by
    if mine or wrote_it:
        raise Refused(_l("Ini usul Anda sendiri; pihak lain yang menjawab."))
    answer = TermAnswer.AGREED if agrees else TermAnswer.DECLINED
    _reply(uow, proposal, answer, reason.strip())
    uow.emit(
        TermsAnswered(
            term_id=proposal.id,
            producer_id=producer_id,
            outlet_id=outlet_id,
            answer=answer.value,
            reason=reason.strip(),
        )
    )
    return proposal


def _tell(uow: UnitOfWork, row: TradeTerm, before: Term, after: Term) -> None:
    uow.emit(
        TermsWritten(
            term_id=row.id,
            producer_id=row.producer_id,
            outlet_id=row.outlet_id,
            before=_figures(before),
            after=_figures(after),
        )
    )


def _reply(uow: UnitOfWork, term: TradeTerm, answer: TermAnswer, reason: str = "") -> None:
    uow.add(
        TermReply(
            term_id=term.id,
            answer=answer,
            reason=reason,
            answered_by=uow.actor.user_id,
            answered_at=uow.now,
        )
    )


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
        invoicing=term.invoicing.value,
    )

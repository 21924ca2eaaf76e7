"""Terms of trade: proposed by either side, and in force once the other agrees."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER, STAFF
from marketplace.ordering.events import TermsAnswered, TermsWritten
from marketplace.ordering.models.terms import TermReply, TradeTerm
from marketplace.ordering.services.terms import answer_term, propose_term
from marketplace.ordering.states import Side, TermAnswer, TradeModel
from marketplace.ordering.terms import DEFAULT_TERM, Term, term_between
from tests.conftest import NOW
from tests.factories.ordering import make_maker, make_term
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person

GIVEN = {"model": TradeModel.CONSIGNMENT, "margin": 2_000, "days_to_pay": 7, "loss_on": Side.SHOP}


@pytest.fixture
def sides(session):
    return make_maker(session), make_outlet(session, make_partner(session))


def propose(work, sides, at, **given):
    maker, outlet = sides
    with work(STAFF, at=at) as uow:
        return propose_term(uow, maker.id, outlet.id, **GIVEN | given)


def reply(work, sides, at, term, *, agrees=True, reason="", now=NOW):
    maker, outlet = sides
    with work(STAFF, at=at, now=now) as uow:
        answer_term(uow, maker.id, outlet.id, term.id, agrees=agrees, reason=reason)


def held(session, sides):
    return term_between(session, sides[0].id, sides[1].id)


def answers(session):
    return session.scalars(select(TermReply.answer).order_by(TermReply.term_id)).all()


def test_what_one_side_proposes_holds_once_the_other_agrees(session, work, heard, sides):
    maker, outlet = sides
    for by, other in ((maker.id, outlet.partner_id), (outlet.partner_id, maker.id)):
        before, days = held(session, sides), 7 if by == maker.id else 14
        term = propose(work, sides, by, days_to_pay=days)
        assert held(session, sides) == before
        reply(work, sides, other, term)
        assert held(session, sides) == Term(TradeModel.CONSIGNMENT, 2_000, days, Side.SHOP)

    first, second = session.scalars(select(TradeTerm).order_by(TradeTerm.id)).all()
    assert [first.written_for, second.written_for] == [maker.id, outlet.partner_id]
    assert (
        TermsAnswered(term_id=second.id, producer_id=maker.id, outlet_id=outlet.id, answer="agreed") in heard
    )
    assert (
        TermsWritten(
            term_id=second.id,
            producer_id=maker.id,
            outlet_id=outlet.id,
            before={
                "model": "consignment",
                "margin": 2_000,
                "days_to_pay": 7,
                "loss_on": "shop",
                "invoicing": "by_hand",
            },
            after={
                "model": "consignment",
                "margin": 2_000,
                "days_to_pay": 14,
                "loss_on": "shop",
                "invoicing": "by_hand",
            },
        )
        in heard
    )


def test_sixty_percent_and_a_year_hold_for_no_maker_that_did_not_agree(session, work, sides):
    maker, outlet = sides
    term = propose(work, sides, outlet.partner_id, margin=6_000, days_to_pay=365)
    with pytest.raises(Refused, match="pihak lain yang menjawab"):
        reply(work, sides, outlet.partner_id, term)

    assert held(session, sides) == DEFAULT_TERM
    reply(work, sides, maker.id, term, agrees=False, reason="terlalu lama")
    assert (held(session, sides), answers(session)) == (DEFAULT_TERM, [TermAnswer.DECLINED])


def test_silence_keeps_the_old_terms(session, work, sides):
    maker, outlet = sides
    term = propose(work, sides, maker.id)
    late = term.answer_by + timedelta(minutes=1)

    with pytest.raises(Refused, match="lewat batas waktunya"):
        reply(work, sides, outlet.partner_id, term, now=late)
    assert held(session, sides) == DEFAULT_TERM


def test_another_proposal_takes_the_place_of_the_one_before(session, work, sides):
    maker, outlet = sides
    first = propose(work, sides, outlet.partner_id, margin=2_500)
    second = propose(work, sides, maker.id, margin=1_500)
    with pytest.raises(Refused, match="diganti"):
        reply(work, sides, maker.id, first)
    reply(work, sides, outlet.partner_id, second)

    assert answers(session) == [TermAnswer.REPLACED, TermAnswer.AGREED]
    assert held(session, sides).margin == 1_500


def test_what_holds_already_is_not_proposed(work, sides):
    maker, outlet = sides
    reply(work, sides, outlet.partner_id, propose(work, sides, maker.id))
    with pytest.raises(Refused, match="sudah berlaku"):
        propose(work, sides, outlet.partner_id)


def test_terms_of_before_hold_marked(session, work, sides):
    make_term(session, *sides, margin=1_000, answer=TermAnswer.OLD_RULE)

    assert held(session, sides).margin == 1_000
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text("UPDATE term_replies SET answer = 'agreed'"))
    session.rollback()


def test_an_official_who_wrote_it_for_one_side_does_not_agree_for_the_other(session, work, sides):
    maker, outlet = sides
    officer = make_person(session)
    term = make_term(session, maker, outlet, answer=None, written_by=officer.id, answer_by=NOW)
    with (
        pytest.raises(Refused, match="pihak lain yang menjawab"),
        work(STAFF, at=outlet.partner_id) as uow,
    ):
        uow.actor = Actor(
            officer.id,
            at=outlet.partner_id,
            kind=PARTNER,
            seats=uow.actor.seats,
            on_behalf_of=outlet.partner_id,
        )
        answer_term(uow, maker.id, outlet.id, term.id, agrees=True)


@pytest.mark.parametrize(
    "field, value", [("margin", -1), ("margin", 10_000), ("days_to_pay", -1), ("days_to_pay", 366)]
)
def test_shares_and_days_stay_within_reason(session, work, sides, field, value):
    maker, outlet = sides

    with pytest.raises(Refused) as refusal, work(OWNER, at=maker.id) as uow:
        propose_term(uow, maker.id, outlet.id, **GIVEN | {field: value})

    assert refusal.value.field == field
    assert session.scalar(select(func.count()).select_from(TradeTerm)) == 0


def test_nobody_else_writes_them(session, work, sides):
    maker, outlet = sides
    other = make_maker(session)

    for role, at in ((OWNER, other.id), (OFFICER, 1)):
        with pytest.raises(Forbidden), work(role, at=at) as uow:
            propose_term(uow, maker.id, outlet.id, **GIVEN)


def test_a_maker_that_is_not_there_has_none(session, work, sides):
    _, outlet = sides

    with pytest.raises(NotFound), work(OWNER, at=outlet.partner_id) as uow:
        propose_term(uow, outlet.partner_id, outlet.id, **GIVEN)

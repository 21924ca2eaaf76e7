import pytest
from sqlalchemy import func, select

from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.events import TermsWritten
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.services.terms import write_term
from marketplace.ordering.states import Side, TradeModel
from marketplace.ordering.terms import Term, term_between
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner

GIVEN = {"model": TradeModel.CONSIGNMENT, "margin": 2_000, "days_to_pay": 7, "loss_on": Side.SHOP}


@pytest.fixture
def sides(session):
    return make_maker(session), make_outlet(session, make_partner(session))


def test_either_side_writes_them_and_what_was_before_stays_readable(session, work, heard, sides):
    maker, outlet = sides
    with work(STAFF, at=maker.id) as uow:
        write_term(uow, maker.id, outlet.id, **GIVEN)
    with work(OWNER, at=outlet.partner_id) as uow:
        write_term(uow, maker.id, outlet.id, **GIVEN | {"days_to_pay": 14})

    assert term_between(session, maker.id, outlet.id) == Term(TradeModel.CONSIGNMENT, 2_000, 14, Side.SHOP)
    rows = session.scalars(select(TradeTerm).order_by(TradeTerm.id)).all()
    assert [row.written_for for row in rows] == [maker.id, outlet.partner_id]
    assert heard[1] == TermsWritten(
        term_id=rows[1].id,
        producer_id=maker.id,
        outlet_id=outlet.id,
        before={"model": "consignment", "margin": 2_000, "days_to_pay": 7, "loss_on": "shop"},
        after={"model": "consignment", "margin": 2_000, "days_to_pay": 14, "loss_on": "shop"},
    )


@pytest.mark.parametrize(
    "field, value", [("margin", -1), ("margin", 10_000), ("days_to_pay", -1), ("days_to_pay", 366)]
)
def test_shares_and_days_stay_within_reason(session, work, sides, field, value):
    maker, outlet = sides

    with pytest.raises(Refused) as refusal, work(OWNER, at=maker.id) as uow:
        write_term(uow, maker.id, outlet.id, **GIVEN | {field: value})

    assert refusal.value.field == field
    assert session.scalar(select(func.count()).select_from(TradeTerm)) == 0


def test_nobody_else_writes_them(session, work, sides):
    maker, outlet = sides
    other = make_maker(session)

    for role, at in ((OWNER, other.id), (OFFICER, 1)):
        with pytest.raises(Forbidden), work(role, at=at) as uow:
            write_term(uow, maker.id, outlet.id, **GIVEN)


def test_a_maker_that_is_not_there_has_none(session, work, sides):
    _, outlet = sides

    with pytest.raises(NotFound), work(OWNER, at=outlet.partner_id) as uow:
        write_term(uow, outlet.partner_id, outlet.id, **GIVEN)

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.billing.delivery_rules import delivery_fee, delivery_rules, state_delivery_rule
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from tests.factories.billing import TODAY
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner


@pytest.fixture
def state(session, work):
    maker = make_maker(session)

    def state(**given):
        known = {"since": TODAY, "fee": 15_000, "free_from": 200_000}
        with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
            state_delivery_rule(uow, maker.id, **known | given)
        return delivery_rules(session, maker.id)

    state.maker = maker
    return state


def test_the_newest_of_the_latest_day_stands_first(state):
    state(fee=1), state(fee=2), state(fee=3, since=date(2026, 12, 1), free_from=None)
    assert [rule.fee for rule in state(fee=4)] == [3, 4, 2, 1]


@pytest.mark.parametrize(
    "wrong, field",
    [({"since": date(2026, 11, 23)}, "since"), ({"fee": -1}, "fee"), ({"free_from": 0}, "free_from")],
)
def test_what_makes_no_sense_is_refused_at_its_field(state, wrong, field):
    with pytest.raises(Refused) as refusal:
        state(**wrong)
    assert refusal.value.field == field


def test_a_shop_states_none(session, work, state):
    shop = make_partner(session)
    with pytest.raises(Forbidden), work(OWNER, at=shop.id, kind=PARTNER) as uow:
        state_delivery_rule(uow, state.maker.id, since=TODAY, fee=0, free_from=None)


@pytest.mark.parametrize("change", ["UPDATE delivery_rules SET fee = 1", "DELETE FROM delivery_rules"])
def test_the_database_keeps_what_was_stated(session, state, change):
    state()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


@pytest.mark.parametrize(
    "fee, free_from, owed",
    [(None, None, 0), (0, None, 0), (15_000, None, 15_000), (15_000, 100_001, 15_000), (15_000, 100_000, 0)],
)
def test_a_fee_is_asked_below_the_sum_from_which_it_is_free(fee, free_from, owed):
    assert delivery_fee(100_000, fee, free_from) == owed

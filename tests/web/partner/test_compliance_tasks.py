import pytest

from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OWNER
from tests.factories.circulars import make_circular, make_clause
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase


@pytest.fixture
def partner(session):
    make_circular(session, make_clause("producer_breadth", 3, code="4b"))
    return make_partner(session)


@pytest.fixture
def running():
    return Month.of(clock.day_of(clock.now()))


@pytest.fixture
def home(as_seat, partner):
    return lambda: as_seat(OWNER, at=partner.id).open("/partner/").text


def test_a_missing_declaration_of_the_last_month_waits_until_it_is_filed(session, home, partner, running):
    make_purchase(session, partner, bought_on=running.previous.first_day)
    assert "Tanpa total belanja" in home()


def test_once_filed_it_is_gone(session, home, partner, running):
    make_purchase(session, partner, bought_on=running.previous.first_day)
    declare(session, partner, month=str(running.previous))
    assert "Tanpa total belanja" not in home()


def test_what_the_running_month_lacks_is_told_with_its_day(session, home, partner, running):
    make_purchase(session, partner, make_maker(session), bought_on=running.first_day)
    assert "Jumlah pembuat lokal: kurang 2 pembuat" in home()


def test_what_is_met_asks_for_nothing(session, home, partner, running):
    for _ in range(3):
        make_purchase(session, partner, make_maker(session), bought_on=running.first_day)
    assert "Jumlah pembuat lokal: kurang" not in home()

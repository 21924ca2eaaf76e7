from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.seats import create_organisation
from marketplace.app import REACTIONS
from marketplace.demo.city import THE_SYSTEM, City, Person, spread
from marketplace.journal.models import JournalEntry
from marketplace.kernel.actor import Actor
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import UserId
from marketplace.kernel.roles import PARTNER
from tests.conftest import NOW
from tests.day import moment
from tests.factories.producers import make_person

VISITOR = Person("Orang", Actor(user_id=UserId(1)))


@pytest.fixture
def city(session):
    return City(session, bus=Bus(*REACTIONS), tools=None, now=NOW, seed=1)


def founding(name):
    return lambda uow: create_organisation(uow, PARTNER, name)


def names(session):
    return session.scalars(select(Organisation.name).filter_by(kind=PARTNER).order_by(Organisation.id)).all()


def test_deeds_are_played_in_the_order_of_their_moments(city, session):
    city.plan(THE_SYSTEM, date(2026, 6, 2), founding("kedua"))
    city.plan(THE_SYSTEM, date(2026, 6, 2), founding("ketiga"), hour=10)
    city.plan(THE_SYSTEM, date(2026, 6, 1), founding("pertama"))
    city.play()
    assert names(session) == ["pertama", "kedua", "ketiga"]


def test_what_lies_ahead_of_now_is_left_undone(city, session):
    city.plan(THE_SYSTEM, date(2026, 11, 25), founding("besok"))
    city.plan(THE_SYSTEM, date(2026, 11, 24), founding("nanti"), hour=17)
    city.play()
    assert names(session) == []


def test_a_deed_may_plan_the_next_one(city, session):
    def first(uow):
        founding("induk")(uow)
        city.plan(THE_SYSTEM, date(2026, 6, 3), founding("anak"))

    city.plan(THE_SYSTEM, date(2026, 6, 1), first)
    city.plan(THE_SYSTEM, date(2026, 6, 5), founding("cucu"))
    city.play()
    assert names(session) == ["induk", "anak", "cucu"]


def test_it_can_stop_on_a_day(city, session):
    city.plan(THE_SYSTEM, date(2026, 6, 1), founding("dulu"), hour=23)
    city.plan(THE_SYSTEM, date(2026, 6, 2), founding("kemudian"), hour=0)
    city.play(until=date(2026, 6, 1))
    assert names(session) == ["dulu"]
    city.play()
    assert names(session) == ["dulu", "kemudian"]


def test_the_journal_tells_who_did_it_and_when(city, session):
    person = Person("Tini", Actor(user_id=make_person(session).id))
    city.plan(person, date(2026, 6, 1), founding("toko"), hour=9, minute=30)
    city.play()
    entry = session.scalars(select(JournalEntry)).one()
    assert entry.user_id == person.actor.user_id
    assert entry.at == datetime(2026, 6, 1, 2, 30, tzinfo=UTC)


def test_what_one_person_does_at_one_moment_stands_or_falls_together(city, session):
    def fail(uow):
        raise RuntimeError("no")

    city.plan(THE_SYSTEM, date(2026, 6, 1), founding("toko"))
    city.plan(THE_SYSTEM, date(2026, 6, 1), fail)
    with pytest.raises(RuntimeError):
        city.play()
    assert names(session) == []


def test_its_months_are_the_six_up_to_the_last_full_one(city):
    assert [str(month) for month in city.months] == [f"2026-{number:02}" for number in range(5, 11)]


def test_working_days_are_found_forwards_and_backwards(city):
    saturday = date(2026, 11, 21)
    assert city.workday(saturday) == date(2026, 11, 23)
    assert city.workday(date(2026, 11, 24)) == date(2026, 11, 24)
    assert city.workday_before(date(2026, 11, 24), 3) == date(2026, 11, 19)
    assert city.workday_before(saturday, 1) == date(2026, 11, 20)


def test_what_came_in_lately_came_on_a_working_day_that_is_over(city):
    friday = date(2026, 11, 20)
    assert [city.workday_ago(days) for days in (1, 2, 3, 4)] == [date(2026, 11, 23), friday, friday, friday]


def test_what_is_done_today_is_done_however_early_it_is(session):
    city = City(session, bus=Bus(*REACTIONS), tools=None, now=moment("2026-11-24T00:10"), seed=1)
    city.plan_today(THE_SYSTEM, founding("kedua"), tenths=9)
    city.plan_today(THE_SYSTEM, founding("pertama"), tenths=1)
    city.play()
    assert names(session) == ["pertama", "kedua"]


def test_days_are_spread_from_the_first_to_the_last():
    days = list(spread(date(2026, 1, 1), date(2026, 1, 31), 4))
    assert days == [date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 21), date(2026, 1, 31)]
    assert list(spread(date(2026, 1, 1), date(2026, 1, 31), 1)) == [date(2026, 1, 1)]

"""A seat with a planned end is held until that moment and not a second longer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.events import SeatEnded, SeatEndPlanned
from marketplace.accounts.models import Seat, SignIn
from marketplace.accounts.queries import live_session, seats, seats_of, unready_people
from marketplace.accounts.seated import SeatList, to_help
from marketplace.accounts.services.seats import (
    create_organisation,
    create_user,
    end_seat,
    give_seat,
    plan_end,
)
from marketplace.accounts.services.signing_in import OFFICE_LIFE, choose_organisation, open_session
from marketplace.db.base import UtcDateTime
from marketplace.kernel.clock import close_of, day_of
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN
from tests.conftest import NOW

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def sri(work, business, tini, person):
    """Staff of the business until tomorrow."""
    user_id = person()
    with work() as uow:
        give_seat(uow, user_id, business, STAFF, until=NOW + DAY)
    return user_id


def seat_of(session, user_id):
    return session.query(Seat).filter_by(user_id=user_id).one()


def roles_at(session, user_id, now):
    return [seat.role for seat in seats(session, user_id, now)]


def test_it_is_held_until_the_very_moment(session, sri):
    assert roles_at(session, sri, NOW) == [STAFF]
    assert roles_at(session, sri, NOW + DAY - SECOND) == [STAFF]
    assert roles_at(session, sri, NOW + DAY) == []
    assert seats_of(session, [sri], NOW + DAY) == {sri: []}
    assert roles_at(session, sri, NOW - SECOND) == []  # nor before it began


def test_nobody_waits_for_whoever_has_left(session, work, business, tini):
    with work() as uow:
        budi = create_user(uow, "Budi", "budi@contoh.id").id
        give_seat(uow, budi, business, STAFF, until=NOW + DAY)
    assert [one.name for one in unready_people(session, NOW)] == ["Budi"]
    assert unready_people(session, NOW + DAY) == []


def test_a_session_ends_with_it(session, work, sri):
    with work() as uow:
        opened = open_session(uow, sri, device="", address="")
    assert live_session(session, opened.token, NOW + DAY - SECOND)
    assert live_session(session, opened.token, NOW + DAY) is None


def test_a_session_that_is_open_already_ends_with_it_too(session, work, business, tini, person):
    sri = person(STAFF, at=business)
    with work() as uow:
        opened = open_session(uow, sri, device="", address="")
    with work() as uow:
        plan_end(uow, seat_of(session, sri).id, NOW + HOUR)
    assert live_session(session, opened.token, NOW + HOUR - SECOND)
    assert live_session(session, opened.token, NOW + HOUR) is None


def test_switching_there_shortens_the_session_to_it(session, work, as_user, business, office, tini):
    with work() as uow:
        give_seat(uow, tini, office, AUDITOR, until=NOW + HOUR)
        opened = open_session(uow, tini, device="", address="")
        public_id = uow.session.execute(
            text("SELECT public_id FROM organisations WHERE kind = 'office'")
        ).scalar()
    with as_user(tini) as uow:
        choose_organisation(uow, opened.sign_in_id, public_id)
    ends = session.get(SignIn, opened.sign_in_id, populate_existing=True).expires_at
    assert ends == NOW + HOUR < NOW + OFFICE_LIFE


def test_planning_is_a_fact_and_can_be_taken_back(session, work, business, sri, heard):
    seat_id = seat_of(session, sri).id
    with work(OWNER, at=business, kind=PRODUCER) as uow:
        plan_end(uow, seat_id, NOW + HOUR)
    told = {"organisation_id": business, "user_id": sri, "role": "staff"}
    assert heard[-1] == SeatEndPlanned(**told, until_at=(NOW + HOUR).isoformat())
    with work(OWNER, at=business, kind=PRODUCER) as uow:
        plan_end(uow, seat_id, None)
    assert heard[-1] == SeatEndPlanned(**told, until_at=None)
    assert roles_at(session, sri, NOW + 1000 * DAY) == [STAFF]
    before = len(heard)
    with work() as uow:
        plan_end(uow, seat_id, None)
    assert len(heard) == before


def test_giving_the_seat_again_for_good_takes_the_plan_back(session, work, business, sri):
    with work() as uow:
        give_seat(uow, sri, business, STAFF)
    assert seat_of(session, sri).until_at is None


def test_it_may_still_end_earlier_but_not_twice(session, work, sri, heard, business):
    seat_id = seat_of(session, sri).id
    with work(now=NOW + HOUR) as uow:
        end_seat(uow, seat_id)
    assert heard[-1] == SeatEnded(organisation_id=business, user_id=sri, role="staff")
    assert roles_at(session, sri, NOW + HOUR) == []
    for act in (end_seat, lambda uow, number: plan_end(uow, number, NOW + 2 * DAY)):
        with pytest.raises(Refused, match="sudah berakhir"), work(now=NOW + HOUR) as uow:
            act(uow, seat_id)


def test_one_that_came_to_its_end_is_over(session, work, sri):
    with pytest.raises(Refused, match="sudah berakhir"), work(now=NOW + DAY) as uow:
        end_seat(uow, seat_of(session, sri).id)


def test_after_it_the_seat_may_be_given_anew(session, work, business, sri):
    with work(now=NOW + DAY) as uow:
        give_seat(uow, sri, business, STAFF)
    assert session.query(Seat).filter_by(user_id=sri).count() == 2


@pytest.mark.parametrize("until", [NOW, NOW - SECOND])
def test_an_end_lies_ahead(session, work, business, sri, until):
    with pytest.raises(Refused) as refused, work() as uow:
        plan_end(uow, seat_of(session, sri).id, until)
    assert refused.value.field == "last_day"


def test_the_last_owner_for_good_stays(session, work, business, tini, person, office):
    admin = person(SYSADMIN, at=office)
    for last in (tini, admin):
        with pytest.raises(Refused, match="terakhir tidak dapat dilepas"), work() as uow:
            plan_end(uow, seat_of(session, last).id, NOW + DAY)
    other = person()
    with work() as uow:
        give_seat(uow, other, business, OWNER, until=NOW + DAY)
    with pytest.raises(Refused, match="terakhir tidak dapat dilepas"), work() as uow:
        end_seat(uow, seat_of(session, tini).id)  # tomorrow nobody would be left
    with work() as uow:
        give_seat(uow, other, business, OWNER)
        plan_end(uow, seat_of(session, tini).id, NOW + DAY)
    assert roles_at(session, tini, NOW + DAY) == []


def test_a_business_never_begins_with_an_owner_who_leaves(work, person):
    with work() as uow:
        made = create_organisation(uow, PARTNER, "Toko").id
    with pytest.raises(Refused, match="terakhir"), work() as uow:
        give_seat(uow, person(), made, OWNER, until=NOW + DAY)


def test_a_stranger_plans_nothing(session, work, sri, business):
    with pytest.raises(Forbidden), work(OWNER, at=business + 1, kind=PRODUCER) as uow:
        plan_end(uow, seat_of(session, sri).id, None)
    with pytest.raises(NotFound), work() as uow:
        plan_end(uow, 999_999, None)


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [
        (HOUR, None, False),
        (-DAY, timedelta(0), True),
        (-DAY, SECOND, False),
        (DAY, None, True),
        (DAY - SECOND, 2 * DAY, False),
        (DAY, 2 * DAY, True),
    ],
)
def test_the_database_refuses_two_at_the_same_time(session, sri, starts, ends, fits):
    """[D] Whoever speaks to it: one seat of a person in a role at a time, whatever is planned."""
    kept = seat_of(session, sri)
    add = text(
        "INSERT INTO seats (user_id, organisation_id, role, from_at, until_at)"
        " SELECT user_id, organisation_id, role, :starts, :ends FROM seats WHERE id = :id"
    ).bindparams(bindparam("starts", type_=UtcDateTime()), bindparam("ends", type_=UtcDateTime()))
    values = {"starts": NOW + starts, "ends": NOW + ends if ends is not None else None, "id": kept.id}
    if fits:
        session.execute(add, values)
    else:
        with pytest.raises(IntegrityError, match="sits there in this role already"):
            session.execute(add, values)


def test_the_database_refuses_to_move_one_into_another(session, work, business, sri):
    with work(now=NOW + DAY) as uow:
        give_seat(uow, sri, business, STAFF)
    with pytest.raises(IntegrityError, match="sits there in this role already"):
        session.execute(
            text("UPDATE seats SET until_at = NULL WHERE user_id = :user AND until_at IS NOT NULL"),
            {"user": sri},
        )


def test_who_sits_there_is_listed_owners_first_with_their_ends(session, work, business, tini, sri):
    def listed(now):
        return SeatList(organisation_id=business, now=now).page(session).rows

    assert [(row.user_id, row.role, row.until_at, row.ready) for row in listed(NOW)] == [
        (tini, OWNER, None, True),
        (sri, STAFF, NOW + DAY, True),
    ]
    assert [row.user_id for row in listed(NOW + DAY)] == [tini]


def test_only_people_without_an_address_are_helped_by_hand(work, business, tini, sri, office):
    with work() as uow:
        budi = create_user(uow, "Budi", None, "0812 3456 7890").id
        give_seat(uow, budi, business, STAFF)
    for actor in (
        work(OWNER, at=business, kind=PRODUCER, user_id=tini),
        work(OFFICER, at=office),
    ):
        rows = SeatList(organisation_id=business, now=NOW).page(actor.session).rows
        held = seats_of(actor.session, [row.user_id for row in rows], NOW)
        assert to_help(actor, rows, held) == {budi}


def test_a_day_is_over_at_midnight_in_metro():
    day = day_of(NOW)
    assert close_of(day) == datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    assert day_of(close_of(day) - SECOND) == day
    assert day_of(close_of(day)) == day + DAY

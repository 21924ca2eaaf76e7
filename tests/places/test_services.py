"""The office's list of holidays."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, PARTNER, SYSADMIN, VIEWER
from marketplace.ordering.models.orders import Order
from marketplace.places.calendar import is_workday, workdays_after
from marketplace.places.events import HolidayAdded, HolidayChanged, HolidayConfirmed, HolidayRemoved
from marketplace.places.models import Holiday
from marketplace.places.queries import holidays_of, years_listed
from marketplace.places.services import add_holiday, confirm_holidays, remove_holiday, rename_holiday
from tests.factories.ordering import ANSWER_BY, make_order

WEDNESDAY, CHRISTMAS, PAST = date(2026, 12, 30), date(2026, 12, 25), date(2026, 8, 17)
DECREE = "SKB 3 Menteri Nomor 1497 Tahun 2025"


@pytest.fixture
def officer(work):
    return lambda: work(OFFICER, at=1)


def listed(session, day):
    session.rollback()
    return session.get(Holiday, day)


def test_a_day_that_is_added_is_no_working_day_at_once(session, officer, heard):
    with officer() as uow:
        assert is_workday(uow.session, WEDNESDAY)
        add_holiday(uow, WEDNESDAY, name="Cuti bersama")
        assert not is_workday(uow.session, WEDNESDAY)

    assert workdays_after(session, date(2026, 12, 29), 1) == date(2026, 12, 31)
    assert not listed(session, WEDNESDAY).confirmed
    assert heard == [HolidayAdded(year_id=2026, day="2026-12-30", holiday="Cuti bersama")]


@pytest.mark.parametrize("day, says", [(PAST, "sudah lewat"), (CHRISTMAS, "Kelahiran Yesus Kristus")])
def test_what_is_over_or_there_already_is_not_added(session, officer, day, says):
    with pytest.raises(Refused, match=says) as refusal, officer() as uow:
        add_holiday(uow, day, name="Libur")
    assert refusal.value.field == "day"
    assert len(holidays_of(session, 2026)) == 17


def test_a_deadline_that_runs_keeps_its_day(session, officer):
    order_id = make_order(session).id
    friday = date(2026, 11, 27)
    with officer() as uow:
        add_holiday(uow, friday, name="Pilkada")
    assert session.get(Order, order_id, populate_existing=True).answer_by == ANSWER_BY
    assert workdays_after(session, date(2026, 11, 24), 3) == date(2026, 11, 30)


def test_another_name_has_to_be_confirmed_anew(session, officer, heard):
    with officer() as uow:
        confirm_holidays(uow, 2026, source=DECREE)
        rename_holiday(uow, CHRISTMAS, name="Natal")
        rename_holiday(uow, CHRISTMAS, name="Natal")
    row = listed(session, CHRISTMAS)
    assert (row.name, row.confirmed, row.source) == ("Natal", False, "")
    fact = HolidayChanged(year_id=2026, day="2026-12-25", holiday="Natal", before="Kelahiran Yesus Kristus")
    assert heard[1:] == [fact]


def test_all_days_of_a_year_are_confirmed_with_their_source(session, officer, heard):
    with officer() as uow:
        add_holiday(uow, date(2027, 1, 1), name="Tahun Baru")
        confirm_holidays(uow, 2026, source=DECREE)

    rows = holidays_of(session, 2026)
    assert {(row.confirmed, row.source) for row in rows} == {(True, DECREE)}
    assert [row.confirmed for row in holidays_of(session, 2027)] == [False]
    days = [row.day.isoformat() for row in rows]
    assert heard[1:] == [HolidayConfirmed(year_id=2026, days=days, source=DECREE)]
    with pytest.raises(Refused, match="sudah dicocokkan"), officer() as uow:
        confirm_holidays(uow, 2026, source=DECREE)


def test_a_day_that_is_removed_is_a_working_day_again(session, officer, heard):
    with officer() as uow:
        assert not is_workday(uow.session, CHRISTMAS)
        remove_holiday(uow, CHRISTMAS, reason="Salah tanggal")
        assert is_workday(uow.session, CHRISTMAS)
    assert listed(session, CHRISTMAS) is None
    gone = HolidayRemoved(
        year_id=2026, day="2026-12-25", holiday="Kelahiran Yesus Kristus", reason="Salah tanggal"
    )
    assert heard == [gone]


def test_a_day_that_is_over_stays(officer):
    with pytest.raises(Refused, match="tetap tercatat"), officer() as uow:
        remove_holiday(uow, PAST, reason="Salah")


@pytest.mark.parametrize("act", [rename_holiday, remove_holiday])
def test_a_day_that_is_not_listed_is_not_there(officer, act):
    given = {"name": "x"} if act is rename_holiday else {"reason": "x"}
    with pytest.raises(NotFound), officer() as uow:
        act(uow, WEDNESDAY, **given)


@pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER, SYSADMIN, OWNER])
def test_only_officers_keep_the_list(work, role):
    given = {"at": 7, "kind": PARTNER} if role is OWNER else {"at": 1}
    for act in (
        lambda uow: add_holiday(uow, WEDNESDAY, name="x"),
        lambda uow: rename_holiday(uow, CHRISTMAS, name="x"),
        lambda uow: confirm_holidays(uow, 2026, source="x"),
        lambda uow: remove_holiday(uow, CHRISTMAS, reason="x"),
    ):
        with pytest.raises(Forbidden), work(role, **given) as uow:
            act(uow)


def test_the_years_that_are_listed_are_known(session, officer):
    assert years_listed(session) == [2026]
    with officer() as uow:
        add_holiday(uow, date(2027, 1, 1), name="Tahun Baru")
    assert years_listed(session) == [2026, 2027]
    assert [row.weekend for row in holidays_of(session, 2026)].count(True) == 4


def test_the_database_keeps_one_row_for_a_day(session):
    with pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO holidays VALUES ('2026-12-25', 'Natal', '', false)"))


def test_midnight_in_metro_is_where_a_day_ends(work, session):
    """At half past five in the afternoon UTC it is the next day already."""
    late = datetime(2026, 12, 30, 17, 30, tzinfo=UTC)
    with pytest.raises(Refused, match="sudah lewat"), work(OFFICER, at=1, now=late) as uow:
        add_holiday(uow, WEDNESDAY, name="Cuti bersama")

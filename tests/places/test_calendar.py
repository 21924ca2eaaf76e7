"""Working days after the office's list."""

from datetime import date

import pytest
from sqlalchemy import event, func, select, text

from marketplace.places.calendar import forget, holidays, is_workday, workdays_after
from marketplace.places.models import Holiday

THURSDAY = date(2026, 12, 24)  # Christmas is a Friday


@pytest.fixture
def statements(engine):
    """The statements that read the list."""
    heard = []

    @event.listens_for(engine, "before_cursor_execute")
    def record(connection, cursor, statement, *rest):
        if "FROM holidays" in statement:
            heard.append(statement)

    return heard


def test_the_holidays_of_2026_stand_from_the_beginning_and_nobody_has_confirmed_them(session):
    assert session.scalar(select(func.count()).select_from(Holiday)) == 17
    assert session.scalars(select(Holiday).filter_by(confirmed=True)).all() == []
    assert session.get(Holiday, date(2026, 12, 25)).name == "Kelahiran Yesus Kristus"


@pytest.mark.parametrize(
    "day, count, expected",
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),  # Tuesday to Friday
        (date(2026, 11, 26), 3, date(2026, 12, 1)),  # over a weekend
        (THURSDAY, 1, date(2026, 12, 28)),  # over Christmas and a weekend
        (date(2026, 3, 18), 3, date(2026, 3, 24)),  # Nyepi on the Thursday, Idulfitri on the weekend
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # a year nobody has filled in has weekends only
        (date(2026, 12, 25), 0, date(2026, 12, 25)),
    ],
)
def test_weekends_and_the_days_of_the_list_do_not_count(session, day, count, expected):
    assert workdays_after(session, day, count) == expected


def test_a_day_that_is_added_counts_from_the_next_transaction_on(session):
    assert is_workday(session, THURSDAY)
    session.rollback()
    session.execute(text("INSERT INTO holidays VALUES ('2026-12-24', 'Cuti bersama', '', false)"))
    session.commit()

    assert not is_workday(session, THURSDAY)
    assert workdays_after(session, date(2026, 12, 23), 1) == date(2026, 12, 28)


def test_the_list_is_read_once_however_often_it_is_asked(session, statements):
    for number in range(1, 20):
        workdays_after(session, date(2026, 11, number), number)
        is_workday(session, date(2026, 12, number))
    assert len(statements) == 1


def test_a_change_within_the_transaction_is_seen_once_the_list_is_forgotten(session, statements):
    assert THURSDAY not in holidays(session)
    session.add(Holiday(day=THURSDAY, name="Cuti bersama"))
    session.flush()
    forget(session)
    assert THURSDAY in holidays(session)
    assert len(statements) == 2

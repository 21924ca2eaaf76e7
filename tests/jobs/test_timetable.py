from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from marketplace.db.outbox import Outbox
from marketplace.jobs.kinds.base import JOBS
from marketplace.jobs.timetable import DAILY, write_due

AT_TWO = {"tidy_accounts": time(2, 0)}
TWO_IN_METRO = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)  # 24 November, 02.00 WIB


def plan(work, session, now):
    with work(now=now) as uow:
        write_due(uow, AT_TWO)
    return len(session.scalars(select(Outbox)).all())


def test_a_job_starts_at_its_hour_in_metro_once_a_day(work, session):
    assert plan(work, session, TWO_IN_METRO - timedelta(minutes=1)) == 0
    assert plan(work, session, TWO_IN_METRO) == 1
    assert plan(work, session, TWO_IN_METRO + timedelta(hours=20)) == 1
    assert plan(work, session, TWO_IN_METRO + timedelta(days=1)) == 2


def test_a_missed_hour_is_caught_up_the_same_day(work, session):
    assert plan(work, session, TWO_IN_METRO + timedelta(hours=9)) == 1


@pytest.mark.parametrize("job", DAILY)
def test_every_line_names_a_job(job):
    assert job in JOBS


@pytest.mark.parametrize("name", JOBS)
def test_every_job_says_what_twice_does(name):
    assert JOBS[name].__doc__

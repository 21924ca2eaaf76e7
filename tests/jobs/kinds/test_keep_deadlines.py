from datetime import UTC, datetime

from marketplace.jobs.kinds.base import JOBS
from marketplace.jobs.timetable import DAILY
from marketplace.ordering.states import AGREED, CANCELLED, PLACED, SENT
from tests.factories.ordering import make_handover, make_order

LATE = datetime(2026, 11, 27, 10, 5, tzinfo=UTC)  # five past five in Metro


def test_what_nobody_answered_in_time_lapses_or_counts(session, work):
    order, handover = make_order(session), make_handover(session)

    with work() as uow:
        JOBS["keep_deadlines"](uow, None)
    assert (order.state, handover.state) == (PLACED, SENT)

    for _ in range(2):
        with work(now=LATE) as uow:
            JOBS["keep_deadlines"](uow, None)
    assert (order.state, handover.state, handover.deemed) == (CANCELLED, AGREED, True)


def test_it_runs_every_day_after_deadlines():
    assert "keep_deadlines" in DAILY

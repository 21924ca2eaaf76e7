from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.outbox import Outbox, undelivered
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.delivery import Delivery
from marketplace.jobs.kinds import keep_deadlines
from marketplace.jobs.kinds.base import JOBS
from marketplace.jobs.timetable import DAILY
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER
from marketplace.ordering.events import OrderCancelled
from marketplace.ordering.services.answering import confirm_order
from marketplace.ordering.states import AGREED, CANCELLED, CONFIRMED, PLACED, SENT
from tests.factories.ordering import make_handover, make_order

LATE = datetime(2026, 11, 27, 10, 5, tzinfo=UTC)  # five past five in Metro


@pytest.fixture
def written(session):
    """The rows that wait, as (job, payload)."""

    def written():
        session.rollback()
        return [(row.job, row.payload) for row in session.scalars(select(Outbox).order_by(Outbox.id))]

    return written


@pytest.fixture
def worker(engine, queue):
    """Does whatever waits until nothing does; `broken` are orders that cannot be cancelled."""

    def work_on(now=LATE, broken=()):
        def refuse(uow, fact):
            if fact.order_id in broken:
                raise RuntimeError("this one cannot be cancelled")

        @contextmanager
        def system():
            with Session(engine) as session:
                bus = Bus({OrderCancelled: [refuse]})
                yield UnitOfWork(session, actor=SYSTEM, now=now, bus=bus, queue=queue)

        delivery = Delivery(system, SimpleNamespace(queue=queue))
        with system() as unit:
            rows = undelivered(unit.session, before=now + timedelta(seconds=1), now=now)
        for row_id in rows:
            delivery.deliver(row_id)
        if rows:
            work_on(now, broken)

    return work_on


def begin(work, now=LATE):
    with work(now=now) as uow:
        uow.later("keep_deadlines")


def test_what_nobody_answered_in_time_lapses_or_counts(session, work, worker):
    order, handover = make_order(session), make_handover(session)
    on_time = order.answer_by

    begin(work, on_time)
    worker(on_time)
    assert (order.state, handover.state) == (PLACED, SENT)

    for _ in range(2):
        begin(work)
        worker()
        session.rollback()
        assert (order.state, handover.state, handover.deemed) == (CANCELLED, AGREED, True)


def test_one_that_fails_leaves_the_others_done_and_is_tried_again(session, work, worker):
    orders, handover = [make_order(session) for _ in range(3)], make_handover(session)
    broken = orders[1].id
    begin(work)
    worker(broken=[broken])
    session.rollback()

    assert [order.state for order in orders] == [CANCELLED, PLACED, CANCELLED]
    assert handover.state is AGREED
    (row,) = session.scalars(select(Outbox).where(Outbox.delivered_at.is_(None)))
    assert (row.job, row.payload, row.trouble) == (
        "cancel_unanswered_order",
        {"order_id": broken},
        "RuntimeError",
    )

    worker(row.next_try_at)
    session.rollback()
    assert orders[1].state is CANCELLED


def test_an_answer_that_comes_before_its_turn_holds(session, work, worker):
    order = make_order(session)
    with work(now=LATE) as uow:
        JOBS["keep_deadlines"](uow, None)
    with work(OWNER, at=order.producer_id, now=LATE) as uow:
        confirm_order(uow, order.id)
    worker()

    session.rollback()
    assert order.state is CONFIRMED


def test_many_are_found_in_slices_of_which_each_is_a_row(session, work, worker, written, monkeypatch):
    monkeypatch.setattr(keep_deadlines, "SLICE", 2)
    orders, handover = [make_order(session) for _ in range(5)], make_handover(session)
    with work(now=LATE) as uow:
        JOBS["keep_deadlines"](uow, None)

    assert written() == [
        ("cancel_unanswered_order", {"order_id": orders[0].id}),
        ("cancel_unanswered_order", {"order_id": orders[1].id}),
        ("keep_deadlines", {"only": "cancel_unanswered_order", "after": orders[1].id}),
        ("agree_unanswered_handover", {"handover_id": handover.id}),
    ]

    worker()
    session.rollback()
    assert {order.state for order in orders} == {CANCELLED}
    assert sum(job == "keep_deadlines" for job, _ in written()) == 2


def test_it_runs_every_day_after_deadlines():
    assert "keep_deadlines" in DAILY

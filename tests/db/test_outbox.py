from datetime import timedelta

import pytest
from sqlalchemy import event, select, text

from marketplace.db import outbox
from marketplace.db.outbox import (
    DELIVERED_KEPT,
    GIVEN_UP_KEPT,
    LONGEST_PAUSE,
    MOST_TRIES,
    TOLD_FOR,
    Outbox,
    backlog,
    given_up,
    last_done,
    prune,
    undelivered,
)
from marketplace.jobs.timetable import due
from tests.conftest import NOW

DAY = timedelta(days=1)


def row(**given):
    return Outbox(**{"job": "send_mail", "payload": {}, "written_at": NOW - timedelta(minutes=10)} | given)


def test_pauses_double_up_to_a_limit_and_then_a_person_has_to_look():
    letter, pauses = row(), []
    for tries in range(1, MOST_TRIES + 1):
        letter.tries = tries
        letter.failed(NOW, "ConnectionError")
        pauses.append(letter.next_try_at - NOW)

    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) <= LONGEST_PAUSE
    assert (letter.given_up_at, letter.trouble) == (NOW, "ConnectionError")


def test_of_what_is_given_up_only_ids_are_left():
    payload = {"to": "tini@contoh.id", "body": "Rahasia: 12345", "attachment_id": 7, "product_ids": [1, 2]}
    lost = row(payload=payload, tries=MOST_TRIES - 1)
    lost.failed(NOW, "ConnectionError")
    assert lost.payload == payload
    lost.tries = MOST_TRIES
    lost.failed(NOW, "ConnectionError")

    assert lost.payload == {"attachment_id": 7, "product_ids": [1, 2]}


def test_a_row_is_due_until_it_is_done_or_given_up():
    assert row().is_due(NOW)
    assert row(next_try_at=NOW).is_due(NOW)
    assert not row(next_try_at=NOW + timedelta(seconds=1)).is_due(NOW)
    assert not row(delivered_at=NOW).is_due(NOW)
    assert not row(given_up_at=NOW).is_due(NOW)


def test_what_was_left_is_found_and_nothing_else(session):
    left, failed = row(), row(next_try_at=NOW - timedelta(minutes=1))
    others = [
        row(delivered_at=NOW),
        row(given_up_at=NOW),
        row(written_at=NOW),
        row(next_try_at=NOW + timedelta(hours=1)),
    ]
    session.add_all([left, failed, *others])
    session.commit()

    assert undelivered(session, before=NOW - timedelta(minutes=2), now=NOW) == [left.id, failed.id]


def test_what_was_given_up_is_told_for_a_week_by_job(session):
    ago = [
        ("send_mail", DAY),
        ("send_mail", TOLD_FOR),
        ("index_products", DAY),
        ("send_mail", TOLD_FOR + DAY),
    ]
    session.add_all(row(job=job, given_up_at=NOW - since) for job, since in ago)
    session.add(row())
    session.commit()

    assert given_up(session, NOW) == {"send_mail": 2, "index_products": 1}


class TestPrune:
    @pytest.fixture
    def put(self, session):
        def put(**given):
            """A row that was written just before what came of it."""
            came = given.get("delivered_at") or given.get("given_up_at") or NOW
            one = row(written_at=came - timedelta(minutes=1), **given)
            session.add(one)
            session.commit()
            return one.id

        return put

    @pytest.fixture
    def left(self, session):
        def left():
            session.rollback()
            return session.scalars(select(Outbox.id).order_by(Outbox.id)).all()

        return left

    def test_what_is_old_goes_and_what_waits_stays(self, session, put, left):
        kept = [
            put(delivered_at=NOW),
            put(delivered_at=NOW - DELIVERED_KEPT),
            put(given_up_at=NOW - DELIVERED_KEPT - DAY),  # a person has to look
            put(given_up_at=NOW - GIVEN_UP_KEPT),
        ]
        waits = row(written_at=NOW - 2 * GIVEN_UP_KEPT)
        session.add(waits)
        session.commit()
        put(delivered_at=NOW - DELIVERED_KEPT - DAY)
        put(given_up_at=NOW - GIVEN_UP_KEPT - DAY)

        assert prune(session, NOW) is False
        session.commit()
        assert left() == [*kept, waits.id]

    def test_when_a_job_was_last_done_is_known_however_long_ago(self, session, put, left):
        """A worker that stood still for a year catches up from the last night that was done."""
        long_ago = NOW - 4 * DELIVERED_KEPT
        put(job="refresh_eligibility", delivered_at=long_ago - DAY)
        last = put(job="refresh_eligibility", delivered_at=long_ago)
        waits = put(job="refresh_eligibility")
        prune(session, NOW)
        session.commit()

        assert left() == [last, waits]
        assert last_done(session, "refresh_eligibility") == long_ago

    def test_it_goes_in_slices(self, session, put, left, monkeypatch):
        monkeypatch.setattr(outbox, "SLICE", 2)
        for _ in range(5):
            put(delivered_at=NOW - DELIVERED_KEPT - DAY)
        last = put(delivered_at=NOW)

        assert [prune(session, NOW) for _ in range(3)] == [True, True, False]
        session.commit()
        assert left() == [last]


@pytest.fixture
def plans(session):
    """How the database answers each question that an act asks of it."""
    engine = session.get_bind()
    on_sqlite = engine.dialect.name == "sqlite"

    def plans(act):
        statements = []

        def record(connection, cursor, statement, parameters, *_):
            if statement.startswith("SELECT"):
                statements.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", record)
        act()
        event.remove(engine, "before_cursor_execute", record)
        if not on_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))  # few rows are not worth an index
        explain = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
        connection = session.connection()
        for statement, parameters in statements:
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters)
            yield "\n".join(str(line[-1] if on_sqlite else line[0]) for line in plan)

    return plans


@pytest.mark.parametrize(
    "ask, indexes",
    [
        (lambda uow: undelivered(uow.session, before=NOW, now=NOW), ["ix_outbox_waiting"]),
        (lambda uow: backlog(uow.session, NOW), ["ix_outbox_waiting"]),
        (lambda uow: backlog(uow.session, NOW, "send_mail"), ["ix_outbox_waiting"]),
        (lambda uow: due(uow, {"tidy_outbox": NOW.time()}), ["ix_outbox_job"]),
        (lambda uow: last_done(uow.session, "refresh_eligibility"), ["ix_outbox_job"]),
        (lambda uow: given_up(uow.session, NOW), ["ix_outbox_given_up_at"]),
        (lambda uow: prune(uow.session, NOW), ["ix_outbox_delivered_at", "ix_outbox_given_up_at"]),
    ],
)
def test_no_question_reads_the_whole_outbox(work, plans, ask, indexes):
    found = [plan for plan in plans(lambda: ask(work())) if "outbox" in plan]

    assert len(found) == len(indexes)
    for plan, index in zip(found, indexes, strict=True):
        assert index in plan
        assert not {"SCAN outbox", "SCAN another"} & set(plan.split("\n"))
        assert "Seq Scan" not in plan


def test_what_is_for_a_later_hour_does_not_wait_yet(session, work):
    with work() as uow:
        uow.later("tidy_outbox")
        uow.later_each("tidy_outbox", [{}], not_before=NOW + timedelta(hours=3))
    assert (backlog(session, NOW).rows, backlog(session, NOW + timedelta(hours=3)).rows) == (1, 2)

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.adapters.mail.memory import MemoryMail
from marketplace.db.outbox import MOST_TRIES, Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.delivery import GRACE, TURN, Delivery
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from tests.breaking import Breaking, on_postgresql
from tests.conftest import NOW

LETTER = {"to": "tini@contoh.id", "subject": "Halo", "body": "Rahasia: 12345"}


class BrokenMail:
    def send(self, **letter):
        raise ConnectionError("smtp is down, the letter was: Rahasia: 12345")


@dataclass
class Office:
    """A worker's surroundings, with a clock that can be turned."""

    engine: object
    queue: object
    mail: object = field(default_factory=MemoryMail)
    now: object = NOW

    @contextmanager
    def system(self):
        with Session(self.engine) as session:
            yield UnitOfWork(session, actor=SYSTEM, now=self.now, bus=Bus(), queue=self.queue)

    @property
    def delivery(self):
        return Delivery(
            self.system, SimpleNamespace(mail=self.mail, queue=self.queue, base_url="https://mb2.test")
        )

    def post(self, job="send_mail", **payload):
        with self.system() as unit, unit as uow:
            uow.later(job, **(payload or LETTER))
        return self.queue.rows[-1]

    def row(self, row_id):
        with self.system() as unit:
            row = unit.get(Outbox, row_id)
            unit.session.expunge(row)
            return row


@pytest.fixture
def office(engine, queue):
    return Office(engine, queue)


def test_a_letter_goes_out_once_and_nothing_of_it_stays(office):
    row_id = office.post()
    office.delivery.deliver(row_id)
    office.delivery.deliver(row_id)
    assert [(letter.to, letter.body) for letter in office.mail.letters] == [
        ("tini@contoh.id", "Rahasia: 12345")
    ]
    row = office.row(row_id)
    assert (row.delivered_at, row.payload, row.tries, row.trouble) == (NOW, {}, 1, None)


def test_a_failed_one_waits_and_says_why_without_its_words(office):
    row_id = office.post()
    broken = replace(office, mail=BrokenMail())
    broken.delivery.deliver(row_id)
    row = office.row(row_id)
    assert (row.delivered_at, row.tries, row.trouble) == (None, 1, "ConnectionError")
    assert row.next_try_at == NOW + timedelta(minutes=1)
    assert row.payload == LETTER
    office.delivery.deliver(row_id)  # too early
    assert office.mail.letters == []
    office.now = NOW + timedelta(minutes=1)
    office.delivery.deliver(row_id)
    assert len(office.mail.letters) == 1
    assert office.row(row_id).trouble is None


def test_the_pauses_double_up_to_six_hours_and_then_a_person_must_look(office):
    row_id = office.post()
    office.mail = BrokenMail()
    pauses = []
    for _ in range(MOST_TRIES):
        office.delivery.deliver(row_id)
        row = office.row(row_id)
        pauses.append((row.next_try_at - office.now) // timedelta(minutes=1))
        office.now = row.next_try_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    row = office.row(row_id)
    assert (row.given_up_at is None, row.payload) == (False, {})
    office.mail = MemoryMail()
    office.delivery.deliver(row_id)
    assert office.mail.letters == []


def test_what_a_failed_job_wrote_is_undone(office):
    row_id = office.post("send_recovery_link", email="tini@contoh.id", paje="wrong")
    office.delivery.deliver(row_id)
    assert office.row(row_id).trouble == "TypeError"


def test_a_job_nobody_knows_fails_like_any_other(office):
    row_id = office.post("fly_to_the_moon", speed=1)
    office.delivery.deliver(row_id)
    assert office.row(row_id).trouble == "KeyError"


def test_a_row_in_another_workers_hands_is_left_alone(office):
    row_id = office.post()
    with office.system() as unit, unit as uow:
        uow.get(Outbox, row_id).next_try_at = NOW + TURN
    office.delivery.deliver(row_id)
    assert office.mail.letters == []
    office.now = NOW + TURN  # the other one died
    office.delivery.deliver(row_id)
    assert len(office.mail.letters) == 1


def test_the_sweep_puts_back_what_was_left(office):
    lost, given_up, done = (office.post() for _ in range(3))
    with office.system() as unit, unit as uow:
        uow.get(Outbox, given_up).given_up_at = NOW
    office.delivery.deliver(done)
    office.queue.rows.clear()
    office.delivery.sweep()
    assert lost not in office.queue.rows  # still young
    office.now = NOW + GRACE + timedelta(seconds=1)
    office.queue.rows.clear()
    office.delivery.sweep()
    assert lost in office.queue.rows
    assert not {given_up, done} & set(office.queue.rows)


def test_the_sweep_writes_what_the_clock_says_once_and_then_only_looks(office):
    writes = []
    event.listen(
        office.engine, "begin", lambda begun: writes.append("writes" in begun.get_execution_options())
    )
    office.delivery.sweep()
    assert True in writes
    written = len(office.queue.rows)
    writes.clear()
    office.delivery.sweep()

    assert writes == [False]
    assert (written > 0, len(office.queue.rows)) == (True, written)


def test_a_row_that_is_gone_does_no_harm(office):
    office.delivery.deliver(4711)


@on_postgresql
def test_a_job_that_is_broken_off_is_done_in_the_same_turn(office, engine):
    row_id = office.post()
    breaking = Breaking(engine, "outbox", "40P01", times=2, act="UPDATE")

    office.delivery.deliver(row_id)

    row = office.row(row_id)
    assert (breaking.tries, row.tries, row.trouble, row.delivered_at) == (
        4,
        1,
        None,
        NOW,
    )  # taken, and marked
    assert len(office.mail.letters) == 1

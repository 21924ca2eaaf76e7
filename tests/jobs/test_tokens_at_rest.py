"""A link that lets somebody in is made when its letter is sent: no row holds it, before, meanwhile or after."""

import re
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.accounts.models import Invitation, OneTimeLink
from marketplace.accounts.services.invitations import invite
from marketplace.accounts.services.passwords import use_link
from marketplace.accounts.services.seats import create_organisation, create_user
from marketplace.accounts.tokens import hashed
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.db.outbox import MOST_TRIES, Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.delivery import Delivery
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER, PRODUCER
from tests.conftest import NOW
from tests.letters import TRANSLATOR
from tests.whole import PASSWORD_HASH

PAGE = "https://mb2.test/x/"
LIKE_A_TOKEN = re.compile(r"[\w-]{20,}")


class Overheard(MemoryMail):
    """It fails after it was handed the letter, as a server does that breaks off."""

    broken = True

    def send(self, **letter):
        super().send(**letter)
        if self.broken:
            raise ConnectionError("smtp is down")


class Worker:
    def __init__(self, engine, queue):
        self.engine, self.queue, self.mail, self.now = engine, queue, Overheard(), NOW

    @contextmanager
    def system(self):
        with Session(self.engine) as session:
            yield UnitOfWork(session, actor=SYSTEM, now=self.now, bus=Bus(), queue=self.queue)

    def deliver(self):
        tools = SimpleNamespace(
            mail=self.mail, queue=self.queue, translator=TRANSLATOR, base_url="https://mb2.test"
        )
        Delivery(self.system, tools).deliver(self.queue.rows[-1])
        with self.system() as unit:
            return unit.get(Outbox, self.queue.rows[-1]).next_try_at

    @property
    def tokens(self):
        return [letter.body.split(PAGE)[1].split()[0] for letter in self.mail.letters]

    def written(self):
        """Every row of every table that a link has to do with, as text."""
        with self.engine.connect() as connection:
            tables = ("outbox", "invitations", "one_time_links")
            return repr([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])

    def hashes(self):
        with Session(self.engine) as session:
            return {
                *session.scalars(select(Invitation.token_hash)),
                *session.scalars(select(OneTimeLink.token_hash)),
            }


@pytest.fixture(params=["send_recovery_link", "send_invitation"])
def worker(request, engine, queue):
    worker = Worker(engine, queue)
    with worker.system() as unit, unit as uow:
        create_user(uow, "Tini", "tini@contoh.id")
        maker = create_organisation(uow, PRODUCER, "Keripik").id
        if request.param == "send_invitation":
            invite(uow, name="Sri", email="sri@contoh.id", organisation_id=maker, role=OWNER, page=PAGE)
        else:
            uow.later("send_recovery_link", email="tini@contoh.id", page=PAGE)
    return worker


def test_while_it_waits_the_database_alone_opens_nothing(worker):
    found = LIKE_A_TOKEN.findall(worker.written())
    assert not {hashed(one) for one in found} & worker.hashes()
    worker.deliver()
    assert hashed(worker.tokens[-1]) in worker.hashes(), "that is how a token would be found"


def test_no_row_holds_it_after_a_failure_after_delivery_and_after_it_expired(worker):
    worker.now = worker.deliver()
    assert worker.tokens and worker.tokens[0] not in worker.written()
    worker.mail.broken = False
    worker.deliver()
    worker.now += timedelta(days=8)
    assert len(worker.tokens) == 2
    assert not [one for one in worker.tokens if one in worker.written()]


def test_no_row_holds_it_after_it_was_given_up(worker):
    for _ in range(MOST_TRIES):
        worker.now = worker.deliver()
    assert len(worker.tokens) == MOST_TRIES
    assert not [one for one in worker.tokens if one in worker.written()]
    with worker.system() as unit:
        row = unit.session.scalars(select(Outbox)).one()
        assert row.given_up_at and row.payload.keys() <= {"invitation_id"}


@pytest.mark.parametrize("worker", ["send_recovery_link"], indirect=True)
def test_the_newest_letter_opens(worker):
    worker.now = worker.deliver()
    worker.mail.broken = False
    worker.deliver()
    with worker.system() as unit, unit as uow:
        assert use_link(uow, worker.tokens[-1], password_hash=PASSWORD_HASH)

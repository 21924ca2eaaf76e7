"""The journal's last entry goes to people outside, once a week, and can be asked after later."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from marketplace.db.outbox import Outbox
from marketplace.jobs.kinds.base import JOBS
from marketplace.journal.heads import head_line, last_sent, stands
from marketplace.journal.queries import Head, head
from marketplace.journal.sealing import seal_unsealed
from marketplace.kernel.labels import Label
from marketplace.kernel.letters import LETTERS
from tests.conftest import NOW
from tests.journal.conftest import journaled

__all__ = ["journaled"]
TO = ("arsip@contoh.id", "inspektorat@contoh.id")


@pytest.fixture
def mailed(session, journaled):
    """Do the job; gives what it has posted."""

    def do(*, to=TO, days=0):
        before = session.query(Outbox).count()
        with journaled(now=NOW + timedelta(days=days)) as uow:
            JOBS["mail_journal_head"](uow, SimpleNamespace(heads_to=to))
        return [row.payload for row in session.scalars(select(Outbox).order_by(Outbox.id))][before:]

    return do


@pytest.fixture
def last(session, journaled):
    with journaled() as uow:
        seal_unsealed(uow)
    return head(session)


def test_each_address_gets_the_number_and_the_hash(session, last, mailed):
    one, two = mailed()
    assert (one["to"], two["to"]) == TO
    assert one["figures"] == {"hash": last.hash, "on": "2026-11-24", "seq": last.seq}
    letter = LETTERS["journal-head"].written(str, "arsip@contoh.id", one["figures"])
    assert f"flask journal verify --head {last.seq} {last.hash}" in letter.body
    assert last_sent(session) == NOW


def test_it_goes_once_a_week(last, mailed):
    assert [len(mailed(days=days)) for days in (0, 0, 1, 6, 7, 8, 14)] == [2, 0, 0, 0, 2, 0, 2]


def test_nobody_on_the_list_is_no_letter(session, last, mailed):
    assert mailed(to=()) == []
    assert last_sent(session) is None


def test_an_empty_journal_has_no_head_to_send(mailed):
    assert mailed() == []


def test_a_head_that_was_kept_stands_until_the_past_is_changed(session, last):
    assert stands(session, last)
    assert not stands(session, Head(last.seq, "f" * 64))
    assert not stands(session, Head(last.seq + 1, last.hash))
    assert stands(session, Head(0, ""))


def test_the_line_for_a_page_has_both(session, last):
    line = head_line(session)
    assert isinstance(line, Label)
    assert str(last.seq) in str(line) and last.hash in str(line)

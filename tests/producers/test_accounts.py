from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.accounts.models import Organisation
from marketplace.adapters.sealing import FernetSealer
from marketplace.db.uow import UnitOfWork
from marketplace.journal.proving import find_faults
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.producers.accounts import newest_account, pay_to
from marketplace.producers.events import AccountWritten
from marketplace.producers.services.sealing import Payment, write_payment
from tests.compliance.tampers import disarm
from tests.conftest import NOW
from tests.factories.producers import make_producer

FIRST = Payment(bank_name="Bank Lampung", bank_holder="Tini Suhartini", account="001234567890")
LATER = replace(FIRST, account="998877665544")


@pytest.fixture
def sealer(tmp_path):
    return FernetSealer(tmp_path / "key")


@pytest.fixture
def producer(session):
    return make_producer(session)


@pytest.fixture
def says(work, producer, sealer):
    def say(payment, now=NOW):
        with work(OWNER, at=producer.id, kind=PRODUCER, now=now) as uow:
            write_payment(uow, producer.id, payment, sealer=sealer)

    return say


@pytest.fixture
def paid_to(session, producer, sealer):
    return lambda: pay_to(session, session.get_one(Organisation, producer.id).public_id, sealer)


def rows(session):
    return session.execute(text("SELECT * FROM producer_accounts ORDER BY id")).all()


def test_a_change_is_a_new_row_and_the_newest_one_holds(session, says, paid_to, sealer, heard):
    says(FIRST)
    now = paid_to()
    assert (now.grouped, now.ending, now.since, now.fresh(NOW)) == ("0012 3456 7890", "7890", NOW, False)
    later = NOW + timedelta(days=3)
    says(LATER, later)

    now = paid_to()
    assert (now.number, now.since) == ("998877665544", later)
    assert (now.fresh(later), now.fresh(later + timedelta(days=31))) == (True, False)
    assert len(rows(session)) == 2
    first, second = [event for event in heard if isinstance(event, AccountWritten)]
    assert (first.before_id, first.before) == (None, None)
    assert (second.before_id, second.before) == (first.account_id, first.after)
    assert second.after not in (first.after, sealer.mark(LATER.account)), "the journal tells no equal numbers"


def test_the_same_again_and_a_blank_number_write_nothing(session, says, paid_to):
    says(FIRST)
    says(FIRST)
    says(replace(FIRST, account=""))
    assert len(rows(session)) == 1

    says(replace(FIRST, account="", bank_holder="Tini S."))
    assert (paid_to().holder, paid_to().number, paid_to().ending) == ("Tini S.", FIRST.account, "7890")


def test_a_maker_who_said_nothing_is_paid_nowhere(session, says, producer, paid_to):
    says(Payment(bank_name="", bank_holder=""))
    assert paid_to() is None and newest_account(session, producer.id) is None


def test_of_what_was_kept_before_changes_were_dated_nobody_knows_since_when(
    session, producer, paid_to, sealer
):
    session.execute(
        text(
            "INSERT INTO producer_accounts (producer_id, bank_name, bank_holder, account_sealed, account_mark, ending)"
            " VALUES (:id, 'BRI', 'Tini', :sealed, 'x', '')"
        ),
        {"id": producer.id, "sealed": sealer.seal(FIRST.account)},
    )
    assert (paid_to().since, paid_to().ending) == (None, "7890")


@pytest.mark.parametrize(
    "act", ["UPDATE producer_accounts SET ending = '1'", "DELETE FROM producer_accounts"]
)
def test_a_row_neither_changes_nor_goes(session, says, act):
    says(FIRST)
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(act))
    session.rollback()


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE producer_accounts SET account_sealed = 'lain', ending = '6666' WHERE id = {key}",
        "DELETE FROM producer_accounts WHERE id = {key}",
    ],
)
def test_with_triggers_dropped_the_row_is_named(session, work, producer, sealer, queue, act):
    owner = work(OWNER, at=producer.id, kind=PRODUCER).actor
    with UnitOfWork(session, actor=owner, now=NOW, bus=Bus(JOURNAL), queue=queue) as uow:
        write_payment(uow, producer.id, FIRST, sealer=sealer)
    key = rows(session)[0].id

    def named():
        return [(one.table, one.key) for one in find_faults(session) if one.table == "producer_accounts"]

    assert named() == []
    disarm(session)
    session.execute(text(act.format(key=key)))
    assert named() == [("producer_accounts", str(key))]
    session.rollback()

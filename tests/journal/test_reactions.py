import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.accounts.services.seats import create_organisation, create_user
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import head, verify
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.clock import WIB
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OFFICE, OFFICER, PRODUCER
from tests.conftest import NOW
from tests.journal.stalls import StallPainted


def paint(journaled, *stalls, **given):
    with journaled(**given) as uow:
        for stall in stalls:
            uow.emit(StallPainted(stall_id=stall))


def entries(session):
    return session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()


def test_every_fact_is_written_down_in_order(journaled, session):
    paint(journaled, 4, 5)
    paint(journaled, 6)
    assert [(e.seq, e.action, e.subject_kind, e.subject_id) for e in entries(session)] == [
        (1, "StallPainted", "stall", 4),
        (2, "StallPainted", "stall", 5),
        (3, "StallPainted", "stall", 6),
    ]
    assert head(session).seq == 3
    assert head(session).hash == entries(session)[-1].hash


def test_many_facts_of_a_transaction_take_as_many_statements_as_one(journaled, engine):
    def statements(stalls):
        seen = []

        def record(*args):
            seen.append(args[2].split()[0])

        event.listen(engine, "before_cursor_execute", record)
        paint(journaled, *range(stalls))
        event.remove(engine, "before_cursor_execute", record)
        return [one for one in seen if one not in ("BEGIN", "COMMIT")]

    assert statements(1) == statements(9) == ["SELECT", "INSERT", "UPDATE"]


def test_it_says_who_did_it_and_for_whom(journaled, session):
    with journaled() as uow:
        user = create_user(uow, "Sri", "sri@contoh.id")
        business = create_organisation(uow, PRODUCER, "Keripik")
        ids = user.id, business.id
    actor = Actor(
        user_id=ids[0],
        at=OrganisationId(1),
        kind=OFFICE,
        seats=frozenset({ActorSeat(OFFICER, OrganisationId(1))}),
        on_behalf_of=ids[1],
    )
    paint(journaled, 4, actor=actor)
    last = entries(session)[-1]
    assert (last.user_id, last.organisation_id, last.on_behalf_of, last.at) == (ids[0], 1, ids[1], NOW)


def test_the_system_is_nobody_and_sits_nowhere(journaled, session):
    paint(journaled, 4)
    assert (entries(session)[0].user_id, entries(session)[0].organisation_id) == (None, None)


def test_it_holds_whatever_zone_the_moment_was_said_in(journaled, session):
    paint(journaled, 1, now=NOW.astimezone(WIB))
    assert verify(session).whole


def test_what_is_undone_leaves_no_trace_and_no_gap(journaled, session):
    paint(journaled, 1)
    with pytest.raises(ZeroDivisionError), journaled() as uow:
        uow.emit(StallPainted(stall_id=2))
        raise ZeroDivisionError
    paint(journaled, 3)
    assert [e.subject_id for e in entries(session)] == [1, 3]
    assert verify(session).whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET action = 'Nothing' WHERE seq = 1",
        "UPDATE journal SET stored = '{}'",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal",
        "INSERT INTO journal (seq, at, action, subject_kind, subject_id, stored, prev_hash, hash)"
        " SELECT 9, at, action, subject_kind, subject_id, stored, hash, 'x' FROM journal WHERE seq = 2",
        "INSERT INTO journal (seq, at, action, subject_kind, subject_id, stored, prev_hash, hash)"
        " SELECT 3, at, action, subject_kind, subject_id, stored, 'wrong', 'x' FROM journal WHERE seq = 2",
        "INSERT INTO journal_head (id, seq, hash) VALUES (2, 0, '')",
    ],
)
def test_the_database_refuses_to_change_the_past(journaled, session, statement):
    paint(journaled, 1, 2)
    with pytest.raises((IntegrityError, DBAPIError)):
        session.execute(text(statement))
    session.rollback()
    assert verify(session).entries == 2


def test_it_cannot_be_emptied_at_once(journaled, session):
    paint(journaled, 1)
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("TRUNCATE journal" if on_postgresql else "DELETE FROM journal WHERE true"))

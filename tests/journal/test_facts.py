import pytest
from sqlalchemy import text

from marketplace.journal.facts import fact_about
from marketplace.journal.models import JournalEntry
from marketplace.journal.reactions import write_entries
from marketplace.kernel.events import TransactionEvents
from marketplace.partners.events import OutletClosed, OutletShown


@pytest.fixture
def written(session, work):
    """Three facts: two about outlet 7, one about outlet 8 between them."""
    with work() as uow:
        for outlet, shown in ((7, True), (8, True), (7, False)):
            write_entries(uow, TransactionEvents([OutletShown(outlet_id=outlet, partner_id=1, shown=shown)]))


def about(session, outlet=7):
    return fact_about(session, OutletShown, outlet)


def overwrite(session, statement):
    """By somebody who may drop the triggers."""
    dialect = session.get_bind().dialect.name
    drop = "journal_no_update" if dialect == "sqlite" else "journal_append_only ON journal"
    session.execute(text(f"DROP TRIGGER {drop}"))
    session.execute(text(statement))
    session.commit()


def test_the_first_fact_of_its_name_is_found_with_what_it_said(session, written):
    fact = about(session)
    assert (fact.payload["shown"], fact.whole) == (True, True)
    assert about(session, 8).whole
    assert about(session, 9) is None
    assert fact_about(session, OutletClosed, 7) is None


@pytest.mark.parametrize(
    "change",
    [
        "stored = REPLACE(stored, 'true', 'false')",
        "stored = 'bukan jurnal'",
        "hash = 'aa'",
        "prev_hash = 'aa'",
        "user_id = NULL, organisation_id = 99",
    ],
)
def test_an_entry_that_was_written_over_is_not_whole(session, written, change):
    first = session.query(JournalEntry).filter_by(subject_id=7).order_by(JournalEntry.seq).first().seq
    overwrite(session, f"UPDATE journal SET {change} WHERE seq = {first}")
    assert not about(session).whole


def test_nor_is_one_whose_neighbours_no_longer_hold_it(session, written):
    middle = session.query(JournalEntry).filter_by(subject_id=8).one().seq
    overwrite(session, f"UPDATE journal SET prev_hash = 'aa' WHERE seq = {middle}")
    assert not about(session).whole
    assert not about(session, 8).whole


def test_the_last_one_is_held_by_the_head(session, work, written):
    with work() as uow:
        write_entries(uow, TransactionEvents([OutletShown(outlet_id=9, partner_id=1, shown=True)]))
    assert about(session, 9).whole

    session.execute(text("UPDATE journal_head SET hash = 'aa'"))
    session.commit()
    assert not about(session, 9).whole
    assert about(session).whole

import pytest
from sqlalchemy import text

from marketplace.accounts.services.seats import create_organisation, create_user
from marketplace.journal import queries
from marketplace.journal.chain import link
from marketplace.journal.heads import stands
from marketplace.journal.queries import EntryList, EntryRow, Head, head, history, verify
from marketplace.kernel.actor import Actor
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import PRODUCER
from tests.conftest import NOW
from tests.journal.stalls import StallMoved, StallReviewed


@pytest.fixture
def five(journaled, session):
    with journaled() as uow:
        for stall in range(1, 6):
            uow.emit(StallMoved(stall_id=stall, reason="hujan"))
    return session


def tamper(session, statement):
    """What only the owner of the database can do: take the rule away first."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER journal_no_{verb}"))
    else:
        session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
    session.execute(text(statement))
    session.commit()


def test_an_empty_journal_is_whole(session):
    verdict = verify(session)
    assert (verdict.entries, verdict.whole, verdict.head.seq, verdict.head.hash) == (0, True, 0, "")


def test_an_untouched_one_is_whole(five):
    verdict = verify(five)
    assert (verdict.entries, verdict.first_bad_seq) == (5, None)
    assert verdict.head == head(five)


def test_it_is_read_in_slices(five, monkeypatch):
    monkeypatch.setattr(queries, "SLICE", 2)
    assert verify(five).entries == 5


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE journal SET stored = replace(stored, 'hujan', 'panas') WHERE seq = 3", 3),
        ("UPDATE journal SET action = 'StallSold' WHERE seq = 2", 2),
        ("UPDATE journal SET subject_id = 9 WHERE seq = 4", 4),
        ("UPDATE journal SET organisation_id = 1 WHERE seq = 5", 5),
        ("UPDATE journal SET stored = 'not json' WHERE seq = 2", 2),
        ("UPDATE journal SET hash = 'abc' WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 3", 3),
        ("DELETE FROM journal WHERE seq = 5", 5),
        ("UPDATE journal_head SET seq = 4, hash = (SELECT hash FROM journal WHERE seq = 4)", 5),
        ("UPDATE journal_head SET hash = 'abc'", 5),
        ("DELETE FROM journal_head", 1),
    ],
)
def test_it_names_the_first_entry_that_was_touched(five, statement, bad):
    tamper(five, statement)
    verdict = verify(five)
    assert not verdict.whole
    assert verdict.first_bad_seq == bad


def test_the_history_of_a_record_is_its_own_and_newest_first(journaled, session):
    with journaled() as uow:
        user_id = create_user(uow, "Sri Wahyuni", "sri@contoh.id").id
    with journaled(Actor(user_id=user_id, at=OrganisationId(1))) as uow:
        uow.emit(StallMoved(stall_id=1, reason="hujan"))
        uow.emit(StallMoved(stall_id=2))
        uow.emit(StallReviewed(stall_id=1, outcome="approved"))
    reviewed, moved = history(session, "stall", 1)
    assert moved.user == "Sri Wahyuni"
    assert moved.who.startswith("Sri Wahyuni, Dinas Koperasi")
    assert (moved.reason, reviewed.reason) == ("hujan", None)
    assert reviewed.text == "Lapak diperiksa: disetujui"


def test_an_entry_of_an_event_that_is_gone_shows_its_stored_words():
    gone = EntryRow.of(
        1, NOW, None, None, None, "StallSold", "bazaar", 7, '{"payload": {"outcome": "x"}}', ""
    )
    assert (gone.text, gone.about) == ("StallSold", "bazaar")


def test_the_system_has_no_name(five):
    assert history(five, "stall", 1)[0].who is None


def test_entries_are_narrowed_by_subject_and_fact(five):
    found = EntryList(subject_kind="stall", subject_id=2).page(five)
    assert [entry.seq for entry in found] == [2]
    assert EntryList(action="StallSold").page(five).total == 0
    assert [entry.seq for entry in EntryList().page(five)] == [5, 4, 3, 2, 1]


def test_an_official_on_behalf_of_a_business_is_named_with_it(journaled, session):
    with journaled() as uow:
        person = create_user(uow, "Budi", "budi@contoh.id")
        business = create_organisation(uow, PRODUCER, "Keripik Bu Tini").id
    with journaled() as uow:
        uow.actor = Actor(user_id=person.id, at=business, on_behalf_of=business)
        uow.emit(StallMoved(stall_id=9))
    with journaled() as uow:
        uow.actor = Actor(user_id=person.id, at=business)
        uow.emit(StallMoved(stall_id=9))

    mine = EntryList(on_behalf_of=business).page(session)
    assert [entry.who for entry in history(session, "stall", 9)] == [
        "Budi, Keripik Bu Tini",
        "Budi (petugas) atas nama Keripik Bu Tini",
    ]
    assert [entry.who for entry in mine] == ["Budi (petugas) atas nama Keripik Bu Tini"]
    assert verify(session).whole


def insert_like(seq, new, **changed):
    """A copy of an entry with another number, past the rules; by default it follows the same entry as its pattern."""
    names = ["at", "user_id", "organisation_id", "on_behalf_of", "action", "subject_kind", "subject_id"]
    names += ["stored", "prev_hash", "hash"]
    values = ", ".join(changed.get(name, name) for name in names)
    return (
        f"INSERT INTO journal (seq, {', '.join(names)}) SELECT {new}, {values} FROM journal WHERE seq = {seq}"
    )


def lift_rules(session):
    if session.get_bind().dialect.name == "sqlite":
        for name in session.scalars(
            text("SELECT name FROM sqlite_master WHERE tbl_name = 'journal' AND type = 'trigger'")
        ):
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
    session.commit()


@pytest.mark.parametrize(("new", "first_bad"), [(0, 1), (6, 6), (9, 6)])
def test_an_entry_that_was_put_in_is_named(five, new, first_bad):
    lift_rules(five)
    five.execute(text(insert_like(5, new)))
    five.commit()
    assert verify(five).first_bad_seq == first_bad


def rewrite_from(session, seq):
    """Another past from this entry on, each hash made anew, and the head moved with it: what a thorough forger does."""
    lift_rules(session)
    entries = session.execute(text("SELECT seq, stored FROM journal ORDER BY seq")).all()
    digest = ""
    for entry in entries:
        stored = entry.stored.replace("hujan", "panas") if entry.seq >= seq else entry.stored
        before, digest = digest, link(digest, stored)
        values = {"seq": entry.seq, "stored": stored, "before": before, "digest": digest}
        session.execute(
            text("UPDATE journal SET stored = :stored, prev_hash = :before, hash = :digest WHERE seq = :seq"),
            values,
        )
    session.execute(text("UPDATE journal_head SET hash = :digest"), {"digest": digest})
    session.commit()


def test_a_fork_is_whole_by_itself_and_is_told_by_heads_that_were_kept(five):
    early, late = five.execute(text("SELECT seq, hash FROM journal WHERE seq IN (2, 5) ORDER BY seq")).all()
    rewrite_from(five, 4)
    assert verify(five).whole
    assert stands(five, Head(*early))
    assert not stands(five, Head(*late))


def test_a_tail_that_was_cut_off_with_its_head_is_told_by_a_head_that_was_kept(five):
    kept = head(five)
    lift_rules(five)
    five.execute(text("DELETE FROM journal WHERE seq > 3"))
    five.execute(text("UPDATE journal_head SET seq = 3, hash = (SELECT hash FROM journal WHERE seq = 3)"))
    five.commit()
    assert verify(five).whole
    assert not stands(five, kept)

"""Any sequence of facts gives a chain that holds, and any one change to it is named at its number."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from marketplace.journal.chain import link, payload_of, text_of
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.journal.queries import head, verify
from marketplace.journal.reactions import write_entries
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.events import TransactionEvents
from tests.factories.officials import make_official
from tests.journal.stalls import StallMoved, TentPitched

QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.integers(1_700_000_000, 1_900_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


FACTS = st.builds(
    StallMoved, stall_id=st.integers(1, 9), reason=WORDS, metres=st.none() | st.integers()
) | st.builds(TentPitched, tent_id=st.integers(1, 9), open=st.booleans(), rupiah=st.integers())
WRITTEN = st.tuples(FACTS, MOMENTS, st.booleans(), st.sampled_from([None, 1]))


@pytest.fixture
def person(session):
    return make_official(session)


@pytest.fixture
def unruled(session):
    """The journal without its rule: what only the owner of the database can bring about."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER journal_no_{verb}"))
    else:
        session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
    session.commit()
    return session


def write(journaled, person, written):
    """Lay these facts down in a transaction that the caller takes back."""
    for fact, at, by_person, on_behalf_of in written:
        actor = Actor(user_id=person, at=1, on_behalf_of=on_behalf_of) if by_person else SYSTEM
        write_entries(journaled(actor, at), TransactionEvents([fact]))


def changed(name, entry, place):
    """Another value than the entry has in this column."""
    value = getattr(entry, name)
    if name == "seq":
        return value + 1000
    if name == "at":
        return value + timedelta(microseconds=1)
    if isinstance(value, str):
        place %= max(1, len(value))
        return value[:place] + ("x" if value[place : place + 1] != "x" else "y") + value[place + 1 :]
    return 1 if value is None else value + 1


@given(written=st.lists(WRITTEN, max_size=8))
@QUIET
def test_whatever_happened_the_chain_holds_and_keeps_every_word(session, journaled, person, written):
    write(journaled, person, written)
    try:
        verdict = verify(session)
        assert (verdict.entries, verdict.first_bad_seq) == (len(written), None)
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        assert [payload_of(entry.stored) for entry in entries] == [asdict(fact) for fact, *_ in written]
        assert [entry.at for entry in entries] == [at for _, at, *_ in written]
        assert head(session).hash == (entries[-1].hash if entries else "")
    finally:
        session.rollback()


@given(
    written=st.lists(WRITTEN, min_size=1, max_size=6),
    which=st.integers(0, 5),
    name=st.sampled_from(
        [column.name for column in JournalEntry.__table__.columns if column.name != "user_id"]
    ),
    place=st.integers(0, 500),
)
@QUIET
def test_one_changed_column_is_named_at_its_entry(unruled, journaled, person, written, which, name, place):
    which %= len(written)
    write(journaled, person, written)
    try:
        entry = unruled.scalars(select(JournalEntry).filter_by(seq=which + 1)).one()
        value = changed(name, entry, place)
        unruled.execute(
            update(JournalEntry).where(JournalEntry.seq == which + 1).values({name: value}),
            execution_options={"synchronize_session": False},
        )
        unruled.expire_all()
        verdict = verify(unruled)
        assert (verdict.entries, verdict.first_bad_seq) == (which, which + 1)
    finally:
        unruled.rollback()


@given(written=st.lists(WRITTEN, min_size=2, max_size=6), choice=st.data())
@QUIET
def test_two_facts_that_changed_places_are_named_at_the_first(unruled, journaled, person, written, choice):
    which = choice.draw(st.integers(0, len(written) - 2))
    other = choice.draw(st.integers(which + 1, len(written) - 1))
    write(journaled, person, written)
    try:
        rows = {entry.seq: entry for entry in unruled.scalars(select(JournalEntry))}
        one, two = rows[which + 1], rows[other + 1]
        names = ("at", "user_id", "organisation_id", "on_behalf_of", "action", "subject_kind", "subject_id")
        for name in (*names, "stored", "hash"):
            first, second = getattr(one, name), getattr(two, name)
            setattr(one, name, second)
            setattr(two, name, first)
        unruled.flush()
        assert verify(unruled).first_bad_seq == which + 1
    finally:
        unruled.rollback()


@given(written=st.lists(WRITTEN, min_size=1, max_size=6), which=st.integers(0, 5), whole_tail=st.booleans())
@QUIET
def test_a_careful_forger_who_recomputes_hashes_still_fails_at_the_next_link_or_the_head(
    unruled, journaled, person, written, which, whole_tail
):
    which %= len(written)
    write(journaled, person, written)
    try:
        rows = unruled.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        forged = rows[which]
        payload = payload_of(forged.stored) | {"reason": "dipalsukan", "forged": True}
        columns = {column.name: getattr(forged, column.name) for column in JournalEntry.__table__.columns}
        forged.stored = text_of(columns, payload=payload)
        forged.hash = link(forged.prev_hash, forged.stored)
        if whole_tail:
            for before, entry in zip(rows[which:], rows[which + 1 :], strict=False):
                entry.prev_hash = before.hash
                entry.hash = link(before.hash, entry.stored)
        unruled.flush()
        last = which == len(written) - 1
        expected = len(written) if whole_tail or last else which + 2
        assert verify(unruled).first_bad_seq == expected
    finally:
        unruled.rollback()


@given(written=st.lists(WRITTEN, min_size=1, max_size=6), which=st.integers(0, 5))
@QUIET
def test_a_fact_that_is_gone_is_named_also_the_last(unruled, journaled, person, written, which):
    which %= len(written)
    write(journaled, person, written)
    try:
        unruled.execute(text("DELETE FROM journal WHERE seq = :seq"), {"seq": which + 1})
        assert verify(unruled).first_bad_seq == which + 1
    finally:
        unruled.rollback()


@given(written=st.lists(WRITTEN, min_size=1, max_size=6), kept=st.integers(0, 5))
@QUIET
def test_whoever_kept_an_old_head_finds_it_again_in_the_chain(session, journaled, person, written, kept):
    """A report names the head of its day; later anybody can look whether that entry still has that hash."""
    kept %= len(written)
    write(journaled, person, written[: kept + 1])
    try:
        old = head(session)
        write(journaled, person, written[kept + 1 :])
        assert session.scalar(select(JournalEntry.hash).filter_by(seq=old.seq)) == old.hash
        assert session.scalar(select(JournalHead.seq)) == len(written)
    finally:
        session.rollback()


@given(fact=FACTS, at=MOMENTS)
def test_the_text_of_an_entry_can_be_recomputed_from_what_it_says(fact, at):
    columns = {
        "seq": 1, "at": at, "user_id": 7, "organisation_id": None, "on_behalf_of": None,
        "action": fact.action, "subject_kind": fact.subject[0], "subject_id": fact.subject[1],
    }  # fmt: skip
    stored = text_of(columns, payload=asdict(fact))
    assert text_of(columns, payload=payload_of(stored)) == stored
    assert json.loads(stored)["subject"] == {"kind": fact.subject[0], "id": fact.subject[1]}

"""Whoever takes entries along says why, and that is an entry."""

import pytest
from sqlalchemy import select

from marketplace.journal import handing_out
from marketplace.journal.chain import payload_of
from marketplace.journal.handing_out import COLUMNS, hand_out_entries
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import EntryList, history
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import AUDITOR, OFFICE, OWNER
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.journal.stalls import StallMoved, StallPainted

OFFICE_ID = OrganisationId(1)


@pytest.fixture
def auditor(session):
    seats = frozenset({ActorSeat(AUDITOR, OFFICE_ID)})
    return Actor(make_official(session, name="Sri Wahyuni"), at=OFFICE_ID, kind=OFFICE, seats=seats)


@pytest.fixture
def five(journaled, auditor):
    with journaled(auditor) as uow:
        for stall in range(1, 5):
            uow.emit(StallMoved(stall_id=stall, reason="hujan"))
    with journaled() as uow:
        uow.emit(StallPainted(stall_id=1))


def test_a_file_has_what_was_asked_for_and_is_an_entry_with_its_reason(session, journaled, auditor, five):
    listing = EntryList(action="StallMoved", person="wahyuni")
    with journaled(auditor) as uow:
        table = hand_out_entries(uow, listing, reason=" Pemeriksaan triwulan ")
    assert [row[0] for row in table.rows] == [4, 3, 2, 1]
    assert all(len(row) == len(COLUMNS) for row in table.rows)
    last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
    assert payload_of(last.stored) == {
        "journal_id": 0,
        "entries": 4,
        "narrowed": "action=StallMoved",
        "reason": "Pemeriksaan triwulan",
    }


def test_without_a_reason_nothing_leaves_nor_does_more_than_a_file_holds(
    journaled, auditor, five, monkeypatch
):
    with pytest.raises(Refused), journaled(auditor) as uow:
        hand_out_entries(uow, EntryList(), reason=" ")
    monkeypatch.setattr(handing_out, "MOST", 4)
    with pytest.raises(Refused), journaled(auditor) as uow:
        hand_out_entries(uow, EntryList(), reason="Semua")


def test_a_business_takes_nothing(journaled, five):
    seats = frozenset({ActorSeat(OWNER, OrganisationId(9))})
    with pytest.raises(Forbidden), journaled(Actor(None, at=OrganisationId(9), seats=seats)) as uow:
        hand_out_entries(uow, EntryList(), reason="Ingin tahu")


def test_it_is_searched_by_person_record_action_and_day(session, five):
    def numbers(**given):
        return [row.seq for row in EntryList(**given).rows(session)]

    today = NOW.date()
    assert numbers(person="Sri") == [4, 3, 2, 1]
    assert numbers(about=[("stall", 1), ("tent", 2)]) == [5, 1]
    assert numbers(about=[]) == []
    assert numbers(from_on=today, until_on=today) == [5, 4, 3, 2, 1]
    assert numbers(until_on=today.replace(day=today.day - 1)) == []
    assert [row.seq for row in history(session, "stall", 1, ("stall", 2))] == [5, 2, 1]

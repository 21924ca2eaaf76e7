from dataclasses import replace
from datetime import date

import pytest

from marketplace.circulars.checks import limits_of
from marketplace.circulars.drafts import (
    discard_circular,
    head_of,
    mark_of,
    name_bands,
    restore_circular,
    rewrite_circular,
)
from marketplace.circulars.events import CircularDiscarded, CircularRewritten
from marketplace.circulars.prepared import prepare_exemption
from marketplace.circulars.queries import CircularList, bands_of, waiting_for
from marketplace.circulars.services import (
    add_clause,
    approve_circular,
    draft_circular,
    edit_clause,
    remove_clause,
)
from marketplace.circulars.states import APPROVED, DISCARDED, DRAFT
from marketplace.circulars.terms import clause_terms
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER
from tests.conftest import NOW
from tests.factories.circulars import make_circular
from tests.factories.evaluating import a_clause
from tests.factories.officials import make_official
from tests.factories.partners import make_partner


@pytest.fixture
def draft(session):
    return make_circular(session, state=DRAFT, number="500/900/2026", from_on=date(2026, 10, 1))


@pytest.fixture
def rewrite(work):
    def write(circular, role=OFFICER, **given):
        with work(role, at=1) as uow:
            return rewrite_circular(uow, circular.id, replace(head_of(circular), **given))

    return write


class TestTheHead:
    def test_every_part_of_it_can_be_changed_and_what_changed_is_told(self, session, draft, rewrite, heard):
        old = make_circular(session, until_on=date(2026, 12, 31))
        given = {
            "number": "500/902/2026",
            "title": "Belanja lokal 2027",
            "from_on": date(2027, 1, 1),
            "until_on": date(2027, 12, 31),
            "replaces_id": old.id,
            "example": False,
            "excluded": ["tobacco", "rokok", "tobacco"],
        }
        rewrite(draft, **given)
        session.expire_all()
        assert head_of(draft) == replace(head_of(draft), **given | {"excluded": ["tobacco", "rokok"]})
        (event,) = heard
        assert isinstance(event, CircularRewritten)
        assert event.changes["from_on"] == ["2026-10-01", "2027-01-01"]
        assert event.changes.keys() == given.keys() - {"replaces_id"} | {"replaces"}

    def test_the_same_again_tells_nothing(self, draft, rewrite, heard):
        rewrite(draft)
        assert heard == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"until_on": date(2026, 9, 30)}, "until_on"),
            ({"number": "500/901/2026"}, "number"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, session, draft, rewrite, given, field):
        make_circular(session, number="500/901/2026", until_on=date(2026, 6, 30))
        with pytest.raises(Refused) as refused:
            rewrite(draft, **given)
        assert refused.value.field == field

    def test_one_that_begins_on_the_same_day_cannot_be_replaced(self, session, draft, rewrite):
        other = make_circular(session, from_on=date(2026, 10, 1))
        with pytest.raises(Refused, match="01/10/2026") as refused:
            rewrite(draft, replaces_id=other.id)
        assert refused.value.field == "from_on"

    def test_a_draft_replaces_no_draft(self, session, draft, rewrite):
        other = make_circular(session, state=DRAFT)
        with pytest.raises(Refused, match="yang disetujui"):
            rewrite(draft, replaces_id=other.id)

    def test_an_approved_one_takes_no_change(self, session, rewrite):
        with pytest.raises(Refused, match="tidak berubah"):
            rewrite(make_circular(session), title="Lain")

    def test_nobody_but_an_officer_changes_it(self, draft, rewrite):
        with pytest.raises(Forbidden):
            rewrite(draft, AUDITOR, title="Lain")


def test_one_that_ended_before_it_was_replaced_stays_ended(session, work):
    old = make_circular(session, until_on=date(2026, 6, 30))
    new = make_circular(session, state=DRAFT, from_on=date(2026, 10, 1), replaces_id=old.id)
    with work(APPROVER, at=1, user_id=make_official(session)) as uow:
        approve_circular(uow, new.id)
    assert old.until_on == date(2026, 6, 30)


class TestNamesForScores:
    def test_they_are_replaced_as_a_whole(self, session, work, draft, heard):
        wanted = [(8_000, "Sangat baik"), (4_000, "Cukup"), (0, "Perlu dibina")]
        for _ in range(2):
            with work(OFFICER, at=1) as uow:
                name_bands(uow, draft.id, wanted)
        assert [(band.from_score, band.name) for band in bands_of(session, draft)] == wanted
        assert len(heard) == 1

    def test_those_that_leave_scores_without_a_name_are_refused(self, work, draft):
        with pytest.raises(Refused, match="mulai dari 0"), work(OFFICER, at=1) as uow:
            name_bands(uow, draft.id, [(9_000, "Baik")])


class TestDiscarding:
    @pytest.fixture
    def discarded(self, session, work, draft):
        with work(OFFICER, at=1) as uow:
            discard_circular(uow, draft.id, reason=" Naskahnya ditunda ")
        return draft

    def test_it_is_open_no_more_and_the_reason_is_told(self, session, discarded, heard):
        assert discarded.state is DISCARDED
        assert heard == [
            CircularDiscarded(circular_id=discarded.id, number="500/900/2026", reason="Naskahnya ditunda")
        ]
        assert CircularList().page(session).rows == []
        assert [row.number for row in CircularList(state=DISCARDED, kept=False).page(session).rows] == [
            "500/900/2026"
        ]
        assert waiting_for(session, None) == []

    def test_it_takes_no_clause_and_no_signature(self, session, work, discarded):
        with pytest.raises(Refused, match="sudah dibuang"), work(OFFICER, at=1) as uow:
            add_clause(uow, discarded.id, a_clause())
        with pytest.raises(Refused), work(APPROVER, at=1, user_id=make_official(session)) as uow:
            approve_circular(uow, discarded.id)

    def test_its_number_comes_back_with_it(self, work, discarded):
        given = {"number": "500/900/2026", "title": "x", "from_on": date(2027, 1, 1)}
        with pytest.raises(Refused, match="pulihkan"), work(OFFICER, at=1) as uow:
            draft_circular(uow, **given)
        with work(OFFICER, at=1) as uow:
            restore_circular(uow, discarded.id)
        assert discarded.state is DRAFT

    def test_without_a_reason_or_once_approved_it_stays(self, session, work, draft):
        with pytest.raises(Refused, match="mengapa"), work(OFFICER, at=1) as uow:
            discard_circular(uow, draft.id, reason=" ")
        with pytest.raises(Refused, match="sudah disetujui"), work(OFFICER, at=1) as uow:
            discard_circular(uow, make_circular(session).id, reason="x")


class TestApproval:
    @pytest.fixture
    def journaled(self, work):
        """As everywhere, with the journal listening."""

        def open_as(*roles, **given):
            uow = work(*roles, at=1, **given)
            uow._bus = Bus(REACTIONS)
            return uow

        return open_as

    @pytest.mark.parametrize("act", ["head", "bands", "clause", "removal", "exemption"])
    def test_nobody_approves_what_they_helped_to_write(self, session, journaled, draft, act):
        writer = make_official(session)
        with journaled(OFFICER, user_id=writer) as uow:
            if act == "head":
                rewrite_circular(uow, draft.id, replace(head_of(draft), title="Lain"))
            elif act == "bands":
                name_bands(uow, draft.id, [(0, "Cukup")])
            elif act == "exemption":
                days = {"from_on": date(2027, 1, 1), "until_on": date(2027, 1, 31)}
                clause_id, shop = draft.clauses[0].id, make_partner(session)
                prepare_exemption(uow, draft.id, shop.id, clause_id, decision="K 12", **days)
            else:
                clause = add_clause(uow, draft.id, a_clause(code="9"))
        if act == "removal":
            with journaled(OFFICER, user_id=writer) as uow:
                remove_clause(uow, clause.id)
        with pytest.raises(Refused, match="ikut menyusun"), journaled(APPROVER, user_id=writer) as uow:
            approve_circular(uow, draft.id)
        with journaled(APPROVER, user_id=make_official(session)) as uow:
            assert approve_circular(uow, draft.id).state is APPROVED

    @pytest.mark.parametrize("act", ["head", "bands", "clause"])
    def test_what_was_read_is_what_is_approved(self, session, work, draft, act):
        seen = mark_of(draft, bands_of(session, draft))
        with work(OFFICER, at=1) as uow:
            if act == "head":
                rewrite_circular(uow, draft.id, replace(head_of(draft), example=False))
            elif act == "bands":
                name_bands(uow, draft.id, [(0, "Cukup")])
            else:
                edit_clause(
                    uow, draft.clauses[0].id, replace(clause_terms(draft.clauses[0]), figures={"least": 2000})
                )
        with work(APPROVER, at=1, user_id=make_official(session)) as uow:
            with pytest.raises(Refused, match="berubah sejak"):
                approve_circular(uow, draft.id, seen=seen)
            now = mark_of(draft, bands_of(session, draft))
            assert approve_circular(uow, draft.id, seen=now).state is APPROVED


def test_there_are_as_many_kelurahan_as_the_regions_say(session, work, draft):
    assert limits_of(session, NOW.date()) == {"kelurahan": 22}
    with pytest.raises(Refused, match="Metro punya 22 kelurahan") as refused, work(OFFICER, at=1) as uow:
        add_clause(uow, draft.id, a_clause("kelurahan_breadth", {"least": 400}))
    assert refused.value.field == "least"

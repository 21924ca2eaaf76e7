from datetime import date

import pytest

from marketplace.circulars.events import CircularApproved, CircularDrafted, ClauseRemoved, ClauseWritten
from marketplace.circulars.models import Circular, Clause
from marketplace.circulars.queries import (
    CircularList,
    ExemptionList,
    exempt_in,
    in_force,
    waiting_for,
)
from marketplace.circulars.services import (
    add_clause,
    approve_circular,
    draft_circular,
    edit_clause,
    grant_exemption,
    remove_clause,
)
from marketplace.circulars.states import APPROVED, DRAFT, LIFECYCLE, CircularState
from marketplace.circulars.terms import terms_of
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER
from marketplace.kernel.states import IllegalMove
from tests.factories.circulars import make_circular, make_clause, make_exemption
from tests.factories.evaluating import a_clause
from tests.factories.officials import make_official
from tests.factories.partners import make_partner


@pytest.fixture
def officer(session):
    return make_official(session)


@pytest.fixture
def approver(session):
    return make_official(session)


@pytest.fixture
def draft(session, work, officer):
    with work(OFFICER, at=1, user_id=officer) as uow:
        return draft_circular(uow, number="500/017/2026", title="Belanja lokal", from_on=date(2026, 10, 1))


class TestDrafting:
    def test_an_officer_writes_it_down_and_nothing_holds_yet(self, session, draft, heard):
        assert draft.state is DRAFT
        assert in_force(session, date(2026, 10, 1)) is None
        assert heard == [CircularDrafted(circular_id=draft.id, number="500/017/2026", from_on="2026-10-01")]

    def test_what_it_excludes_is_written_once_and_read_by_name(self, session, work, officer):
        given = {"number": "1", "title": "x", "from_on": date(2026, 10, 1)}
        with work(OFFICER, at=1, user_id=officer) as uow:
            draft = draft_circular(uow, **given, excluded=["food", "rokok 100%", "food"])
        assert draft.excluded == ["food", "rokok 100%"]
        assert str(terms_of(draft).excluded_goods) == "Makanan dan minuman, rokok 100%"

    def test_a_number_is_used_once(self, work, draft, officer):
        with pytest.raises(Refused, match="sudah dipakai"), work(OFFICER, at=1, user_id=officer) as uow:
            draft_circular(uow, number="500/017/2026", title="Lagi", from_on=date(2027, 1, 1))

    def test_it_cannot_end_before_it_begins(self, work, officer):
        with pytest.raises(Refused, match="mendahului"), work(OFFICER, at=1, user_id=officer) as uow:
            draft_circular(uow, number="1", title="x", from_on=date(2026, 10, 1), until_on=date(2026, 9, 30))

    def test_a_shop_writes_no_circular(self, session, work):
        partner = make_partner(session)
        with pytest.raises(Forbidden), work(OWNER, at=partner.id) as uow:
            draft_circular(uow, number="1", title="x", from_on=date(2026, 10, 1))


class TestClauses:
    def test_figures_are_kept_as_whole_numbers(self, session, work, draft, heard):
        with work(OFFICER, at=1) as uow:
            clause = add_clause(uow, draft.id, a_clause(figures={"least": "12,5 %"}))
        assert session.get(Clause, clause.id).figures == {"least": 1250}
        assert heard[-1] == ClauseWritten(
            circular_id=draft.id, clause_id=clause.id, code="4a", rule="value_share"
        )

    def test_everything_of_it_can_be_changed_while_it_is_a_draft(self, session, work, draft):
        with work(OFFICER, at=1) as uow:
            clause = add_clause(uow, draft.id, a_clause())
            edit_clause(uow, clause.id, a_clause("producer_breadth", code="4b", kinds=("hotel",), weight=5))
        row = session.get(Clause, clause.id)
        assert (row.code, row.rule, row.figures, row.kinds, row.weight) == (
            "4b", "producer_breadth", {"least": 3}, ["hotel"], 5,
        )  # fmt: skip

    def test_a_clause_can_go(self, session, work, draft, heard):
        with work(OFFICER, at=1) as uow:
            remove_clause(uow, add_clause(uow, draft.id, a_clause()).id)
        assert session.get(Circular, draft.id).clauses == []
        assert isinstance(heard[-1], ClauseRemoved)

    @pytest.mark.parametrize("figures", [{}, {"least": "banyak"}, {"least": "0"}])
    def test_figures_the_rule_cannot_read_are_refused(self, work, draft, figures):
        clause = a_clause(figures=figures or {"none": 1})
        with pytest.raises(Refused, match="keliru") as refused, work(OFFICER, at=1) as uow:
            add_clause(uow, draft.id, clause)
        assert refused.value.field == "least"

    def test_a_mark_stands_once(self, work, draft):
        with work(OFFICER, at=1) as uow:
            add_clause(uow, draft.id, a_clause())
        with pytest.raises(Refused, match="sudah ada"), work(OFFICER, at=1) as uow:
            add_clause(uow, draft.id, a_clause("producer_breadth"))

    def test_an_approved_circular_takes_no_change(self, session, work):
        circular = make_circular(session)
        with pytest.raises(Refused, match="tidak berubah"), work(OFFICER, at=1) as uow:
            add_clause(uow, circular.id, a_clause())


class TestApproval:
    def test_another_person_signs_and_it_holds(self, session, work, draft, approver, heard):
        with work(OFFICER, at=1) as uow:
            add_clause(uow, draft.id, a_clause())
        with work(APPROVER, at=1, user_id=approver) as uow:
            approve_circular(uow, draft.id)
        assert in_force(session, date(2026, 9, 30)) is None
        terms = in_force(session, date(2026, 10, 1))
        assert (terms.number, terms.clauses[0].code, terms.band(9_500)) == (
            "500/017/2026",
            "4a",
            "Sangat baik",
        )
        assert heard[-1] == CircularApproved(circular_id=draft.id, number="500/017/2026", replaces=None)

    def test_never_the_one_who_drafted_it(self, session, work, draft, officer):
        with pytest.raises(Forbidden), work(APPROVER, OFFICER, at=1, user_id=officer) as uow:
            approve_circular(uow, draft.id)

    @pytest.mark.parametrize("role", [OFFICER, AUDITOR])
    def test_nobody_but_an_approver_signs(self, work, draft, approver, role):
        with pytest.raises(Forbidden), work(role, at=1, user_id=approver) as uow:
            approve_circular(uow, draft.id)

    def test_a_circular_without_clauses_is_refused(self, work, draft, approver):
        with pytest.raises(Refused, match="belum punya butir"), work(APPROVER, at=1, user_id=approver) as uow:
            approve_circular(uow, draft.id)

    def test_the_one_it_replaces_ends_the_day_before(self, session, work, approver):
        old = make_circular(session)
        new = make_circular(session, state=DRAFT, from_on=date(2026, 10, 1), replaces_id=old.id)
        with work(APPROVER, at=1, user_id=approver) as uow:
            approve_circular(uow, new.id)
        assert old.until_on == date(2026, 9, 30)
        assert [in_force(session, day).number for day in (date(2026, 9, 30), date(2026, 10, 1))] == [
            old.number, new.number,
        ]  # fmt: skip

    def test_one_that_would_overlap_is_refused_with_the_other_named(self, session, work, approver):
        old = make_circular(session)
        new = make_circular(session, state=DRAFT, from_on=date(2026, 10, 1))
        with pytest.raises(Refused, match=old.number), work(APPROVER, at=1, user_id=approver) as uow:
            approve_circular(uow, new.id)

    def test_it_waits_for_those_who_did_not_draft_it(self, session, draft, work, officer, approver):
        assert waiting_for(session, approver) == []
        with work(OFFICER, at=1) as uow:
            add_clause(uow, draft.id, a_clause())
        assert waiting_for(session, approver) == [draft]
        assert waiting_for(session, officer) == []


class TestExemptions:
    def test_a_decision_lifts_a_clause_for_a_partner_between_its_days(self, session, work, approver):
        partner, circular = make_partner(session), make_circular(session, make_clause(code="4a"))
        with work(APPROVER, at=1, user_id=approver) as uow:
            grant_exemption(
                uow,
                partner.id,
                circular.clauses[0].id,
                decision="Keputusan 12/2026",
                from_on=date(2026, 12, 1),
                until_on=date(2026, 12, 31),
            )
        assert exempt_in(session, Month(2026, 12)) == {partner.id: {"4a"}}
        assert exempt_in(session, Month(2027, 1)) == {}
        assert [row.code for row in ExemptionList(circular_id=circular.id).rows(session)] == ["4a"]

    def test_a_draft_has_nothing_to_lift(self, session, work):
        partner, circular = make_partner(session), make_circular(session, state=DRAFT)
        with pytest.raises(Refused, match="belum disetujui"), work(APPROVER, at=1) as uow:
            grant_exemption(
                uow, partner.id, circular.clauses[0].id,
                decision="x", from_on=date(2026, 8, 1), until_on=date(2026, 8, 31),
            )  # fmt: skip

    def test_an_officer_lifts_nothing(self, session, work):
        partner, circular = make_partner(session), make_circular(session)
        with pytest.raises(Forbidden), work(OFFICER, at=1) as uow:
            grant_exemption(
                uow, partner.id, circular.clauses[0].id,
                decision="x", from_on=date(2026, 8, 1), until_on=date(2026, 8, 31),
            )  # fmt: skip

    def test_one_of_another_circular_does_not_count(self, session):
        partner = make_partner(session)
        old = make_circular(session, make_clause(code="4a"), until_on=date(2026, 7, 31))
        make_exemption(session, partner, old.clauses[0])
        assert exempt_in(session, Month(2026, 8)) == {}

    @pytest.mark.parametrize(
        ("period", "from_on", "until_on", "field", "says"),
        [
            ("month", date(2026, 11, 1), date(2026, 12, 31), "from_on", "mulai 01/12/2026"),
            ("month", date(2026, 12, 15), date(2027, 1, 31), "from_on", "mulai 01/01/2027"),
            ("month", date(2026, 12, 1), date(2027, 1, 15), "until_on", "berakhir 31/01/2027"),
            ("quarter", date(2026, 12, 1), date(2027, 3, 31), "from_on", "mulai 01/01/2027"),
            ("quarter", date(2027, 1, 1), date(2027, 4, 30), "until_on", "berakhir 30/06/2027"),
        ],
    )
    def test_it_covers_whole_periods_that_have_not_begun(
        self, session, work, period, from_on, until_on, field, says
    ):
        partner, circular = make_partner(session), make_circular(session, make_clause(period=period))
        with pytest.raises(Refused, match=says) as refused, work(APPROVER, at=1) as uow:
            grant_exemption(
                uow, partner.id, circular.clauses[0].id, decision="x", from_on=from_on, until_on=until_on
            )
        assert refused.value.field == field


def test_the_list_shows_the_newest_first(session):
    old = make_circular(session, until_on=date(2026, 9, 30))
    new = make_circular(session, state=DRAFT, from_on=date(2026, 10, 1))
    rows = CircularList().page(session).rows
    assert [(row.number, row.clauses, row.state) for row in rows] == [
        (new.number, 1, DRAFT),
        (old.number, 1, APPROVED),
    ]


@pytest.mark.parametrize("state", CircularState)
@pytest.mark.parametrize("move", LIFECYCLE, ids=lambda move: str(move.label))
def test_a_move_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)

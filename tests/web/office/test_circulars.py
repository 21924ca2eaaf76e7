import pytest

from marketplace.circulars.models import Circular, Exemption
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.states import APPROVED, DRAFT
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, VIEWER
from tests.factories.circulars import make_circular, make_clause
from tests.factories.partners import make_partner

LETTER = {"number": "500/018/2027", "title": "Belanja lokal", "from_on": "2027-01-01"}
CLAUSE = {
    "code": "4a",
    "text": "paling sedikit 12,5 persen",
    "stretch": "quarter",
    "seller_test": "local_certified",
    "lowest_grade": "C",
    "binding": "mandatory",
    "kinds": ["hotel", "cafe"],
    "weight": "3",
}


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def page_of(circular):
    return f"/office/circulars/{circular.public_id}"


def test_an_officer_drafts_one(session, officer):
    answer = officer.send("/office/circulars/new", LETTER | {"example": "y"})
    session.rollback()
    circular = session.query(Circular).one()
    assert answer.location.endswith(page_of(circular))
    assert (circular.state, circular.example) == (DRAFT, True)
    assert "Surat Edaran contoh 500/018/2027" in officer.open(page_of(circular)).text


def test_what_is_missing_is_said_and_what_was_typed_stays(officer):
    answer = officer.send("/office/circulars/new", LETTER | {"from_on": ""})
    assert (
        answer.status_code == 422
        and "Berlaku sejak wajib diisi" in answer.text
        and "500/018/2027" in answer.text
    )


def test_a_number_twice_is_refused_at_its_field(session, officer):
    make_circular(session, number="500/018/2027")
    answer = officer.send("/office/circulars/new", LETTER)
    assert answer.status_code == 422 and "sudah dipakai" in answer.text


class TestClauses:
    @pytest.fixture
    def draft(self, session):
        return make_circular(session, make_clause(code="1"), state=DRAFT)

    @pytest.mark.parametrize("key", RULE_TYPES)
    def test_every_rule_has_a_form_with_its_figures(self, officer, draft, key):
        page = officer.open(f"{page_of(draft)}/clauses/new?rule={key}").text
        for name in RULE_TYPES[key].Figures.model_fields:
            assert f'name="figure_{name}"' in page

    @pytest.mark.parametrize("key", RULE_TYPES)
    def test_every_rule_is_offered(self, officer, draft, key):
        assert f"rule={key}" in officer.open(f"{page_of(draft)}/clauses/new").text

    def test_it_is_kept_as_it_was_filled_in(self, session, officer, draft):
        path = f"{page_of(draft)}/clauses/new?rule=value_share"
        assert officer.send(path, CLAUSE | {"figure_least": "12,5 %"}).status_code == 302
        session.rollback()
        clause = next(one for one in draft.clauses if one.code == "4a")
        assert (clause.figures, clause.period, clause.kinds, clause.weight) == (
            {"least": 1250}, "quarter", ["hotel", "cafe"], 3,
        )  # fmt: skip
        assert "12,5" in officer.open(page_of(draft)).text

    @pytest.mark.parametrize("typed", ["", "banyak", "150"])
    def test_a_figure_that_cannot_be_read_is_refused_at_its_field(self, officer, draft, typed):
        path = f"{page_of(draft)}/clauses/new?rule=value_share"
        answer = officer.send(path, CLAUSE | {"figure_least": typed})
        assert answer.status_code == 422 and 'href="#figure_least"' in answer.text

    def test_it_can_be_changed_and_comes_back_as_people_type_it(self, session, officer, draft):
        path = f"{page_of(draft)}/clauses/1"
        assert 'value="15"' in officer.open(path).text
        assert officer.send(path, CLAUSE | {"code": "1", "figure_least": "20"}).status_code == 302
        session.rollback()
        assert draft.clauses[0].figures == {"least": 2000}

    def test_it_can_be_removed(self, session, officer, draft):
        assert officer.send(f"{page_of(draft)}/clauses/1/remove", page=page_of(draft)).status_code == 302
        session.rollback()
        assert draft.clauses == []

    def test_an_unknown_rule_or_clause_is_not_found(self, officer, draft):
        assert officer.open(f"{page_of(draft)}/clauses/9z").status_code == 404
        assert officer.send_blindly(f"{page_of(draft)}/clauses/new?rule=none").status_code in (400, 404)

    def test_an_approved_one_takes_no_change(self, session, officer):
        circular = make_circular(session)
        assert officer.open(f"{page_of(circular)}/clauses/new").status_code == 409


class TestApproval:
    def test_an_approver_who_did_not_draft_it_signs(self, session, as_seat):
        draft = make_circular(session, state=DRAFT)
        answer = as_seat(APPROVER).send(f"{page_of(draft)}/approve", page=page_of(draft))
        session.rollback()
        assert (answer.status_code, draft.state) == (302, APPROVED)

    def test_the_drafter_gets_no_button(self, session, as_seat):
        approver = as_seat(APPROVER)
        draft = make_circular(session, state=DRAFT, drafted_by=approver.actor.user_id)
        assert "Setujui dan bekukan" not in approver.open(page_of(draft)).text

    @pytest.mark.parametrize("role", [OFFICER, AUDITOR, VIEWER])
    def test_others_only_read(self, session, as_seat, role):
        draft = make_circular(session, state=DRAFT)
        visitor = as_seat(role)
        assert "Setujui dan bekukan" not in visitor.open(page_of(draft)).text
        assert visitor.send_blindly(f"{page_of(draft)}/approve").status_code in (400, 403)

    def test_it_waits_on_the_approvers_home(self, session, as_seat):
        draft, approver = make_circular(session, state=DRAFT, number="500/099/2026"), as_seat(APPROVER)
        assert "500/099/2026" in approver.open("/office/").text
        approver.send(f"{page_of(draft)}/approve", page=page_of(draft))
        assert "500/099/2026" not in approver.open("/office/").text


def test_an_exemption_is_granted_with_its_decision(session, as_seat):
    partner, circular = (
        make_partner(session, name="Toko Contoh"),
        make_circular(session, make_clause(code="4a")),
    )
    fields = {
        "partner": str(partner.id),
        "clause": "4a",
        "decision": "Keputusan 12/2026",
        "from_on": "2026-12-01",
        "until_on": "2026-12-31",
    }
    approver = as_seat(APPROVER)
    assert approver.send(f"{page_of(circular)}/exemptions", fields, page=page_of(circular)).status_code == 302
    session.rollback()
    assert session.query(Exemption).one().decision == "Keputusan 12/2026"
    assert "Keputusan 12/2026" in approver.open(page_of(circular)).text


def test_the_list_marks_what_is_an_example(session, as_seat):
    make_circular(session, number="500/017/2026")
    page = as_seat(VIEWER).open("/office/circulars").text
    assert "500/017/2026" in page and "contoh" in page

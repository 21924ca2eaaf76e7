import re
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from marketplace.circulars.models import Circular, Exemption, PreparedExemption
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.states import APPROVED, DRAFT
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, VIEWER
from marketplace.partners.models import PartnerKind
from tests.factories.circulars import make_circular, make_clause
from tests.factories.officials import make_approver
from tests.factories.partners import make_partner
from tests.factories.purchases import declare
from tests.web.office.test_partners import PDF

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

    @pytest.mark.parametrize(
        ("rule", "typed", "field"),
        [
            ("kelurahan_breadth", {"figure_least": "400"}, "figure_least"),
            ("value_share", {"figure_least": "10", "code": "4 a!"}, "code"),
            ("value_share", {"figure_least": "10", "weight": "101"}, "weight"),
        ],
    )
    def test_what_is_wrong_is_refused_where_it_was_typed(self, officer, draft, rule, typed, field):
        answer = officer.send(f"{page_of(draft)}/clauses/new?rule={rule}", CLAUSE | typed)
        assert answer.status_code == 422 and f'href="#{field}"' in answer.text

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


class TestTheHead:
    @pytest.fixture
    def draft(self, session):
        return make_circular(session, state=DRAFT, number="500/018/2027", excluded=["rokok"])

    def test_it_comes_back_as_it_was_written_and_can_be_changed(self, session, officer, draft):
        path = f"{page_of(draft)}/head"
        page = officer.open(path).text
        assert 'value="500/018/2027"' in page and 'value="rokok"' in page
        answer = officer.send(
            path,
            LETTER | {"number": "500/019/2027", "goods": "rokok, BBM", "scan": (BytesIO(PDF), "surat.pdf")},
        )
        assert answer.status_code == 302
        session.rollback()
        assert (draft.number, draft.excluded, draft.example) == ("500/019/2027", ["rokok", "BBM"], False)
        assert "Buka pindaian surat" in officer.open(page_of(draft)).text

    def test_what_cannot_be_is_refused_at_its_field_and_stays_as_typed(self, officer, draft):
        answer = officer.send(f"{page_of(draft)}/head", LETTER | {"until_on": "2026-12-31"})
        assert answer.status_code == 422 and 'href="#until_on"' in answer.text

    def test_an_approved_one_has_no_form(self, session, officer):
        path = f"{page_of(make_circular(session))}/head"
        assert officer.send(path, LETTER, page="/office/circulars/new").status_code == 422
        assert '/head"' not in officer.open(path.removesuffix("/head")).text


def test_a_draft_takes_as_few_statements_with_many_clauses_and_partners(session, officer, statements):
    old = make_circular(session, make_clause(code="1"))
    given = {"state": DRAFT, "replaces_id": old.id, "from_on": date(2027, 1, 1)}
    few = make_circular(session, make_clause(code="1"), **given)
    many = make_circular(session, *(make_clause(code=str(code)) for code in range(1, 9)), **given)
    make_partner(session)
    one = statements(lambda: officer.open(page_of(few)))
    for _ in range(4):
        make_partner(session)
    assert statements(lambda: officer.open(page_of(many))) <= one <= 30


class TestNamesForScores:
    def test_they_are_changed_as_a_whole(self, session, officer):
        draft = make_circular(session, state=DRAFT)
        path = f"{page_of(draft)}/bands"
        assert 'value="90"' in officer.open(path).text
        fields = {"score_0": "87,5", "name_0": "Baik", "score_1": "0", "name_1": "Cukup"}
        assert officer.send(path, fields).status_code == 302
        assert "87,5" in officer.open(page_of(draft)).text

    def test_those_that_do_not_go_down_to_nothing_are_refused_at_the_row(self, session, officer):
        path = f"{page_of(make_circular(session, state=DRAFT))}/bands"
        answer = officer.send(path, {"score_0": "50", "name_0": "Baik", "score_1": "75", "name_1": "Cukup"})
        assert answer.status_code == 422 and 'href="#score_1"' in answer.text


class TestDiscarding:
    def test_a_draft_goes_with_its_reason_and_comes_back(self, session, officer):
        draft = make_circular(session, state=DRAFT, number="500/098/2026")
        path = f"{page_of(draft)}/discard"
        assert officer.send(path, {"reason": ""}).status_code == 422
        assert officer.send(path, {"reason": "Naskahnya ditunda"}).status_code == 302
        assert "500/098/2026" not in officer.open("/office/circulars").text
        assert "500/098/2026" in officer.open("/office/circulars?discarded=1").text
        assert "Naskahnya ditunda" in officer.open(page_of(draft)).text
        assert officer.send(f"{page_of(draft)}/restore", page=page_of(draft)).status_code == 302
        session.rollback()
        assert draft.state is DRAFT


class TestOverlaps:
    @pytest.fixture
    def draft(self, session):
        make_circular(session, number="500/097/2026")
        return make_circular(session, state=DRAFT, from_on=date(2027, 1, 1))

    def test_it_is_told_while_drafting_with_a_way_out(self, session, officer, draft):
        page = officer.open(page_of(draft)).text
        assert "500/097/2026 juga berlaku sejak" in page
        (other,) = re.findall(r'name="other" value="(\w+)"', page)
        fields = {"other": other, "way": "replace"}
        assert officer.send(f"{page_of(draft)}/overlap", fields, page=page_of(draft)).status_code == 302
        page = officer.open(page_of(draft)).text
        assert "juga berlaku" not in page and "Menggantikan" in page

    @pytest.mark.parametrize("fields", [{}, {"way": "elsewhere"}])
    def test_without_one_of_the_ways_the_draft_is_shown_as_it_is(self, officer, draft, fields):
        answer = officer.send(f"{page_of(draft)}/overlap", fields, page=page_of(draft))
        assert (answer.status_code, answer.location) == (302, page_of(draft))
        assert "500/097/2026 juga berlaku sejak" in officer.open(page_of(draft)).text
        assert (
            officer.send("/office/circulars/k3m9p2q7r4s8/overlap", fields, page=page_of(draft)).status_code
            == 404
        )

    def test_an_approver_reads_it_and_cannot_sign(self, draft, as_seat):
        page = as_seat(APPROVER).open(f"{page_of(draft)}/approve").text
        assert "500/097/2026" in page and "Setujui dan bekukan" not in page


class TestReadingBack:
    def test_each_clause_is_one_sentence_with_what_is_new_in_it(self, session, officer):
        old = make_circular(session, make_clause(code="4a"), make_clause("producer_breadth", 3, code="4b"))
        draft = make_circular(
            session,
            make_clause(code="4a", least=1800),
            state=DRAFT,
            replaces_id=old.id,
            from_on=date(2027, 1, 1),
        )
        page = officer.open(page_of(draft)).text
        assert "Setiap bulan, semua mitra wajib membelanjakan paling sedikit 18\u00a0%" in page
        assert "Diketatkan" in page and "<del>15\u00a0%</del>" in page
        assert "Dihapus" in page and "membeli dari paling sedikit 3 pembuat" in page

    def test_the_effect_on_past_months_says_what_cannot_be_told(self, session, officer):
        declare(session, make_partner(session, kind=PartnerKind.SHOP), total=0)
        clauses = (
            make_clause(code="4a"),
            make_clause("kelurahan_breadth", 400, code="4c"),
            make_clause(code="4d", kinds=["hotel"]),
            make_clause(code="4e", period="year"),
        )
        page = officer.open(f"{page_of(make_circular(session, *clauses, state=DRAFT))}/effect").text
        assert "Agustus 2026 sampai Oktober 2026" in page
        for said in ("Belum ada data", "Metro punya 22 kelurahan", "Tidak mengikat siapa pun", "Belum genap"):
            assert said in page


class TestApproval:
    @pytest.fixture
    def draft(self, session):
        make_partner(session, name="Toko Terikat", kind=PartnerKind.SHOP)
        return make_circular(session, make_clause(code="4a", kinds=["shop"]), state=DRAFT)

    def sign(self, approver, draft, **fields):
        path = f"{page_of(draft)}/approve"
        (seen,) = re.findall(r'name="seen" value="(\w+)"', approver.open(path).text)
        return approver.send(path, {"seen": seen, "read": "y"} | fields)

    def test_an_approver_reads_what_it_would_do_and_signs(self, session, as_seat, draft):
        approver = as_seat(APPROVER)
        page = approver.open(f"{page_of(draft)}/approve").text
        for said in (
            "1 butir dibekukan",
            "1 mitra diikat",
            "Toko Terikat",
            "Setujui dan bekukan 1 butir",
            "Dampaknya",
        ):
            assert said in page
        assert self.sign(approver, draft).status_code == 302
        session.rollback()
        assert draft.state is APPROVED

    def test_nothing_is_signed_unread_or_after_it_changed(self, session, as_seat, draft):
        approver = as_seat(APPROVER)
        assert self.sign(approver, draft, read="").status_code == 422
        answer = self.sign(approver, draft, seen="0" * 64)
        assert answer.status_code == 422 and "berubah sejak Anda membukanya" in answer.text
        session.rollback()
        assert draft.state is DRAFT

    def test_the_drafter_reads_why_another_signs(self, session, as_seat):
        approver = as_seat(APPROVER)
        draft = make_circular(session, state=DRAFT, drafted_by=approver.actor.user_id)
        for path in (page_of(draft), f"{page_of(draft)}/approve"):
            page = approver.open(path).text
            assert "Setujui dan bekukan" not in page and "Baca dan setujui" not in page
            assert "disabled" in page and "penyetuju lain yang menandatanganinya" in page

    @pytest.mark.parametrize("role", [OFFICER, AUDITOR, VIEWER])
    def test_others_only_read(self, draft, as_seat, role):
        visitor = as_seat(role)
        assert "Baca dan setujui" not in visitor.open(page_of(draft)).text
        assert visitor.send_blindly(f"{page_of(draft)}/approve").status_code in (400, 403)

    def test_it_waits_on_the_approvers_home(self, session, as_seat):
        draft, approver = make_circular(session, state=DRAFT, number="500/099/2026"), as_seat(APPROVER)
        assert "500/099/2026" in approver.open("/office/").text
        self.sign(approver, draft)
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


class TestSubmission:
    @pytest.fixture
    def draft(self, session):
        return make_circular(session, make_clause(code="4a"), state=DRAFT, from_on=date(2027, 1, 1))

    def test_an_officer_prepares_exemptions_and_asks_an_approver_by_name(
        self, session, officer, as_seat, draft
    ):
        asked, partner = make_approver(session, name="Ani Contoh"), make_partner(session)
        given = {"partner": partner.id, "clause": "4a", "decision": "Keputusan 9/2026"}
        days = {"from_on": "2027-01-01", "until_on": "2027-01-31"}
        path = f"{page_of(draft)}/exemptions/prepare"
        assert officer.send(path, given | days | {"until_on": "2027-01-15"}).status_code == 422
        assert officer.send(path, given | days).status_code == 302
        assert officer.send(f"{page_of(draft)}/submit", {"approver": asked}).status_code == 302
        page = officer.open(page_of(draft)).text
        assert "Diajukan kepada Ani Contoh." in page and "Keputusan 9/2026" in page
        read = as_seat(APPROVER, user_id=asked).open(f"{page_of(draft)}/approve").text
        assert "1 pengecualian mulai berlaku" in read and "Keputusan 9/2026" in read
        session.rollback()
        [number] = session.scalars(select(PreparedExemption.id))
        assert officer.send(f"{page_of(draft)}/exemptions/{number}/remove", {}).status_code == 302
        assert "Keputusan 9/2026" not in officer.open(path).text

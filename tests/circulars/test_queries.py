from datetime import date, timedelta

import pytest

from marketplace.circulars.models import Exemption
from marketplace.circulars.queries import (
    CircularList,
    ExemptionList,
    category_choices,
    excluded_goods,
    exempt_in,
    in_force,
    judging,
    name_of,
    partner_choices,
    waiting_for,
)
from marketplace.circulars.states import APPROVED, DRAFT
from marketplace.kernel.period import Month
from marketplace.uptake.counting import excluded_in
from tests.factories.catalog import make_category
from tests.factories.circulars import make_circular, make_clause, make_exemption
from tests.factories.officials import make_official
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

FIRST, LAST = date(2026, 3, 1), date(2026, 9, 30)
DAY = timedelta(days=1)


class TestInForce:
    @pytest.mark.parametrize(
        ("on", "holds"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
    )
    def test_it_holds_from_its_first_day_through_its_last(self, session, on, holds):
        make_circular(session, number="500/1", from_on=FIRST, until_on=LAST)
        found = in_force(session, on)
        assert (found.number if found else None) == ("500/1" if holds else None)

    def test_without_an_end_it_holds_for_good(self, session):
        make_circular(session, from_on=FIRST)
        assert in_force(session, date(2099, 12, 31)) is not None

    def test_a_draft_holds_on_no_day(self, session):
        make_circular(session, from_on=FIRST, state=DRAFT)
        assert in_force(session, FIRST) is None

    def test_one_follows_the_other_on_the_next_day(self, session):
        make_circular(session, number="lama", from_on=FIRST, until_on=LAST)
        make_circular(session, number="baru", from_on=LAST + DAY)
        assert [in_force(session, day).number for day in (LAST, LAST + DAY)] == ["lama", "baru"]

    def test_it_comes_with_its_clauses_and_its_bands_from_the_highest(self, session):
        make_circular(session, make_clause(code="4b"), make_clause(code="4a"), from_on=FIRST)
        session.expire_all()
        found = in_force(session, FIRST)
        assert [clause.code for clause in found.clauses] == ["4a", "4b"]
        assert found.bands == ((9000, "Sangat baik"), (0, "Perlu pembinaan"))


class TestExemptions:
    @pytest.fixture
    def clause(self, session):
        return make_circular(session, make_clause(code="4a"), make_clause(code="4b")).clauses[0]

    @pytest.mark.parametrize(("month", "lifted"), [(7, set()), (8, {"4a"}), (10, {"4a"}), (11, set())])
    def test_a_decision_lifts_its_clause_from_its_first_month_through_its_last(
        self, session, clause, month, lifted
    ):
        partner = make_partner(session)
        make_exemption(session, partner, clause)
        assert exempt_in(session, Month(2026, month)).get(partner.id, set()) == lifted

    @pytest.mark.parametrize(
        ("from_on", "until_on", "lifted"),
        [
            (date(2026, 7, 1), date(2026, 9, 30), {"4a"}),
            (date(2026, 7, 2), date(2026, 9, 30), set()),
            (date(2026, 7, 1), date(2026, 9, 29), set()),
            (date(2026, 9, 1), date(2026, 9, 30), set()),
        ],
    )
    def test_of_a_longer_period_it_lifts_all_or_nothing(self, session, from_on, until_on, lifted):
        quarterly = make_circular(session, make_clause(code="4a", period="quarter")).clauses[0]
        partner = make_partner(session)
        make_exemption(session, partner, quarterly, from_on=from_on, until_on=until_on)
        assert exempt_in(session, Month(2026, 9)).get(partner.id, set()) == lifted

    def test_another_partner_is_not_exempt(self, session, clause):
        make_exemption(session, make_partner(session), clause)
        other = make_partner(session)
        assert other.id not in exempt_in(session, Month(2026, 9))

    def test_what_a_circular_of_another_time_lifted_is_not_lifted_now(self, session):
        old = make_circular(session, make_clause(code="4a"), from_on=FIRST, until_on=date(2026, 8, 31))
        make_circular(session, make_clause(code="4a"), from_on=date(2026, 9, 1))
        partner = make_partner(session)
        make_exemption(session, partner, old.clauses[0])
        assert exempt_in(session, Month(2026, 8))[partner.id] == {"4a"}
        assert partner.id not in exempt_in(session, Month(2026, 9))

    def test_several_decisions_on_one_day_are_joined(self, session, clause):
        partner, other = make_partner(session), clause.circular_id
        second = session.query(type(clause)).filter_by(circular_id=other, code="4b").one()
        make_exemption(session, partner, clause)
        make_exemption(session, partner, second)
        make_exemption(session, partner, clause, decision="Lagi")
        assert exempt_in(session, Month(2026, 9))[partner.id] == {"4a", "4b"}

    def test_the_page_of_a_circular_lists_its_own_the_newest_first(self, session, clause):
        shop, hotel = make_partner(session, name="Toko Agung"), make_partner(session, name="Hotel Melati")
        make_exemption(session, shop, clause)
        make_exemption(session, hotel, clause, from_on=date(2026, 9, 1))
        elsewhere = make_circular(session, state=DRAFT)
        make_exemption(session, shop, elsewhere.clauses[0])
        circular = session.get(type(elsewhere), clause.circular_id)
        rows = ExemptionList(circular_id=circular.id).rows(session)
        assert [(row.partner, row.code) for row in rows] == [("Hotel Melati", "4a"), ("Toko Agung", "4a")]
        assert session.query(Exemption).count() == 3


class TestLists:
    def test_a_circular_is_listed_with_its_clauses_counted_and_who_wrote_it(self, session):
        writer = make_official(session, name="Sri Wahyuni")
        make_circular(session, make_clause(), make_clause(), drafted_by=writer, from_on=FIRST)
        make_circular(session, state=DRAFT, from_on=LAST)
        rows = CircularList().rows(session)
        assert [(row.state, row.clauses, row.drafted_by) for row in rows] == [
            (DRAFT, 1, None),
            (APPROVED, 2, "Sri Wahyuni"),
        ]
        only = CircularList(state=DRAFT).rows(session)
        assert [row.from_on for row in only] == [LAST]

    def test_an_approver_signs_what_somebody_else_wrote(self, session):
        writer, approver = make_official(session), make_official(session)
        draft = make_circular(session, state=DRAFT, drafted_by=writer)
        make_circular(session)
        assert waiting_for(session, approver) == [draft]
        assert waiting_for(session, writer) == []

    def test_a_draft_the_system_wrote_waits_for_anybody(self, session):
        draft = make_circular(session, state=DRAFT, drafted_by=None)
        assert waiting_for(session, make_official(session)) == [draft]

    def test_a_draft_without_clauses_waits_for_nobody(self, session):
        draft = make_circular(session, state=DRAFT)
        for clause in list(draft.clauses):
            session.delete(clause)
        session.commit()
        assert waiting_for(session, make_official(session)) == []


class TestChoices:
    def test_only_partners_can_be_chosen_and_by_name(self, session):
        make_maker(session, name="Keripik Bu Tini")
        shop, hotel = make_partner(session, name="Toko Agung"), make_partner(session, name="Hotel Melati")
        assert partner_choices(session) == [(hotel.id, "Hotel Melati"), (shop.id, "Toko Agung")]

    def test_categories_are_chosen_by_name(self, session):
        make_category(session, code="snacks", name="Camilan")
        make_category(session, code="batik", name="Batik")
        assert category_choices(session) == [("batik", "Batik"), ("snacks", "Camilan")]

    def test_whoever_is_nobody_has_no_name(self, session):
        assert name_of(session, make_official(session, name="Sri Wahyuni")) == "Sri Wahyuni"
        assert name_of(session, None) is None
        assert name_of(session, 999) is None


@pytest.mark.parametrize(
    ("from_on", "until_on", "judged"),
    [
        (date(2026, 8, 1), date(2026, 8, 31), [8]),
        (date(2026, 8, 31), date(2026, 9, 30), [9]),
        (date(2026, 8, 15), date(2026, 9, 29), []),
        (date(2026, 9, 2), None, [10]),
        (date(2026, 8, 2), date(2026, 8, 30), []),
    ],
)
def test_goods_are_excluded_in_the_months_that_their_circular_judges(session, from_on, until_on, judged):
    make_circular(session, from_on=from_on, until_on=until_on, excluded=["rokok"])
    every, months = excluded_goods(session), [Month(2026, month) for month in (7, 8, 9, 10)]
    assert [month.month for month in months if excluded_in(month, every)] == judged
    for month in months:
        terms = judging(session, month)
        assert excluded_in(month, every) == (terms.excluded if terms else ())


def test_a_draft_excludes_nothing_yet(session):
    make_circular(session, state=DRAFT, excluded=["rokok"])
    make_circular(session)
    assert excluded_goods(session) == []

"""Of whom a clause asks its figure: of outlets, chains and the city as well as of partners."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import EXEMPT, MET, NO_DATA, NOT_APPLICABLE, NOT_MET
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.freezing import Annex, read_annex, write_annex
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.queries import evaluate_month
from marketplace.compliance.reasons import NotAsked
from marketplace.kernel.period import Month
from marketplace.uptake.lines import JudgedOutlet, PartnerBefore
from marketplace.uptake.measures.base import Gap
from tests.factories.circulars import make_circular, make_clause
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)
OPENED = date(2026, 1, 1)
NORTH, SOUTH = JudgedOutlet(1, "Utara", OPENED, None), JudgedOutlet(2, "Selatan", OPENED, None)


def books(number=3, *, lines=(), totals=(), exemptions=(), outlets=(), **partner):
    who = a_partner(id=number, public_id=f"toko-{number}", name=f"Toko {number}", **partner)
    return PartnerInputs(
        partner=who,
        lines=tuple(lines),
        totals=tuple(totals),
        exemptions=tuple(exemptions),
        outlets=tuple(outlets),
    )


def month(*partners, clauses, when=AUGUST, whole=True):
    circular = replace(a_circular(*clauses), whole_periods=whole)
    return evaluate_all(MonthInputs(month=str(when), circular=circular, partners=partners))


class TestOutlets:
    clause = a_clause("local_sku_count", {"least": 2, "subject": "outlet"})

    def judged(self, *lines, outlets=(NORTH, SOUTH), clause=None):
        (one,) = month(books(lines=lines, outlets=outlets), clauses=[clause or self.clause]).partners
        return one.clauses[0]

    def test_the_weakest_stands_for_the_partner_and_each_is_told(self):
        found = self.judged(
            a_line(outlet=1, item="a"), a_line(outlet=1, item="b"), a_line(outlet=2, item="a")
        )
        assert (found.outcome, found.numerator, found.shortfall) == (NOT_MET, 1, 1)
        assert [(part.name, part.outcome, part.numerator) for part in found.parts] == [
            ("Utara", MET, 2),
            ("Selatan", NOT_MET, 1),
        ]

    def test_all_must_have_it(self):
        lines = [a_line(outlet=number, item=item) for number in (1, 2) for item in "abc"]
        assert self.judged(*lines).outcome is MET

    def test_rows_that_name_no_outlet_leave_no_outcome_where_they_could_turn_it(self):
        some = [a_line(outlet=1, item="a"), a_line(outlet=1, item="b"), a_line(outlet=2, item="a")]
        found = self.judged(*some, a_line(item="b"))
        assert (found.outcome, found.gap) == (NO_DATA, Gap.OUTLET_UNTOLD)
        assert self.judged(*some, a_line(item="a")).outcome is NOT_MET

    def test_of_one_outlet_nobody_needs_to_say_where(self):
        assert self.judged(a_line(item="a"), a_line(item="b"), outlets=[NORTH]).outcome is MET

    def test_one_that_opened_or_closed_within_the_period_is_not_asked_yet(self):
        new = JudgedOutlet(3, "Baru", date(2026, 8, 2), None)
        closed = JudgedOutlet(4, "Tutup", OPENED, date(2026, 8, 30))
        lines = [a_line(outlet=1, item=item) for item in "ab"]
        assert [part.name for part in self.judged(*lines, outlets=[NORTH, new, closed]).parts] == ["Utara"]
        assert self.judged(*lines, outlets=[new]).gap is Gap.NO_OUTLETS

    def test_coverage_counts_those_that_bought_anything(self):
        clause = a_clause("outlet_coverage", {"least": 10_000})
        found = self.judged(a_line(outlet=1), clause=clause)
        assert (found.outcome, found.numerator, found.denominator, found.shortfall) == (NOT_MET, 1, 2, 1)


class TestChains:
    clause = a_clause("value_share", {"least": 1500, "subject": "chain"})
    head = books(1, lines=[a_line(net=100)], totals=[a_total(1_000)])
    member = books(2, lines=[a_line(net=300)], totals=[a_total(1_000)], head=1)
    alone = books(3, lines=[a_line(net=100)], totals=[a_total(1_000)])

    def test_the_head_has_the_figures_of_all_and_each_lists_its_own_rows(self):
        head, member, alone = month(self.head, self.member, self.alone, clauses=[self.clause]).partners
        found = head.clauses[0]
        assert (found.outcome, found.numerator, found.denominator) == (MET, 400, 2_000)
        assert found.counted == (self.head.lines[0].id,)
        of_member = member.clauses[0]
        assert (of_member.outcome, of_member.not_asked) == (NOT_APPLICABLE, NotAsked.AT_HEAD)
        assert of_member.counted == (self.member.lines[0].id,)
        assert (alone.clauses[0].outcome, alone.clauses[0].numerator) == (NOT_MET, 100)

    def test_one_missing_declaration_leaves_the_chain_without_a_share(self):
        head, _ = month(self.head, replace(self.member, totals=()), clauses=[self.clause]).partners
        assert head.clauses[0].gap is Gap.NOT_DECLARED

    def test_an_exempt_member_is_in_neither_sum(self):
        away = replace(self.member, exemptions=("4a",))
        head, member = month(self.head, away, clauses=[self.clause]).partners
        assert (head.clauses[0].numerator, head.clauses[0].denominator) == (100, 1_000)

    def test_who_left_it_within_the_period_still_counts_until_its_end(self):
        left = replace(
            self.member,
            partner=replace(
                self.member.partner,
                head=None,
                before=(PartnerBefore(date(2026, 8, 9), "minimarket", None, 1),),
            ),
        )
        head, member = month(self.head, left, clauses=[self.clause]).partners
        assert head.clauses[0].numerator == 400
        assert member.clauses[0].not_asked is NotAsked.AT_HEAD


class TestCity:
    covered = a_clause("mou_coverage", {"least": 6_000}, code="9")
    active = a_clause("corner_active", {"least": 10_000}, code="9", kinds=("public_office",))

    def of_city(self, *partners, clause, **given):
        result = month(*partners, clauses=[clause], **given)
        return result, result.city_clauses[0]

    def test_it_is_judged_once_and_asked_of_nobody_alone(self):
        result, found = self.of_city(
            books(1, under_mou=True), books(2, under_mou=True), books(3), clause=self.covered
        )
        assert (found.outcome, found.numerator, found.denominator, found.counted) == (MET, 2, 3, ())
        assert {one.clauses[0].not_asked for one in result.partners} == {NotAsked.CITY}
        assert {(one.score, one.complies) for one in result.partners} == {(None, None)}

    def test_other_kinds_and_exempt_partners_are_in_neither_figure(self):
        offices = [
            books(1, kind="public_office", lines=[a_line(day=date(2026, 8, 2))]),
            books(2, kind="public_office", exemptions=["9"]),
            books(3),
        ]
        result, found = self.of_city(*offices, clause=self.active)
        assert (found.outcome, found.numerator, found.denominator) == (MET, 1, 1)
        assert [one.clauses[0].outcome for one in result.partners] == [NOT_APPLICABLE, EXEMPT, NOT_APPLICABLE]

    @pytest.mark.parametrize(
        ("day", "when", "counts"),
        [
            (date(2026, 8, 1), AUGUST, 0),
            (date(2026, 8, 2), AUGUST, 1),
            (date(2026, 1, 29), Month(2026, 2), 0),
            (date(2026, 1, 30), Month(2026, 2), 1),
        ],
    )
    def test_a_corner_is_active_for_thirty_days(self, day, when, counts):
        office = books(1, kind="public_office", lines=[a_line(day=day)], totals=[a_total(month=str(when))])
        assert self.of_city(office, clause=self.active, when=when)[1].numerator == counts

    def test_a_sum_of_the_city_is_over_all_whom_it_binds(self):
        clause = a_clause("minimum_spend", {"least": 350, "subject": "city"})
        shops = [books(number, lines=[a_line(net=100 * number)]) for number in (1, 2)]
        found = self.of_city(*shops, books(3), clause=clause)[1]
        assert (found.outcome, found.numerator, found.shortfall) == (NOT_MET, 300, 50)

    def test_nobody_bound_is_no_data(self):
        assert self.of_city(books(1), clause=self.active)[1].gap is Gap.NOBODY

    def test_it_begins_with_its_first_whole_period(self):
        clause = replace(self.covered, stretch=JudgedMonths.YEAR)
        partner = books(1, under_mou=True)
        circular = replace(a_circular(clause), from_on=date(2026, 2, 1), whole_periods=True)
        found = evaluate_all(MonthInputs(month="2026-08", circular=circular, partners=(partner,)))
        assert found.city_clauses[0].not_asked is NotAsked.NOT_BEGUN


class TestOverTime:
    def judged(self, clause, lines=(), totals=(), when=AUGUST):
        return evaluate(a_circular(clause), a_partner(), when, lines=lines, totals=totals).clauses[0]

    def test_growth_compares_with_the_month_or_the_year_before(self):
        lines = [
            a_line(day=date(2025, 8, 9), net=100), a_line(day=date(2026, 7, 9), net=200),
            a_line(day=date(2026, 8, 9), net=220),
        ]  # fmt: skip
        before = self.judged(a_clause("local_growth", {"least": 1000}), lines)
        year = self.judged(a_clause("local_growth", {"least": 1000, "year_ago": True}), lines)
        assert (before.outcome, before.numerator, before.denominator) == (MET, 220, 200)
        assert (year.numerator, year.denominator) == (220, 100)

    def test_a_running_quarter_is_compared_with_as_many_months(self):
        lines = [a_line(day=date(2026, number, 9), net=100) for number in (4, 5, 6, 7, 8)]
        found = self.judged(a_clause("local_growth", {"least": 1}, stretch=JudgedMonths.QUARTER), lines)
        assert (found.numerator, found.denominator, found.final) == (200, 200, False)

    def test_nothing_bought_before_is_no_data(self):
        assert self.judged(a_clause("local_growth", {"least": 1}), [a_line()]).gap is Gap.NO_BASE

    @pytest.mark.parametrize(
        ("filed_on", "outcome"),
        [(date(2026, 8, 10), MET), (date(2026, 8, 11), NOT_MET), (None, NOT_MET)],
    )
    def test_the_report_on_july_falls_due_in_august(self, filed_on, outcome):
        clause = a_clause("reporting_discipline", {"least": 10_000, "days": 10})
        totals = [replace(a_total(month="2026-07"), filed_on=filed_on)] if filed_on else []
        found = self.judged(clause, totals=totals)
        assert (found.outcome, found.denominator) == (outcome, 1)

    def test_a_quarter_has_three_and_who_sent_none_is_not_excused(self):
        clause = a_clause("reporting_discipline", {"least": 1}, stretch=JudgedMonths.QUARTER)
        found = self.judged(clause, when=Month(2026, 9))
        assert (found.outcome, found.numerator, found.denominator) == (NOT_MET, 0, 3)

    def test_no_report_is_due_about_a_month_before_it_was_a_partner(self):
        clause = a_clause("reporting_discipline", {"least": 1}, stretch=JudgedMonths.QUARTER)
        on = {
            since: evaluate(
                a_circular(clause), a_partner(since=since), Month(2026, 9), lines=[], totals=[]
            ).clauses[0]
            for since in (date(2026, 7, 31), date(2026, 9, 1))
        }
        assert [one.denominator for one in on.values()] == [2, None]
        assert on[date(2026, 9, 1)].gap is Gap.NOTHING_DUE

    def test_a_ramp_asks_what_holds_on_the_first_day_of_the_period(self):
        steps = {"least": 100, "steps": [["2026-08-01", 200], ["2026-08-15", 900]]}
        lines = [a_line(day=date(2026, 8, 20), net=250)]
        assert self.judged(a_clause("minimum_spend", steps), lines).target == (200, 1)
        quarterly = self.judged(a_clause("minimum_spend", steps, stretch=JudgedMonths.QUARTER), lines)
        assert quarterly.target == (100, 1)

    def test_an_appeal_moves_neither_score_nor_compliance(self):
        appeal = a_clause("return_rate", {"most": 1}, code="2", binding=Binding.MANDATORY, weight=9)
        lines = [a_line(net=100), a_line(net=-50)]
        circular = a_circular(a_clause("minimum_spend", {"least": 1}), appeal)
        found = evaluate(circular, a_partner(), AUGUST, lines=lines, totals=[])
        assert [one.outcome for one in found.clauses] == [MET, NOT_MET]
        assert (found.score, found.complies) == (10_000, True)
        assert not found.clauses[1].close


class TestReadFromTheBooks:
    @pytest.fixture
    def chain(self, session):
        head = make_partner(session, name="Pusat")
        member = make_partner(session, name="Cabang", parent_id=head.id)
        for shop in (head, member):
            outlet = make_outlet(session, shop)
            make_purchase(session, shop, make_maker(session), 100, outlet_id=outlet.id)
            declare(session, shop, 500)
        return head, member

    def test_one_partner_alone_gives_what_it_gives_among_all(self, session, chain):
        make_circular(
            session,
            make_clause("value_share", 1500, code="1", figures={"least": 1500, "subject": "chain"}),
            make_clause("outlet_coverage", 1, code="2", figures={"least": 10_000, "subject": "chain"}),
            make_clause("local_sku_count", 1, code="3", figures={"least": 1, "subject": "outlet"}),
            make_clause("mou_coverage", 1, code="4"),
            make_clause("reporting_discipline", 1, code="5"),
            make_clause("local_growth", 1, code="6"),
        )
        among_all = evaluate_month(session, AUGUST)
        for shop in chain:
            alone = evaluate_month(session, AUGUST, partner_ids=[shop.id])
            assert alone.partners == tuple(one for one in among_all.partners if one.partner.id == shop.id)
            assert alone.city_clauses == ()
        (head,) = [one for one in among_all.partners if one.partner.name == "Pusat"]
        assert (head.clauses[0].numerator, head.clauses[0].denominator) == (200, 1_000)
        assert (head.clauses[1].numerator, head.clauses[1].denominator) == (2, 2)
        assert [part.numerator for part in head.clauses[2].parts] == [1]
        assert [one.numerator for one in among_all.city_clauses] == [2]

    def test_what_is_frozen_is_judged_again_as_it_was(self, session, chain):
        make_circular(
            session,
            make_clause("value_share", 1, code="1", figures={"least": 1500, "subject": "chain"}),
            make_clause("local_sku_count", 1, code="2", figures={"least": 1, "subject": "outlet"}),
            make_clause("mou_coverage", 1, code="3"),
        )
        inputs = inputs_of(session, AUGUST)
        annex = Annex(inputs=inputs, results=evaluate_all(inputs))
        again = read_annex(write_annex(annex))
        assert again == annex
        assert evaluate_all(again.inputs) == annex.results

"""Goods that the circular leaves out count nowhere: not in what is declared, not in what is counted."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.rules.base import MET, NO_DATA
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.basis import OwnBooks
from marketplace.compliance.envelopes import envelope_of
from marketplace.compliance.evaluation import evaluate, hold_books, judge
from marketplace.compliance.freezing import canonical, read_document, read_month
from marketplace.compliance.partner_parts import read_figures
from marketplace.compliance.queries import evaluate_month, frozen_month
from marketplace.compliance.reasons import ExclusionReason
from marketplace.compliance.services import make_provisional, publish_month
from marketplace.compliance.verification import verify
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import APPROVER, OFFICER
from marketplace.uptake.counting import left_of
from marketplace.uptake.measures.base import Gap
from tests.compliance.test_services import LATER
from tests.factories.catalog import make_category
from tests.factories.circulars import make_circular, make_clause
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)
TOBACCO = ("non-food", "tobacco")
OUT = ("tobacco", "BBM")
TOLD = [(("food",), 500_000), (TOBACCO, 300_000), (("BBM",), 0)]


def share(lines, parts, *, total=1_000_000, excluded=OUT, **given):
    totals = [a_total(total, parts=parts)]
    return judge(a_clause(**given), a_partner(), AUGUST, lines=lines, totals=totals, excluded=excluded)


def test_the_excluded_part_leaves_the_total_and_its_purchases_what_is_counted():
    tobacco, chips = a_line(net=90_000, categories=TOBACCO), a_line(net=140_000)
    found = share([tobacco, chips], TOLD)
    assert (found.numerator, found.denominator, found.outcome) == (140_000, 700_000, MET)
    assert found.refused == ((tobacco.id, ExclusionReason.EXCLUDED),)


def test_a_return_of_excluded_goods_takes_nothing_off():
    lines = [a_line(), a_line(net=-40, categories=TOBACCO, returns=1)]
    assert share(lines, TOLD).numerator == 100_000


@pytest.mark.parametrize("parts", [[], TOLD[:1], TOLD[2:], [(("non-food",), 300_000)]])
def test_silence_about_a_part_is_no_data_where_nothing_is_an_answer(parts):
    found = share([a_line()], parts)
    assert (found.outcome, found.gap, found.numerator) == (NO_DATA, Gap.EXCLUDED_UNTOLD, 100_000)
    told = [*parts, (TOBACCO, 0), (("BBM",), 0)]
    assert share([a_line()], told).denominator == 1_000_000
    assert share([], [], total=0).gap is Gap.NOTHING_BOUGHT


def test_a_clause_of_some_goods_is_held_against_their_part_without_what_is_excluded():
    parts = [(("non-food", "craft"), 400_000), *TOLD[1:]]
    found = share([a_line(categories=("non-food", "craft"))], parts, scope=("non-food",))
    assert (found.numerator, found.denominator) == (100_000, 400_000)
    assert share([a_line()], TOLD[1:], scope=("food",)).gap is Gap.NOT_SPLIT


def test_one_month_of_a_quarter_that_does_not_tell_leaves_all_of_it_without_data():
    totals = [a_total(500_000, f"2026-{month:02}", TOLD) for month in (7, 8)]
    clause = a_clause(stretch=JudgedMonths.QUARTER)
    judged = {"lines": [a_line()], "excluded": OUT}
    assert judge(clause, a_partner(), AUGUST, totals=totals, **judged).denominator == 400_000
    untold = [a_total(500_000, "2026-07"), totals[1]]
    assert judge(clause, a_partner(), AUGUST, totals=untold, **judged).gap is Gap.EXCLUDED_UNTOLD


def test_a_months_own_figures_are_without_them_too():
    lines = [a_line(), a_line(net=90_000, categories=TOBACCO, producer_id=8)]
    circular = a_circular(excluded=OUT)
    found = evaluate(circular, a_partner(), AUGUST, lines=lines, totals=[a_total(parts=TOLD)])
    assert (found.local, found.declared, found.left_out, found.makers) == (100_000, 700_000, 300_000, (7,))
    silent = evaluate(circular, a_partner(), AUGUST, lines=lines, totals=[a_total()])
    assert (silent.declared, silent.left_out, silent.shares, silent.reported) == (None, 0, False, True)


def test_what_a_memorandum_promises_is_not_the_circulars():
    lines = [a_line(categories=TOBACCO)]
    books = OwnBooks(partner=a_partner(), lines=lines, totals=[a_total(parts=TOLD)])
    found = hold_books(a_clause(), [books], MonthSpan.of(AUGUST))
    assert (found.numerator, found.denominator) == (100_000, 1_000_000)


@given(
    parts=st.dictionaries(st.sampled_from(["food", "tobacco", "BBM"]), st.integers(0, 99)),
    more=st.integers(0, 50),
    excluded=st.sets(st.sampled_from(["tobacco", "BBM"])),
)
def test_nothing_but_what_was_told_of_excluded_goods_leaves_a_total(parts, more, excluded):
    total = a_total(sum(parts.values()) + more, parts=[((code,), amount) for code, amount in parts.items()])
    left = left_of(total, excluded)
    if total.rupiah and excluded - parts.keys():
        assert left is None
    else:
        assert left.rupiah == more + sum(a for code, a in parts.items() if code not in excluded)
        assert [part.categories[0] for part in left.parts] == [code for code in parts if code not in excluded]


class TestInTheBooks:
    @pytest.fixture
    def partner(self, session):
        """With two lines of a maker, one of goods that will be excluded."""
        root = make_category(session, code="non-food")
        category = make_category(session, code="tobacco", parent_id=root.id)
        partner = make_partner(session, name="Toko Contoh")
        excluded = {"net": 90_000, "category_id": category.id}
        make_purchase(session, partner, make_maker(session), 140_000, lines=[excluded])
        declare(session, partner, 1_000_000, by_category={"tobacco": 300_000, "BBM": 0})
        return partner

    @pytest.fixture
    def published(self, session, office, signer, partner):
        make_circular(session, make_clause(code="4a"), excluded=list(OUT))
        with office(OFFICER) as uow:
            make_provisional(uow, AUGUST, objections_until=date(2026, 11, 30))
        with office(APPROVER, now=LATER) as uow:
            return publish_month(uow, signer, AUGUST)

    def test_a_report_carries_them_and_holds(self, session, signer, published):
        assert read_document(published.document).circular.excluded == OUT
        assert frozen_month(session, AUGUST).circular.excluded == OUT
        [one] = frozen_month(session, AUGUST).partners
        assert (one.local, one.declared, one.clauses[0].denominator) == (140_000, 700_000, 700_000)
        assert verify(session, signer, envelope_of(published)).holds

    def test_without_them_the_same_books_give_what_they_gave(self, session, partner):
        make_circular(session, make_clause(code="4a"))
        [one] = evaluate_month(session, AUGUST).partners
        assert (one.local, one.declared, one.clauses[0].numerator) == (230_000, 1_000_000, 230_000)

    def test_reports_of_before_are_read_as_having_none(self, published):
        def older(text):
            return canonical(without(json.loads(text), {"excluded", "left_out"}))

        assert read_document(older(published.document)).circular.excluded == ()
        month, figures, *_ = envelope_of(published).slices
        assert read_month(older(month.text)).inputs.circular.excluded == ()
        assert read_figures(older(figures.text)).result.left_out == 0


def without(value, names):
    if isinstance(value, dict):
        return {name: without(one, names) for name, one in value.items() if name not in names}
    return [without(one, names) for one in value] if isinstance(value, list) else value

"""A draft held against months that are over, beside the rule of then."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.simulation import effect_of, simulate
from marketplace.partners.models import PartnerKind
from tests.factories.circulars import make_circular, make_clause
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import declare, make_purchase

LIMITS = {"kelurahan": 22}
SHOP, HOTEL = "shop", "hotel"


def a_shop(number, local=None, kind=SHOP, month="2026-08", **given):
    """Of a million declared so much was local; without it nothing is known."""
    day = date.fromisoformat(f"{month}-12")
    return PartnerInputs(
        partner=a_partner(id=number, name=f"Toko {number}", kind=kind),
        lines=() if local is None else (a_line(net=local, day=day),),
        totals=() if local is None else (a_total(month=month),),
        **given,
    )


def a_month(*partners, month="2026-08", circular=None):
    return MonthInputs(month=month, circular=circular or a_circular(), partners=partners)


def share(percent, code="4a", **given):
    return a_clause(figures={"least": percent * 100}, code=code, **given)


def effect(draft, *months):
    (found,) = simulate(a_circular(draft), months, LIMITS).clauses
    return found


def test_partner_months_are_counted_by_kind_beside_the_rule_of_then():
    found = effect(
        share(18),
        a_month(
            a_shop(1, 160_000), a_shop(2, 200_000), a_shop(3, 100_000), a_shop(4), a_shop(5, 200_000, HOTEL)
        ),
    )
    hotel, shop = found.kinds
    assert (shop.met, shop.not_met, shop.no_data, shop.now_met, shop.now_judged) == (1, 2, 1, 2, 3)
    assert (hotel.met, hotel.judged) == (1, 1)
    assert (found.met, found.judged, found.now_met, found.now_judged) == (2, 4, 3, 4)


def test_who_met_the_rule_of_then_and_would_not_meet_this_one_is_named():
    months = [
        a_month(a_shop(1, 160_000, month=month), a_shop(2, 160_000, month=month), month=month)
        for month in ("2026-08", "2026-09")
    ]
    months.append(
        a_month(a_shop(1, 170_000, month="2026-10"), a_shop(2, 300_000, month="2026-10"), month="2026-10")
    )
    assert effect(share(18), *months).turned == (("Toko 1", 3), ("Toko 2", 2))


def test_whom_it_does_not_bind_is_in_no_figure():
    found = effect(share(18, kinds=(SHOP,)), a_month(a_shop(1, 200_000), a_shop(2, 200_000, HOTEL)))
    assert ([one.kind for one in found.kinds], found.unbound) == ([SHOP], (HOTEL,))


def test_what_nobody_reported_is_no_zero():
    (shop,) = effect(share(18), a_month(a_shop(1), a_shop(2))).kinds
    assert (shop.judged, shop.no_data, shop.now_judged, shop.now_bound) == (0, 2, 0, 2)


def test_a_clause_with_a_wrong_figure_is_not_computed_and_says_why():
    found = effect(a_clause("kelurahan_breadth", {"least": 400}), a_month(a_shop(1, 200_000)))
    assert (str(found.wrong), found.kinds) == ("Metro punya 22 kelurahan. Isi 1 sampai 22.", ())


def test_a_clause_without_a_like_in_the_rule_of_then_stands_beside_nothing():
    (shop,) = effect(a_clause("producer_breadth", {"least": 1}), a_month(a_shop(1, 200_000))).kinds
    assert (shop.met, shop.now_judged, shop.now_bound) == (1, 0, 0)


def test_nobody_stays_exempt_by_a_decision_on_the_old_circular():
    (shop,) = effect(share(18), a_month(a_shop(1, 200_000, exemptions=("4a",)))).kinds
    assert (shop.met, shop.now_judged) == (1, 0)


def test_a_clause_of_a_half_year_is_due_in_its_last_month_only():
    half = share(18, stretch=JudgedMonths.HALF)
    assert not effect(half, a_month(a_shop(1, 200_000))).due
    assert effect(half, a_month(a_shop(1, 200_000, month="2026-06"), month="2026-06")).due


def test_a_clause_that_is_asked_of_the_city_is_counted_by_months_of_the_city():
    makers = {"least": 3, "subject": "city"}
    months = [a_month(*(a_shop(number, 200_000, month=month) for number in (1, 2)), month=month)
              for month in ("2026-08", "2026-09")]  # fmt: skip
    found = effect(a_clause("producer_breadth", makers), *months)
    (city,) = found.kinds
    assert (city.kind, city.met, city.not_met, found.unbound, found.turned) == ("city", 0, 2, (), ())


def test_a_later_step_of_the_draft_asks_nothing_of_past_months():
    draft = a_clause(figures={"least": 1_800, "steps": [["2027-07-01", 2_500]]})
    assert effect(draft, a_month(a_shop(1, 200_000))).met == 1


def test_a_draft_that_begins_later_is_judged_as_if_it_held_then():
    later = replace(a_circular(share(18)), from_on=date(2027, 1, 1))
    assert simulate(later, [a_month(a_shop(1, 200_000))], LIMITS).clauses[0].met == 1


def test_whom_the_draft_exempts_is_not_judged_and_who_was_exempt_before_is():
    months = [a_month(a_shop(1, 100_000), a_shop(2, 100_000, exemptions=("4a",)))]
    (found,) = simulate(a_circular(share(18)), months, LIMITS, {1: ["4a"]}).clauses
    assert (found.judged, found.turned) == (1, ())
    (kind,) = found.kinds
    assert (kind.not_met, kind.now_judged) == (1, 0)


@pytest.mark.parametrize("percent", [10, 15, 18, 100])
def test_its_figures_are_those_of_a_month_judged_by_the_draft(percent):
    inputs = a_month(*(a_shop(number, number * 50_000) for number in range(1, 9)))
    draft = a_circular(share(percent))
    outcomes = [
        one.clauses[0].outcome.value for one in evaluate_all(replace(inputs, circular=draft)).partners
    ]
    assert effect(share(percent), inputs).met == outcomes.count("met")


def test_the_last_three_whole_months_are_read_as_far_back_as_the_draft_looks(session):
    shop, maker = make_partner(session, kind=PartnerKind.SHOP), make_maker(session)
    for month in range(7, 11):
        declare(session, shop, month=f"2026-{month:02}")
        make_purchase(session, shop, maker, 160_000, bought_on=date(2026, month, 12))
    make_circular(session, make_clause(code="4a", least=1500))
    quarter = share(18, code="4b", stretch=JudgedMonths.QUARTER)
    found = effect_of(session, a_circular(share(18), quarter), date(2026, 11, 24))
    assert found.months == ("2026-08", "2026-09", "2026-10")
    monthly, quarterly = (one.kinds[0] for one in found.clauses)
    assert (monthly.met, monthly.not_met, monthly.now_met) == (0, 3, 3)
    assert (quarterly.not_met, quarterly.no_data) == (1, 0)


def test_outlets_are_read_where_only_the_draft_asks_for_them(session):
    shop, maker = make_partner(session, kind=PartnerKind.SHOP), make_maker(session)
    make_outlet(session, shop)
    make_purchase(session, shop, maker, 160_000, bought_on=date(2026, 8, 12))
    make_circular(session, make_clause(code="4a", least=1500))
    outlets = a_clause("outlet_coverage", {"least": 10_000}, code="4b")
    (found,) = effect_of(session, a_circular(outlets), date(2026, 9, 24)).clauses
    assert found.judged == 1

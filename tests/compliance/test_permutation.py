"""Neither the order of rows nor how a purchase is split into rows changes a figure of any rule."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.circulars.rules.base import CITY, RULE_TYPES
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.uptake.lines import Grade, JudgedOutlet
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

OUTLETS = tuple(JudgedOutlet(number, f"Gerai {number}", date(2026, 1, 1), None) for number in (1, 2, 3))
ROWS = st.builds(
    a_line,
    day=st.sampled_from([date(2026, 7, 3), date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 31)]),
    net=st.integers(-400, 600).filter(lambda net: abs(net) > 1),
    producer_id=st.integers(1, 3),
    item=st.sampled_from("abc"),
    kelurahan=st.sampled_from([None, "1", "2"]),
    categories=st.sampled_from([("food",), ("food", "snacks"), ("craft",)]),
    grade=st.sampled_from(Grade),
    local=st.booleans(),
    certified=st.booleans(),
    product_known=st.booleans(),
    refused=st.booleans(),
    outlet=st.sampled_from([None, 1, 2, 3]),
)


def clauses_of(key):
    """The rule with a low and a high figure, asked of each of its subjects."""
    rule = RULE_TYPES[key]
    for subject in rule.subjects:
        asked = {} if rule.subjects == (CITY,) or len(rule.subjects) == 1 else {"subject": subject.value}
        for least in (2, 3_000):
            yield a_clause(key, asked | {rule.asked: least}, code=f"{subject.value}{least}", lowest_grade="C")


def figures_of(clauses, *rows):
    """With the rows of a head and of its member."""
    partners = tuple(
        PartnerInputs(
            partner=a_partner(id=number, public_id=str(number), head=number - 1 or None, staff=4),
            lines=tuple(some),
            totals=(a_total(2_000, "2026-07"), a_total(2_000, parts=[(("food",), 900)])),
            outlets=OUTLETS,
        )
        for number, some in enumerate(rows, start=1)
    )
    result = evaluate_all(MonthInputs(month="2026-08", circular=a_circular(*clauses), partners=partners))
    every = [*result.city_clauses, *(one for partner in result.partners for one in partner.clauses)]
    return [
        (one.outcome, one.numerator, one.denominator, one.shortfall, one.gap, one.parts, sorted(one.counted))
        for one in every
    ]


def halves(line):
    """Two rows that make up one."""
    part = line.net // 2
    return [line._replace(net=part), line._replace(net=line.net - part)]


@pytest.mark.parametrize("key", RULE_TYPES)
@settings(max_examples=6, deadline=None)
@given(head=st.lists(ROWS, max_size=5), member=st.lists(ROWS, max_size=4), data=st.data())
def test_rows_may_come_in_any_order_and_any_pieces(key, head, member, data):
    clauses = list(clauses_of(key))
    before = figures_of(clauses, head, member)
    assert figures_of(clauses, data.draw(st.permutations(head)), member[::-1]) == before
    split = [[half for line in some for half in halves(line)] for some in (head, member)]
    assert [each[:-1] for each in figures_of(clauses, *split)] == [each[:-1] for each in before]

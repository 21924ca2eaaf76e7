"""A month judged by sums of lines has every figure of one judged by the lines, without their numbers."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.months import MonthInputs, PartnerInputs, bought_on_word_alone, evaluate_all
from marketplace.compliance.numbers import only_counts, without_numbers
from marketplace.kernel.period import Month
from marketplace.uptake.lines import Grade
from marketplace.uptake.stored_rows import summed
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

AUGUST = Month(2026, 8)
CIRCULAR = a_circular(
    a_clause(code="share", scope=("food",)),
    a_clause("producer_breadth", code="makers", lowest_grade="C", stretch=JudgedMonths.QUARTER),
    a_clause("local_sku_count", code="goods", seller_test=SellerTest.LOCAL_CERTIFIED),
    a_clause("minimum_spend", {"least": 10}, code="spend", lowest_grade="B"),
    excluded=("tobacco",),
)
YES = st.booleans()
LINES = st.lists(
    st.builds(
        a_line,
        day=st.dates(date(2026, 7, 1), date(2026, 8, 31)),
        net=st.integers(0, 60),
        producer_id=st.none() | st.integers(1, 2),
        item=st.sampled_from("ab"),
        categories=st.sampled_from([("food", "snacks"), ("tobacco",), ()]),
        grade=st.sampled_from(Grade),
        local=YES,
        certified=YES,
        refused=YES,
        disputed=YES,
        seller_known=YES,
        product_known=YES,
        outlet=st.none() | st.integers(1, 2),
    ),
    max_size=12,
)
# What came back: nothing of it is a purchase, some of it found none.
BACK = st.lists(st.tuples(st.integers(0, 11), st.integers(-30, -1), YES), max_size=4)


def with_returns(lines, back):
    found = []
    for place, net, orphan in back:
        if place < len(lines):
            told = {"orphan": True} if orphan else {"returns": lines[place].id}
            found.append(lines[place]._replace(id=10_000 + len(found), net=net, **told))
    return [line if line.producer_id else line._replace(local=False) for line in [*lines, *found]]


def inputs(lines):
    one = PartnerInputs(
        partner=a_partner(),
        lines=tuple(lines),
        totals=(a_total(parts=[(("food",), 900), (("tobacco",), 5)]),),
    )
    return MonthInputs(month="2026-08", circular=CIRCULAR, partners=(one,))


def sums(lines):
    """Lines that stand for those of each month, and for how many each does."""
    found, stand_for = [], {}
    for month in (AUGUST.previous, AUGUST):
        for row in summed(line for line in lines if line.day in month):
            number = len(found) + 1
            found.append(row.as_line(number, month, "18.72.01.1001"))
            stand_for[number] = row.lines
    return found, stand_for


@given(lines=LINES, back=BACK)
def test_sums_are_judged_as_their_lines_are(lines, back):
    every = with_returns(lines, back)
    read, stand_for = sums(every)
    each = {line.id: 1 for line in every}
    assert without_numbers(evaluate_all(inputs(read)), stand_for) == without_numbers(
        evaluate_all(inputs(every)), each
    )
    assert bought_on_word_alone(inputs(read)) == bought_on_word_alone(inputs(every))


def test_only_how_many_lines_there_are_is_left_of_their_numbers():
    lines = [a_line(net=900_000), a_line(net=1, orphan=False, local=False), a_line(net=-2, returns=1)]
    [one] = evaluate_all(inputs(lines)).partners
    clause = one.clauses[0]
    assert (clause.rows_counted, clause.rows_refused) == (2, 1)
    left = only_counts(clause, {line.id: 7 for line in lines})
    assert (left.counted, left.refused, left.orphans) == ((), (), ())
    assert (left.rows_counted, left.rows_refused) == (14, 7)
    assert replace(left, rows_counted=0, rows_refused=0, counted=(1, 2)).rows_counted == 2

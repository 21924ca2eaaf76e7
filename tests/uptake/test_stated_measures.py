import pytest

from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.figure_kinds import FIGURE_KINDS, CombinedFigure
from marketplace.uptake.measures.base import MEASURES, Basis, Gap
from marketplace.uptake.measures.stated import EVERY, ends_within

QUARTER = MonthSpan(Month(2026, 7), Month(2026, 9))
YEAR = MonthSpan(Month(2026, 1), Month(2026, 12))


def figure(key="local_skus", last_month="2026-09", part=12, whole=60, *, verified=True, complete=True):
    return CombinedFigure(key, last_month, part, whole, verified, complete)


def read(key, *partners, span=QUARTER):
    return MEASURES[f"stated_{key}"]().measure((), Basis(span=span, stated=partners))


def test_every_kind_of_figure_has_its_measure():
    assert [key for key, *_ in EVERY] == [*FIGURE_KINDS]


def test_a_verified_figure_of_the_period_is_the_reading():
    reading = read("local_skus", (figure(),))
    assert (reading.numerator, reading.denominator, reading.gap) == (12, 60, None)


@pytest.mark.parametrize(
    ("stated", "gap"),
    [
        ((), Gap.NOT_STATED),
        ((figure(last_month="2026-06"),), Gap.NOT_STATED),
        ((figure(verified=False),), Gap.NOT_VERIFIED),
        ((figure(complete=False),), Gap.OUTLETS_UNSTATED),
    ],
)
def test_what_is_not_there_is_no_figure(stated, gap):
    assert read("local_skus", stated).gap is gap


def test_an_unverified_figure_is_shown_all_the_same():
    reading = read("local_skus", (figure(verified=False),))
    assert (reading.numerator, reading.denominator) == (12, 60)


def test_of_a_longer_period_every_part_must_be_there():
    quarters = [figure(last_month=f"2026-{month:02}") for month in (3, 6, 9)]
    assert read("local_skus", quarters, span=YEAR).gap is Gap.NOT_STATED
    reading = read("local_skus", [*quarters, figure(last_month="2026-12")], span=YEAR)
    assert (reading.numerator, reading.denominator, reading.gap) == (48, 240, None)


def test_of_cumulative_figures_the_newest_stands():
    spent = [figure("domestic_spending", f"2026-{month:02}", part, 100) for month, part in ((3, 20), (6, 60))]
    reading = read("domestic_spending", spent, span=YEAR)
    assert (reading.numerator, reading.denominator, reading.gap) == (60, 100, None)


def test_of_fees_the_highest_month_stands():
    fees = [
        figure("listing_fee", f"2026-{month:02}", fee, None) for month, fee in ((7, 10), (8, 90), (9, 40))
    ]
    assert read("listing_fee", fees).numerator == 90


def test_partners_taken_together_have_no_figure_while_one_has_none():
    assert read("local_skus", (figure(),), ()).gap is Gap.NOT_STATED
    together = read("local_skus", (figure(),), (figure(part=3, whole=40),))
    assert (together.numerator, together.denominator, together.gap) == (15, 100, None)


def test_a_period_that_reaches_out_of_the_span_is_none_of_it():
    assert ends_within(FIGURE_KINDS["shelf_space"], QUARTER) == []
    assert ends_within(FIGURE_KINDS["local_skus"], QUARTER) == ["2026-09"]
    assert ends_within(FIGURE_KINDS["listing_fee"], QUARTER) == ["2026-07", "2026-08", "2026-09"]

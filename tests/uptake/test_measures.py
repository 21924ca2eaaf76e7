import pytest

from marketplace.uptake.measures.base import MEASURES, RUPIAH, Basis, Gap
from tests.factories.evaluating import a_line


def measure(key, lines, **basis):
    return MEASURES[key]().measure(lines, Basis(**basis))


@pytest.mark.parametrize("key", MEASURES)
class TestEveryMeasure:
    def test_it_says_what_it_is_and_counts(self, key):
        plug = MEASURES[key]
        assert plug.label and len(plug.definition) > 40
        assert plug.version >= 1
        assert "3" in plug.unit.spell(3)

    def test_nothing_counted_is_a_zero_and_no_failure(self, key):
        assert measure(key, [], total=1_000, staff=4).numerator == 0

    def test_a_return_of_everything_leaves_nothing(self, key):
        bought = a_line(net=90_000)
        assert measure(key, [bought, a_line(net=-90_000)], total=1_000_000, staff=4).numerator == 0

    def test_the_order_of_rows_does_not_matter(self, key):
        lines = [
            a_line(net=net, producer_id=maker, kelurahan=str(maker))
            for net, maker in ((5, 1), (-9, 2), (3, 1))
        ]
        assert measure(key, lines, total=99) == measure(key, lines[::-1], total=99)


class TestLocalShare:
    def test_it_is_two_exact_integers(self):
        reading = measure("local_share", [a_line(net=32_958_885)], total=100_818_850)
        assert (reading.numerator, reading.denominator, reading.gap) == (32_958_885, 100_818_850, None)

    def test_without_a_declaration_there_is_no_share(self):
        reading = measure("local_share", [a_line()], gap=Gap.NOT_DECLARED)
        assert (reading.denominator, reading.gap) == (None, Gap.NOT_DECLARED)

    def test_a_total_below_the_local_purchases_is_refused(self):
        assert measure("local_share", [a_line(net=10)], total=9).gap is Gap.DECLARED_TOO_LOW

    def test_nothing_of_nothing_is_no_data(self):
        assert measure("local_share", [], total=0).gap is Gap.NOTHING_BOUGHT


class TestCounting:
    def test_sizes_of_one_product_are_one_kind(self):
        lines = [a_line(item="product:1"), a_line(item="product:1"), a_line(item="product:2")]
        assert measure("local_skus", lines).numerator == 2

    def test_makers_are_counted_once(self):
        lines = [a_line(producer_id=1), a_line(producer_id=2), a_line(producer_id=2)]
        assert measure("local_producers", lines).numerator == 2

    def test_a_maker_of_whom_more_came_back_is_not_counted(self):
        lines = [a_line(producer_id=1), a_line(producer_id=2, net=-1)]
        assert measure("local_producers", lines).numerator == 1


class TestSpend:
    def test_per_employee_needs_the_staff(self):
        assert measure("local_spend_per_employee", [a_line()]).gap is Gap.NO_STAFF

    def test_per_employee_keeps_both_integers(self):
        reading = measure("local_spend_per_employee", [a_line(net=500_000)], staff=12)
        assert (reading.numerator, reading.denominator) == (500_000, 12)


def test_money_is_said_as_money():
    assert RUPIAH.spell(2_895_000) == "Rp2.895.000"

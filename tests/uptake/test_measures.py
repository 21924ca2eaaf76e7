from datetime import date

import pytest

from marketplace.uptake.lines import JudgedOutlet
from marketplace.uptake.measures.base import MEASURES, RUPIAH, Basis, Gap
from tests.factories.evaluating import a_line

EXAMPLES = {
    "bills_paid": "Hasilnya 2 tagihan dari 3 tagihan.",
    "clean_supply": "Hasilnya Rp900.000 dari Rp1.000.000, yaitu 90\u00a0%.",
    "corners_active": "Hasilnya 4 mitra dari 5 mitra, yaitu 80\u00a0%.",
    "days_to_pay": "Hasilnya 14 hari: yang paling lama.",
    "input_share": "Hasilnya Rp9.000.000 dari Rp30.000.000, yaitu 30\u00a0%.",
    "local_growth": "Hasilnya Rp2.200.000 dibanding Rp2.000.000, yaitu 110\u00a0%.",
    "local_kelurahan": "Hasilnya 1 kelurahan.",
    "local_producers": "Hasilnya 2 pembuat.",
    "local_share": "Hasilnya Rp3.000.000 dari Rp20.000.000, yaitu 15\u00a0%.",
    "local_skus": "Hasilnya 2 jenis produk.",
    "local_spend": "Hasilnya Rp1.900.000.",
    "local_spend_per_employee": "Hasilnya Rp1.800.000 untuk 40 pegawai, yaitu Rp45.000 per pegawai.",
    "meeting_food_share": "Hasilnya Rp3.000.000 dari Rp4.000.000, yaitu 75\u00a0%.",
    "memoranda_in_force": "Hasilnya 9 mitra dari 10 mitra, yaitu 90\u00a0%.",
    "months_bought": "Hasilnya 2 bulan.",
    "order_fill": "Hasilnya Rp900.000 dari Rp1.000.000, yaitu 90\u00a0%.",
    "outlets_covered": "Hasilnya 3 gerai dari 4 gerai, yaitu 75\u00a0%.",
    "report_delay": "Hasilnya 9 hari: yang paling lama.",
    "reports_filed": "Hasilnya 2 laporan dari 3 laporan.",
    "return_rate": "Hasilnya Rp60.000 dari Rp2.000.000, yaitu 3\u00a0%.",
    "stated_batik_friday": "Hasilnya 36 pegawai dari 40 pegawai, yaitu 90\u00a0%.",
    "stated_domestic_spending": "Hasilnya Rp700.000.000 dari Rp800.000.000, yaitu 87,5\u00a0%.",
    "stated_listing_fee": "Hasilnya Rp50.000.",
    "stated_local_skus": "Hasilnya 18 jenis produk dari 120 jenis produk, yaitu 15\u00a0%.",
    "stated_price_above_cost": "Hasilnya Rp2.500 dari Rp10.000, yaitu 25\u00a0%.",
    "stated_shelf_space": "Hasilnya 12 satuan ruang dari 40 satuan ruang, yaitu 30\u00a0%.",
    "stated_small_business_budget": "Hasilnya Rp450.000.000 dari Rp1.000.000.000, yaitu 45\u00a0%.",
    "stated_small_business_plan": "Hasilnya Rp480.000.000 dari Rp1.000.000.000, yaitu 48\u00a0%.",
    "stated_small_business_spending": "Hasilnya Rp300.000.000 dari Rp1.000.000.000, yaitu 30\u00a0%.",
    "stated_staff_spending": "Hasilnya Rp6.000.000 untuk 40 pegawai, yaitu Rp150.000 per pegawai.",
    "stated_trading_terms": "Hasilnya Rp1.500.000 dari Rp12.000.000, yaitu 12,5\u00a0%.",
}


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

    def test_it_is_defined_with_an_example_that_it_computes_itself(self, key):
        plug, told = MEASURES[key], EXAMPLES[key]
        assert plug.formula and plug.whom and plug.rows and plug.needs and plug.example.story
        assert str(plug.shown()) == told

    def test_a_return_of_everything_leaves_nothing(self, key):
        if key == "return_rate":
            return
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


class TestReturns:
    def test_their_rate_is_of_what_was_delivered(self):
        lines = [a_line(net=100_000), a_line(net=-30_000), a_line(net=-70_000)]
        reading = measure("return_rate", lines)
        assert (reading.numerator, reading.denominator) == (100_000, 100_000)

    def test_nothing_delivered_has_no_rate(self):
        assert measure("return_rate", []).gap is Gap.NOTHING_LOCAL


class TestPapers:
    def test_goods_that_nobody_recognised_may_still_be_clean(self):
        lines = [a_line(net=80), a_line(net=20, certified=False, product_known=False)]
        reading = measure("clean_supply", lines)
        assert (reading.numerator, reading.denominator, reading.open) == (80, 100, 20)


class TestGrowth:
    def test_it_has_both_sums(self):
        reading = measure("local_growth", [a_line(net=110)], earlier=[a_line(net=100)])
        assert (reading.numerator, reading.denominator) == (110, 100)

    @pytest.mark.parametrize("earlier", [None, [], [a_line(net=5), a_line(net=-5)]])
    def test_without_anything_before_there_is_none(self, earlier):
        assert measure("local_growth", [a_line()], earlier=earlier).gap is Gap.NO_BASE


class TestOutlets:
    outlets = tuple(JudgedOutlet(number, f"Gerai {number}", date(2026, 1, 1), None) for number in (1, 2, 3))

    def test_each_is_covered_by_what_was_bought_there(self):
        lines = [a_line(outlet=1), a_line(outlet=1), a_line(outlet=2, net=5), a_line(outlet=2, net=-5)]
        reading = measure("outlets_covered", lines, outlets=self.outlets)
        assert (reading.numerator, reading.denominator, reading.open) == (1, 3, 0)

    def test_what_names_no_outlet_may_be_anywhere(self):
        reading = measure("outlets_covered", [a_line(outlet=1), a_line()], outlets=self.outlets)
        assert (reading.numerator, reading.open, reading.waits) == (1, 2, Gap.OUTLET_UNTOLD)


class TestSpend:
    def test_per_employee_needs_the_staff(self):
        assert measure("local_spend_per_employee", [a_line()]).gap is Gap.NO_STAFF

    def test_per_employee_keeps_both_integers(self):
        reading = measure("local_spend_per_employee", [a_line(net=500_000)], staff=12)
        assert (reading.numerator, reading.denominator) == (500_000, 12)


def test_money_is_said_as_money():
    assert RUPIAH.spell(2_895_000) == "Rp2.895.000"

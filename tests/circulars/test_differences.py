"""What one circular asks more or less than another; nothing here needs a database."""

import pytest

from marketplace.circulars.differences import ClauseChange, compare
from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.terms import JudgedMonths
from tests.factories.evaluating import a_clause

NEW, TIGHTENED, LOOSENED, CHANGED, SAME, DROPPED = ClauseChange
C, SHOPS = {"lowest_grade": "C"}, {"kinds": ("shop",)}


def change(before, after):
    (found,) = compare([a_clause(**before)], [a_clause(**after)])
    return found.change


@pytest.mark.parametrize(
    ("lenient", "strict"),
    [
        ({"figures": {"least": 1500}}, {"figures": {"least": 1800}}),
        ({"lowest_grade": "D"}, C),
        ({"seller_test": SellerTest.LOCAL}, {"seller_test": SellerTest.LOCAL_CERTIFIED}),
        ({"binding": Binding.ADVISORY}, {"binding": Binding.MANDATORY}),
        (SHOPS, {"kinds": ("shop", "hotel")}),
        (SHOPS, {}),
        (SHOPS, C),
    ],
)
def test_more_asked_is_tighter_and_less_asked_is_looser(lenient, strict):
    assert change(lenient, strict) is TIGHTENED
    assert change(strict, lenient) is LOOSENED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"figures": {"least": 1800}}, {"figures": {"least": 1500}, **C}),
        (SHOPS, {"kinds": ("hotel",)}),
        ({}, {"stretch": JudgedMonths.QUARTER}),
        ({}, {"scope": ("food",)}),
        ({}, {"weight": 5}),
    ],
)
def test_what_goes_both_ways_or_another_is_only_called_changed(before, after):
    assert change(before, after) is CHANGED


def test_a_figure_for_each_of_the_staff_is_another_figure():
    before = a_clause("minimum_spend", {"least": 50_000})
    after = a_clause("minimum_spend", {"least": 60_000, "per_employee": True})
    assert compare([before], [after])[0].change is CHANGED


def test_other_words_for_the_same_are_the_same():
    assert change({"text": "dulu", "source_article": "1"}, {"text": "kini", "source_article": "2"}) is SAME


def test_clauses_are_matched_by_mark_then_by_rule_and_the_rest_is_new_or_dropped():
    share, makers = a_clause(code="4a"), a_clause("producer_breadth", code="4b")
    goods, places = a_clause("local_sku_count", code="4b"), a_clause("kelurahan_breadth", code="4c")
    moved = a_clause("producer_breadth", {"least": 5}, code="4d")
    found = [
        (one.change, one.before and one.before.code, one.after and one.after.code)
        for one in compare([share, makers, places], [share, goods, moved])
    ]
    assert found == [(SAME, "4a", "4a"), (NEW, None, "4b"), (TIGHTENED, "4b", "4d"), (DROPPED, "4c", None)]


def test_what_differs_is_named_with_what_it_was():
    before = a_clause("producer_breadth", {"least": 3}, **SHOPS)
    after = a_clause("producer_breadth", {"least": 5}, lowest_grade="B", scope=("food",))
    assert [(one.title, one.before, one.after) for one in compare([before], [after])[0].terms] == [
        ("Paling sedikit (pembuat)", "3", "5"),
        ("Mengikat", "Toko", "semua mitra"),
        ("Bukti paling rendah", "D", "B"),
        ("Hanya kategori", "semua barang", "Makanan dan minuman"),
    ]

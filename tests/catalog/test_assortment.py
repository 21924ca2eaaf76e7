from collections.abc import Mapping

import pytest

from marketplace.catalog.assortment import Assortment
from marketplace.catalog.facets import Facet, ListedProduct, PriceBand, SortOrder, band_of
from marketplace.catalog.models import Availability

IMOPURO, YOSOMULYO, IRING_MULYO, MARGOREJO, BANJARSARI = (
    "18.72.01.1003",
    "18.72.01.1005",
    "18.72.04.1003",
    "18.72.05.1002",
    "18.72.02.1001",
)
NAMES = {
    "snacks": "Camilan",
    "coffee": "Kopi",
    "18.72.01": "Metro Pusat",
    "18.72.04": "Metro Timur",
    IMOPURO: "Imopuro",
    YOSOMULYO: "Yosomulyo",
    IRING_MULYO: "Iring Mulyo",
}
HALAL, PIRT = frozenset({"halal"}), frozenset({"pirt"})
ITEMS = (
    ListedProduct(
        1, 11, "snacks", IRING_MULYO, HALAL | PIRT, [8_000, 15_000, None], [12_000, None], Availability.READY
    ),
    ListedProduct(2, 11, "coffee", IRING_MULYO, HALAL, [27_500], [], Availability.TO_ORDER),
    ListedProduct(4, 12, "snacks", YOSOMULYO, PIRT, [9_500], [9_900], Availability.READY),
    ListedProduct(7, 13, "coffee", "", frozenset(), [120_000], [150_000], Availability.SOLD_OUT),
)


@pytest.fixture
def stock():
    return Assortment.stocked(ITEMS, NAMES)


def plain(counts: Mapping[str, int]):
    return {word: count for word, count in counts.items() if count}


def test_without_a_question_all_is_left_the_newest_first(stock):
    narrowed = stock.narrowed({})

    assert list(narrowed.ids) == [7, 4, 2, 1]
    assert plain(narrowed.counts[Facet.CATEGORY]) == {"snacks": 2, "coffee": 2}
    assert plain(narrowed.counts[Facet.PAPER]) == {"halal": 2, "pirt": 2}
    assert plain(narrowed.counts[Facet.AVAILABILITY]) == {"ready": 2, "to_order": 1, "sold_out": 1}


def test_a_kelurahan_counts_for_its_kecamatan_and_none_for_none(stock):
    counts = plain(stock.narrowed({}).counts[Facet.KELURAHAN])

    assert counts == {IRING_MULYO: 2, "18.72.04": 2, YOSOMULYO: 1, "18.72.01": 1}
    assert list(stock.narrowed({Facet.KELURAHAN: ["18.72.04"]}).ids) == [2, 1]


def test_each_facet_is_counted_as_if_it_alone_were_not_narrowed_by(stock):
    narrowed = stock.narrowed({Facet.CATEGORY: ["snacks"], Facet.KELURAHAN: [IRING_MULYO]})

    assert list(narrowed.ids) == [1]
    assert plain(narrowed.counts[Facet.CATEGORY]) == {"snacks": 1, "coffee": 1}
    assert plain(narrowed.counts[Facet.KELURAHAN]) == {
        IRING_MULYO: 1,
        "18.72.04": 1,
        YOSOMULYO: 1,
        "18.72.01": 1,
    }
    assert plain(narrowed.counts[Facet.PAPER]) == {"halal": 1, "pirt": 1}


def test_who_asks_for_two_papers_wants_both_and_of_two_states_either(stock):
    assert list(stock.narrowed({Facet.PAPER: ["halal", "pirt"]}).ids) == [1]
    assert plain(stock.narrowed({Facet.PAPER: ["pirt"]}).counts[Facet.PAPER]) == {"pirt": 2, "halal": 1}
    assert list(stock.narrowed({Facet.AVAILABILITY: ["ready", "to_order"]}).ids) == [4, 2, 1]


def test_bands_of_wholesale_are_for_who_buys_and_of_retail_for_strangers(stock):
    shop, stranger = stock.narrowed({}, buys=True), stock.narrowed({})

    assert plain(shop.counts[Facet.PRICE]) == {"0": 2, "10": 1, "25": 1, "100": 1}
    assert plain(stranger.counts[Facet.PRICE]) == {"10": 1, "0": 1, "100": 1}
    assert list(stock.narrowed({Facet.PRICE: ["25"]}, buys=True).ids) == [2]
    assert list(stock.narrowed({Facet.PRICE: ["25"]}).ids) == []


@pytest.mark.parametrize(
    ("price", "band"),
    [
        (9_999, PriceBand.FIRST),
        (10_000, PriceBand.SECOND),
        (99_999, PriceBand.FOURTH),
        (100_000, PriceBand.LAST),
    ],
)
def test_a_band_begins_where_the_one_before_it_ends(price, band):
    assert band_of(price) is band


def test_only_what_was_found_is_counted_and_stays_in_its_order(stock):
    narrowed = stock.narrowed({Facet.CATEGORY: ["snacks"]}, [4, 99, 2, 3, 0, -1, 1])

    assert list(narrowed.ids) == [4, 1]
    assert plain(narrowed.counts[Facet.CATEGORY]) == {"snacks": 2, "coffee": 1}


@pytest.mark.parametrize(
    ("order", "buys", "expected"),
    [
        (SortOrder.FITTING, False, [7, 4, 2, 1]),
        (SortOrder.NEWEST, False, [7, 4, 2, 1]),
        (SortOrder.CHEAPEST, True, [1, 4, 2, 7]),
        (SortOrder.CHEAPEST, False, [4, 1, 7, 2]),  # what has no retail price comes last
    ],
)
def test_it_is_ordered(stock, order, buys, expected):
    assert list(stock.ordered(stock.ids, order, buys=buys)) == expected


def test_the_nearest_are_of_the_same_kelurahan_kecamatan_the_next_and_beyond(stock):
    more = stock.changed(
        [
            ListedProduct(8, 14, "snacks", MARGOREJO),
            ListedProduct(9, 15, "snacks", BANJARSARI),
            ListedProduct(10, 16, "snacks", "18.72.04.1001"),
        ]
    )

    assert list(more.ordered(more.ids, SortOrder.NEAREST, near=IRING_MULYO)) == [2, 1, 10, 8, 4, 9, 7]
    assert list(more.ordered([1, 4, 9], SortOrder.NEAREST)) == [1, 4, 9]  # where nothing is chosen


def test_what_changes_is_changed_in_place_and_leaves_the_old_one_as_it_was(stock):
    new = stock.changed(
        [
            ListedProduct(4, 12, "coffee", YOSOMULYO),
            ListedProduct(12, 11, "snacks", "", frozenset({"sni"}), [5_000]),
        ],
        gone=[1, 500],
    )

    assert list(new.ids) == [12, 7, 4, 2]
    assert plain(new.narrowed({}).counts[Facet.CATEGORY]) == {"snacks": 1, "coffee": 3}
    assert list(new.narrowed({Facet.PAPER: ["sni"]}).ids) == [12]
    assert list(new.of_maker(11)) == [12, 2]
    assert plain(stock.narrowed({}).counts[Facet.CATEGORY]) == {"snacks": 2, "coffee": 2}


def test_where_nothing_changes_it_stays_with_all_that_was_counted_of_it(stock):
    never_listed = 99

    assert stock.changed([], gone=[never_listed]) is stock


def test_counted_stock_is_told_to_those_who_may_know_it(stock):
    live = stock.with_stock({1: Availability.SOLD_OUT, 3: Availability.SOLD_OUT, 50: Availability.READY})

    assert plain(live.narrowed({}).counts[Facet.AVAILABILITY]) == {"ready": 1, "to_order": 1, "sold_out": 2}
    assert plain(stock.narrowed({}).counts[Facet.AVAILABILITY])["ready"] == 2


def test_kinds_and_kelurahan_are_counted_and_named(stock):
    assert stock.categories == [("snacks", "Camilan", 2), ("coffee", "Kopi", 2)]
    assert stock.kelurahan == [(IRING_MULYO, "Iring Mulyo", 2), (YOSOMULYO, "Yosomulyo", 1)]
    assert list(stock.chosen(category="snacks", kelurahan=YOSOMULYO)) == [4]


def test_an_empty_city_offers_nothing():
    empty = Assortment.stocked([], {})

    assert (list(empty.chosen()), empty.categories, empty.kelurahan) == ([], [], [])
    assert list(empty.narrowed({Facet.CATEGORY: ["snacks"]}, [1, 2]).ids) == []

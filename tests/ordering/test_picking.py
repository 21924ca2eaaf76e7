from datetime import date

import pytest

from marketplace.ordering.picking import MOST_PARCELS, PickedItem, ToPack, labels, pick_list, to_pack, totals
from marketplace.ordering.states import AGREED, CONFIRMED, CONTESTED, PLACED, PREPARED, SENT
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.partners import make_outlet, make_partner

TODAY = date(2026, 11, 24)


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def goods(session, maker):
    return make_goods(session, maker=maker)


@pytest.fixture
def outlet(session):
    shop = make_partner(session, name="Toko Rukun")
    return make_outlet(session, shop, name="Gerai Pasar", address="Jl. Cut Nyak Dien 4")


def an_order(*items, public_id="a", **given):
    known = {
        "number": "0001/PO/XI/2026",
        "needed_on": None,
        "partner": "Toko Rukun",
        "outlet": "Gerai Pasar",
        "address": "Jl. Cut Nyak Dien 4",
        "kelurahan": "Imopuro",
    }
    return ToPack(public_id, **known | given, items=[PickedItem(*item) for item in items])


def test_only_what_is_confirmed_and_not_on_its_way_is_packed(session, maker, goods, outlet):
    order = make_order(session, variant=goods, outlet=outlet, quantity=10, state=CONFIRMED)
    make_order(session, variant=goods, outlet=outlet, state=PLACED)
    done = make_order(session, variant=goods, outlet=outlet, quantity=4, state=CONFIRMED)
    make_handover(session, order=done, brought=4, state=SENT)
    make_order(session, state=CONFIRMED)  # another maker's

    (packed,) = to_pack(session, maker.id)

    assert (packed.number, packed.partner, packed.outlet) == (order.number, "Toko Rukun", "Gerai Pasar")
    assert packed.place == "Jl. Cut Nyak Dien 4"
    assert packed.items == [PickedItem(goods.id, "Keripik Pisang", "BKS", 10)]


@pytest.mark.parametrize(
    ("state", "accepted", "left"), [(SENT, 0, 6), (CONTESTED, 0, 6), (PREPARED, 0, 10), (AGREED, 4, 6)]
)
def test_what_left_or_arrived_is_not_packed_again(session, maker, goods, outlet, state, accepted, left):
    order = make_order(session, variant=goods, outlet=outlet, quantity=10, state=CONFIRMED)
    make_handover(session, order=order, brought=4, state=state)
    order.lines[0].accepted = accepted
    session.commit()

    assert to_pack(session, maker.id)[0].items[0].units == left


def test_the_first_to_be_needed_comes_first_and_the_promise_counts(session, maker, goods, outlet):
    no_day, later, promised = (
        make_order(session, variant=goods, outlet=outlet, state=CONFIRMED, **given)
        for given in (
            {},
            {"needed_on": date(2026, 11, 27)},
            {"needed_on": date(2026, 12, 9), "promised_on": date(2026, 11, 25)},
        )
    )

    found = to_pack(session, maker.id)
    assert [order.number for order in found] == [promised.number, later.number, no_day.number]
    assert found[0].needed_on == date(2026, 11, 25)


def test_the_shelf_is_visited_once_for_all_shops():
    orders = [
        an_order((1, "Keripik", "BKS", 10), (2, "Abon", "BTL", 3)),
        an_order((1, "Keripik", "BKS", 5), public_id="b"),
    ]
    assert [(item.name, item.units) for item in totals(orders)] == [("Abon", 3), ("Keripik", 15)]

    data = pick_list(orders, maker="Bu Tini", day=TODAY, size="a4")
    assert data["items"] == [{"name": "Abon", "units": "3 botol"}, {"name": "Keripik", "units": "15 bungkus"}]
    assert [outlet["about"] for outlet in data["outlets"]] == [
        "Pesanan 0001/PO/XI/2026 · Jl. Cut Nyak Dien 4, Kelurahan Imopuro"
    ] * 2


def test_the_day_it_is_needed_stands_on_the_list():
    data = pick_list([an_order(needed_on=TODAY)], maker="Bu Tini", day=TODAY, size="roll")
    assert data["outlets"][0]["about"].endswith("dikirim paling lambat 24 November 2026")


def test_every_parcel_has_its_label():
    orders = [an_order((1, "Keripik", "BKS", 10)), an_order((2, "Abon", "BTL", 1), public_id="b")]

    found = labels(orders, {"a": 3}, maker="Bu Tini", size="a4")["labels"]

    assert [(one["contents"], one["count"]) for one in found] == [
        (["10 bungkus Keripik"], "1 dari 3"),
        (["10 bungkus Keripik"], "2 dari 3"),
        (["10 bungkus Keripik"], "3 dari 3"),
        (["1 botol Abon"], "1 dari 1"),
    ]


@pytest.mark.parametrize(("parcels", "made"), [(0, 0), (-5, 0), (10_000, MOST_PARCELS)])
def test_nobody_prints_a_roll_without_end(parcels, made):
    assert (
        len(labels([an_order((1, "Keripik", "BKS", 1))], {"a": parcels}, maker="x", size="a4")["labels"])
        == made
    )


def test_a_label_names_a_few_items_and_counts_the_rest():
    items = [(number, f"Barang {number}", "BKS", 1) for number in range(1, 10)]
    (one,) = labels([an_order(*items)], {}, maker="x", size="roll")["labels"]

    assert one["contents"][-1] == "dan 3 barang lain"
    assert len(one["contents"]) == 7

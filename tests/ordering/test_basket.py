from datetime import date

import pytest

from marketplace.catalog.models import Availability, Product
from marketplace.ordering.basket import basket_of
from marketplace.ordering.basket_rows import quantity_trouble
from tests.conftest import NOW
from tests.factories.ordering import make_basket, make_goods, make_maker, set_tier

TODAY = date(2026, 11, 24)


def basket(session, *lines, **given):
    return basket_of(session, make_basket(session, *lines, **given).id, TODAY)


class TestBasket:
    def test_it_is_grouped_by_maker_with_todays_prices_of_the_quantity(self, session):
        tini, agus = make_maker(session, name="Bu Tini"), make_maker(session, name="Agus Kopi")
        crisps = make_goods(session, maker=tini, tiers={1: 10_000, 20: 9_000}, net_content="200 g")
        sale = make_goods(session, maker=tini, name="Sale", price=5_000)
        coffee = make_goods(session, maker=agus, name="Kopi", price=30_000)

        found = basket(session, (crisps, 24), (sale, 2), (coffee, 1))

        assert [(part.maker, part.total) for part in found.parts] == [
            ("Agus Kopi", 30_000),
            ("Bu Tini", 24 * 9_000 + 2 * 5_000),
        ]
        assert [row.name for row in found.parts[1].rows] == ["Keripik Pisang 200 g", "Sale"]
        assert found.total == 256_000
        assert all(part.ready for part in found.parts)

    def test_a_makers_minimum_tells_what_is_missing(self, session):
        maker = make_maker(session, order_minimum=100_000)

        short = basket(session, (make_goods(session, maker=maker), 6)).parts[0]
        enough = basket(session, (make_goods(session, maker=maker), 10)).parts[0]

        assert (short.short, short.ready) == (40_000, False)
        assert (enough.short, enough.ready) == (0, True)

    def test_a_changed_price_is_told_and_does_not_stop_anything(self, session):
        found = basket(session, (make_goods(session, price=10_750), 6), price=10_000)

        (row,) = found.rows
        assert row.news == ["Harga berubah dari Rp10.000 menjadi Rp10.750 sejak Anda memasukkannya."]
        assert row.trouble is None and found.ready

    @pytest.mark.parametrize(
        "given, quantity, text",
        [
            ({"availability": Availability.SOLD_OUT}, 6, "habis"),
            ({"least": 12}, 6, "sekurangnya 12"),
            ({"case_pack": 12}, 30, "isi 24 atau 36"),
            ({"case_pack": 12, "least": 12}, 14, "isi 12 atau 24"),
            ({"tiers": {10: 9_000}}, 6, "Belum ada harga"),
            ({"stock": 5}, 6, "Tinggal 5"),
            ({"eligible_until": date(2026, 11, 23)}, 6, "Tidak dijual lagi"),
            ({"eligible_until": None}, 6, "Tidak dijual lagi"),
        ],
    )
    def test_what_is_in_the_way_is_told_at_its_line(self, session, given, quantity, text):
        found = basket(session, (make_goods(session, **given), quantity))

        (row,) = found.rows
        assert text in row.trouble
        assert not found.ready

    def test_a_paused_product_is_in_the_way_too(self, session):
        goods = make_goods(session)
        session.get(Product, goods.product_id).paused_at = NOW
        session.commit()

        assert "Tidak dijual lagi" in next(basket(session, (goods, 1)).rows).trouble

    def test_a_blocked_part_does_not_hold_up_the_others(self, session):
        good = make_goods(session, price=10_000)
        gone = make_goods(session, availability=Availability.SOLD_OUT)

        found = basket(session, (good, 3), (gone, 1))

        assert [part.producer_id for part in found.ready] == [good.producer_id]
        assert found.total == 30_000

    def test_its_mark_changes_with_price_and_quantity_only(self, session):
        goods = make_goods(session)
        outlet = make_basket(session, (goods, 3))
        before = basket_of(session, outlet.id, TODAY).shown

        assert basket_of(session, outlet.id, TODAY).shown == before
        set_tier(session, goods, 11_000, from_on=TODAY)
        assert basket_of(session, outlet.id, TODAY).shown != before
        assert basket_of(session, outlet.id, date(2026, 11, 23)).shown == before

    def test_an_empty_one_is_empty(self, session):
        assert not basket(session).parts


@pytest.mark.parametrize(
    "quantity, least, pack, text",
    [
        (12, 12, 12, None),
        (1, 1, 1, None),
        (0, 1, 1, "sekurangnya 1"),
        (13, 1, 12, "isi 12 atau 24"),
        (5, 1, 12, "isi 12."),
    ],
)
def test_quantities_are_whole_packs_from_the_least_on(quantity, least, pack, text):
    found = quantity_trouble(quantity, least, pack)
    assert found is None if text is None else text in found

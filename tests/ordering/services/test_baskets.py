from datetime import date

import pytest
from sqlalchemy import select

from marketplace.catalog.demand import SoldOut, demand_for
from marketplace.catalog.models import Availability, Product
from marketplace.inventory.models import StockItem
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.basket import basket_of
from marketplace.ordering.models.orders import BasketLine
from marketplace.ordering.services.baskets import accept_news, add_to_basket, change_basket, reorder_last
from marketplace.ordering.services.proposing import ProposedLine, propose_changes
from tests.conftest import NOW
from tests.factories.ordering import an_order_line, make_basket, make_goods, make_order, set_tier

TODAY = date(2026, 11, 24)


def quantities(session, outlet):
    return [(row.quantity, row.price_seen) for row in basket_of(session, outlet.id, TODAY).rows]


class TestAdding:
    def test_what_is_there_is_added_to_at_the_price_of_the_sum(self, session, work, heard):
        goods, outlet = make_goods(session, tiers={1: 10_000, 20: 9_000}), make_basket(session)

        for quantity in (12, 12):
            with work(STAFF, at=outlet.partner_id) as uow:
                add_to_basket(uow, outlet.id, goods.id, quantity=quantity)

        assert quantities(session, outlet) == [(24, 9_000)]
        assert heard == []

    @pytest.mark.parametrize(
        "given, quantity",
        [
            ({"availability": Availability.SOLD_OUT}, 1),
            ({"least": 6}, 5),
            ({"case_pack": 6}, 7),
            ({"tiers": {10: 9_000}}, 9),
            ({}, 0),
            ({}, -3),
            ({}, 100_001),
        ],
    )
    def test_it_refuses_what_could_not_be_ordered_so(self, session, work, given, quantity):
        goods, outlet = make_goods(session, **given), make_basket(session)

        with pytest.raises(Refused) as refusal, work(OWNER, at=outlet.partner_id) as uow:
            add_to_basket(uow, outlet.id, goods.id, quantity=quantity)

        assert refusal.value.field == "quantity"
        assert quantities(session, outlet) == []

    def test_what_is_not_listed_is_not_found(self, session, work):
        goods, kept, archived, late = (
            make_goods(session, eligible_until=None),
            make_goods(session),
            make_goods(session),
            make_goods(session, waits_since=NOW),
        )
        outlet = make_basket(session, (kept, 1))
        kept.archived_at = archived.archived_at = NOW
        session.commit()

        for variant in (goods, archived, late):
            with pytest.raises(NotFound), work(OWNER, at=outlet.partner_id) as uow:
                add_to_basket(uow, outlet.id, variant.id, quantity=1)
        assert [row.listed for row in basket_of(session, outlet.id, TODAY).rows] == [False]

    def test_nobody_fills_another_ones_basket(self, session, work):
        goods, outlet, other = make_goods(session), make_basket(session), make_basket(session)

        for role, at in ((OWNER, other.partner_id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                add_to_basket(uow, outlet.id, goods.id, quantity=1)


class TestChanging:
    def test_a_line_gets_its_new_quantity_and_todays_price(self, session, work):
        goods = make_goods(session, price=11_000)
        outlet = make_basket(session, (goods, 3), price=10_000)

        with work(OWNER, at=outlet.partner_id) as uow:
            change_basket(uow, outlet.id, goods.id, quantity=5)

        assert quantities(session, outlet) == [(5, 11_000)]

    def test_zero_takes_it_out(self, session, work):
        goods = make_goods(session, eligible_until=None)
        outlet = make_basket(session, (goods, 3))

        with work(OWNER, at=outlet.partner_id) as uow:
            change_basket(uow, outlet.id, goods.id, quantity=0)

        assert quantities(session, outlet) == []

    def test_a_line_that_is_not_there_is_not_found(self, session, work):
        goods, outlet = make_goods(session), make_basket(session)

        with pytest.raises(NotFound), work(OWNER, at=outlet.partner_id) as uow:
            change_basket(uow, outlet.id, goods.id, quantity=1)


def accept(work, outlet, variant=None):
    with work(STAFF, at=outlet.partner_id) as uow:
        return accept_news(uow, outlet.id, variant and variant.id)


class TestAcceptNews:
    def test_todays_price_and_supply_are_taken_and_no_longer_news(self, session, work):
        goods, outlet = make_goods(session), make_basket(session)
        with work(STAFF, at=outlet.partner_id) as uow:
            add_to_basket(uow, outlet.id, goods.id, quantity=3)
        set_tier(session, goods, 11_000, from_on=TODAY)
        goods.availability, goods.lead_days = Availability.TO_ORDER, 4
        session.commit()
        (row,) = basket_of(session, outlet.id, TODAY).rows
        assert [str(text) for text in row.news] == [
            "Harga berubah dari Rp10.000 menjadi Rp11.000 sejak Anda memasukkannya.",
            "Sekarang dipesan dulu: siap dalam 4 hari.",
        ]

        assert accept(work, outlet, goods) == 1

        (row,) = basket_of(session, outlet.id, TODAY).rows
        assert (row.news, row.price_seen, row.availability_seen) == ([], 11_000, Availability.TO_ORDER)

    @pytest.mark.parametrize(
        "given, quantity, fits",
        [
            ({"stock": 5}, 6, 5),
            ({"stock": 11, "case_pack": 6}, 12, 6),
            ({"case_pack": 12}, 6, 12),
            ({"least": 8}, 6, 8),
            ({"least": 8, "case_pack": 6}, 7, 12),
        ],
    )
    def test_a_quantity_that_cannot_be_ordered_is_mended(self, session, work, given, quantity, fits):
        goods = make_goods(session, **given)
        outlet = make_basket(session, (goods, quantity))

        accept(work, outlet, goods)

        assert quantities(session, outlet) == [(fits, 10_000)]

    @pytest.mark.parametrize(
        "given", [{"stock": 2, "least": 3}, {"availability": Availability.SOLD_OUT}, {"eligible_until": None}]
    )
    def test_a_line_without_a_quantity_goes_when_it_is_named(self, session, work, given):
        goods = make_goods(session, **given)
        outlet = make_basket(session, (goods, 6))

        assert accept(work, outlet) == 0  # all that is new: nothing is taken out
        assert accept(work, outlet, goods) == 1
        assert quantities(session, outlet) == []

    def test_all_at_once_touches_only_what_changed(self, session, work):
        same, dearer, short = (
            make_goods(session),
            make_goods(session, price=12_000),
            make_goods(session, stock=4),
        )
        outlet = make_basket(session, (same, 1), (dearer, 2), (short, 6))
        assert basket_of(session, outlet.id, TODAY).news == 2

        assert accept(work, outlet) == 2

        assert quantities(session, outlet) == [(1, 10_000), (2, 12_000), (4, 10_000)]

    def test_nobody_changes_another_ones_basket(self, session, work):
        outlet, other = make_basket(session, (make_goods(session), 1)), make_basket(session)

        with pytest.raises(Forbidden), work(OWNER, at=other.partner_id) as uow:
            accept_news(uow, outlet.id)


def reorder(work, order):
    with work(STAFF, at=order.partner_id) as uow:
        return reorder_last(uow, order.outlet_id)


class TestReorderLast:
    def test_the_last_press_of_this_outlet_comes_back(self, session, work):
        goods, older = make_goods(session), make_goods(session)
        outlet = make_basket(session)
        make_order(session, variant=older, outlet=outlet)
        order = make_order(session, variant=goods, outlet=outlet, quantity=7)

        assert reorder(work, order) == (1, [], [])

        (line,) = session.scalars(select(BasketLine)).all()
        assert (line.outlet_id, line.variant_id, line.quantity) == (order.outlet_id, goods.id, 7)

    def test_what_changed_since_is_told_by_name(self, session, work):
        names = ("Kopi", "Sale", "Habis", "Hilang")
        goods = [make_goods(session, name=name) for name in names]
        order = make_order(session, variant=goods[0])
        for one in goods[1:]:
            order.lines.append(an_order_line(one, 2, name="?"))
        set_tier(session, goods[1], 12_000, from_on=TODAY)
        goods[2].availability = Availability.SOLD_OUT
        session.get_one(Product, goods[3].product_id).paused_at = NOW
        session.commit()

        done = reorder(work, order)

        assert (done.added, done.repriced) == (2, ["Sale"])
        assert [str(why) for why in done.left_out] == [
            "Habis: Pembuat menyatakan barang ini habis.",
            "Hilang: tidak dijual lagi.",
        ]
        sale = next(row for row in basket_of(session, order.outlet_id, TODAY).rows if row.name == "Sale")
        assert "dari Rp10.000 menjadi Rp12.000" in sale.news[0]

    def test_it_is_what_was_first_ordered_not_what_was_agreed(self, session, work):
        order = make_order(session)
        with work(STAFF, at=order.producer_id) as uow:
            propose_changes(uow, order.id, changes={order.lines[0].id: ProposedLine(4, 10_000)})
        order.lines[0].quantity = 4
        session.commit()

        reorder(work, order)

        assert session.scalars(select(BasketLine)).one().quantity == 10

    def test_what_lies_in_the_basket_already_is_not_doubled(self, session, work):
        order = make_order(session, quantity=10)

        for _ in range(2):
            reorder(work, order)

        assert session.scalars(select(BasketLine)).one().quantity == 10

    def test_stock_that_is_short_is_told_in_the_basket(self, session, work):
        goods = make_goods(session, stock=12)
        order = make_order(session, variant=goods, quantity=10)
        session.get_one(StockItem, goods.id).reserved = 10
        session.commit()

        reorder(work, order)

        (row,) = basket_of(session, order.outlet_id, TODAY).rows
        assert (row.trouble, row.fit) == ("Tinggal 2; kurangi jumlahnya.", 2)

    def test_an_outlet_that_never_ordered_gets_nothing(self, session, work):
        outlet = make_basket(session)

        with work(STAFF, at=outlet.partner_id) as uow:
            assert reorder_last(uow, outlet.id) == (0, [], [])


class TestWhatIsCounted:
    """How often goods go into baskets, and how often somebody gives them up because there are not enough of them."""

    WEEK = date(2026, 11, 23)

    def wishes(self, session, goods):
        found = demand_for(session, goods.producer_id, [self.WEEK])
        return {
            wish.value: times
            for (product_id, _, wish), times in found.items()
            if product_id == goods.product_id
        }

    def test_each_time_it_goes_in(self, session, work):
        goods, outlet = make_goods(session), make_basket(session)
        order = make_order(session, variant=goods, outlet=outlet)
        for quantity in (2, 3):
            with work(STAFF, at=outlet.partner_id) as uow:
                add_to_basket(uow, outlet.id, goods.id, quantity=quantity)
        with work(STAFF, at=order.partner_id) as uow:
            change_basket(uow, outlet.id, goods.id, quantity=1)
            reorder_last(uow, outlet.id)

        assert self.wishes(session, goods) == {"basketed": 3}

    def test_a_refused_add_says_which_product_was_wanting(self, session, work):
        goods, outlet = make_goods(session, availability=Availability.SOLD_OUT), make_basket(session)

        with pytest.raises(SoldOut) as refusal, work(STAFF, at=outlet.partner_id) as uow:
            add_to_basket(uow, outlet.id, goods.id, quantity=1)

        assert refusal.value.product_id == goods.product_id
        assert self.wishes(session, goods) == {}

    def test_what_cannot_be_ordered_again_is_lost(self, session, work):
        goods, outlet = make_goods(session, availability=Availability.SOLD_OUT), make_basket(session)
        make_order(session, variant=goods, outlet=outlet)
        with work(STAFF, at=outlet.partner_id) as uow:
            reorder_last(uow, outlet.id)

        assert self.wishes(session, goods) == {"missed": 1}

    @pytest.mark.parametrize("gone", [{"availability": Availability.SOLD_OUT}, {"stock": 4}])
    @pytest.mark.parametrize("one", [True, False])
    def test_so_is_what_is_taken_out_or_lowered_for_want_of_it(self, session, work, gone, one):
        goods, plenty = make_goods(session, **gone), make_goods(session)
        outlet = make_basket(session, (goods, 9), (plenty, 9))
        with work(STAFF, at=outlet.partner_id) as uow:
            change_basket(uow, outlet.id, plenty.id, quantity=0)
            if one:
                accept_news(uow, outlet.id, goods.id)
            else:
                change_basket(uow, outlet.id, goods.id, quantity=0)

        assert (self.wishes(session, goods), self.wishes(session, plenty)) == ({"missed": 1}, {})

from datetime import date

import pytest

from marketplace.catalog.models import Availability
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.basket import basket_of
from marketplace.ordering.services.baskets import add_to_basket, change_basket
from tests.factories.ordering import make_basket, make_goods

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
        goods, outlet = make_goods(session, eligible_until=None), make_basket(session)

        with pytest.raises(NotFound), work(OWNER, at=outlet.partner_id) as uow:
            add_to_basket(uow, outlet.id, goods.id, quantity=1)

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

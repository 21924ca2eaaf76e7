from datetime import date

from marketplace.ordering.on_shelf import on_shelf
from tests.factories.consignment import lay_down
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

TODAY = date(2026, 11, 24)


def test_what_a_shop_bought_of_late_or_has_in_consignment(session):
    maker, shop, other = make_maker(session), make_partner(session), make_partner(session)
    early, late, lying, returned, old, gone = (make_goods(session, maker=maker) for _ in range(6))

    def buy(variant, day, partner=shop, net=10_000):
        make_purchase(session, partner, maker, lines=[{"variant_id": variant.id, "net": net}], bought_on=day)

    buy(early, date(2026, 9, 1))
    buy(late, date(2026, 11, 1))
    buy(early, date(2026, 10, 1))
    buy(returned, date(2026, 10, 1))
    buy(returned, date(2026, 10, 2), net=-10_000)
    buy(old, date(2026, 5, 1))
    buy(make_goods(session), date(2026, 11, 1), partner=other)
    lay_down(session, lying, make_outlet(session, shop), 4)
    lay_down(session, gone, make_outlet(session, shop), 0)

    assert on_shelf(session, shop.id, TODAY) == [lying.id, late.id, early.id]

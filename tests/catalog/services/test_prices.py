from datetime import date

import pytest
from sqlalchemy import select

from marketplace.catalog.events import PriceSet
from marketplace.catalog.models import PriceTier
from marketplace.catalog.pricing import price_for
from marketplace.catalog.services import prices
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import Rupiah
from tests.factories.ordering import make_goods, set_tier

TODAY = date(2026, 11, 24)


def test_a_price_from_today_replaces_todays_and_leaves_older_ones(session, mine, maker):
    variant = make_goods(session, maker=maker, price=10_000)
    with mine() as uow:
        prices.set_price(uow, variant.id, from_quantity=1, price=Rupiah(11_000))
    with mine() as uow:
        prices.set_price(uow, variant.id, from_quantity=1, price=Rupiah(11_500))

    dated = session.execute(select(PriceTier.from_on, PriceTier.price).order_by(PriceTier.from_on)).all()
    assert [tuple(row) for row in dated] == [(date(2026, 1, 1), 10_000), (TODAY, 11_500)]


@pytest.mark.parametrize(
    ("given", "says"),
    [({"price": Rupiah(0)}, "lebih dari nol"), ({"from_on": date(2026, 11, 23)}, "paling awal hari ini")],
)
def test_a_price_that_is_nothing_or_lies_in_the_past_is_refused(session, mine, maker, given, says):
    variant = make_goods(session, maker=maker)
    with pytest.raises(Refused, match=says), mine() as uow:
        prices.set_price(uow, variant.id, **{"from_quantity": 1, "price": Rupiah(5_000)} | given)


def test_a_price_of_a_later_day_waits(session, mine, maker, heard):
    variant = make_goods(session, maker=maker, price=10_000)
    with mine() as uow:
        prices.set_price(uow, variant.id, from_quantity=1, price=Rupiah(12_000), from_on=date(2026, 12, 1))

    assert price_for(session, variant.id, 1, TODAY) == 10_000
    assert heard == [PriceSet(variant_id=variant.id, from_quantity=1, price=12_000, from_on="2026-12-01")]


def test_a_price_announced_for_a_later_day_is_taken_back_alone(session, mine, maker):
    variant = make_goods(session, maker=maker, price=10_000)
    later = date(2026, 12, 1)
    set_tier(session, variant, 12_000, from_on=later)
    with pytest.raises(Refused, match="sudah berlaku"), mine() as uow:
        prices.end_price(uow, variant.id, from_quantity=1, from_on=TODAY)
    with mine() as uow:
        prices.end_price(uow, variant.id, from_quantity=1, from_on=later)

    assert price_for(session, variant.id, 1, later) == 10_000


def test_an_announced_price_keeps_more_from_being_dearer(session, mine, maker):
    variant = make_goods(session, maker=maker, tiers={1: 10_000, 12: 9_000})
    later = date(2026, 12, 1)

    def announce(quantity, price):
        with mine() as uow:
            given = {"from_quantity": quantity, "price": Rupiah(price), "from_on": later}
            prices.announce_price(uow, variant.id, **given)

    with pytest.raises(Refused, match="01/12/2026 harga untuk 12 .*umumkan dahulu") as refusal:
        announce(12, 11_000)
    assert refusal.value.field == "price"
    announce(1, 12_000)
    announce(12, 11_000)
    with pytest.raises(Refused, match="Batalkan dahulu harga lain"), mine() as uow:
        prices.call_off_price(uow, variant.id, from_quantity=1, from_on=later)
    with mine() as uow:
        for quantity in (12, 1):
            prices.call_off_price(uow, variant.id, from_quantity=quantity, from_on=later)
    assert price_for(session, variant.id, 12, later) == 9_000

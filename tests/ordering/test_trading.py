"""Outlets and goods that pages offer to choose from."""

from datetime import date, timedelta

import pytest

from marketplace.catalog.models import Product
from marketplace.kernel.errors import NotFound
from marketplace.kernel.review import DRAFT
from marketplace.ordering.states import AGREED, SENT
from marketplace.ordering.trading import outlets_of_trade, own_goods, shop_named, shops_for, sources_of
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods, make_maker, make_order, make_term
from tests.factories.partners import make_outlet, make_partner

TODAY = date(2026, 11, 24)


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def variant(session, maker):
    return make_goods(session, maker=maker)


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Sinar"), name="Pasar Tejo")


def offered(session, maker, text=""):
    return [(shop.name, shop.traded) for shop in shops_for(session, maker.id, text, TODAY)]


class TestShops:
    def test_orders_handovers_and_terms_make_a_known_outlet(self, session, maker, variant):
        known = [make_outlet(session, make_partner(session)) for _ in range(3)]
        make_order(session, variant=variant, outlet=known[0])
        make_alone(session, variant, known[1])
        make_term(session, maker, known[2])
        make_outlet(session, make_partner(session))

        assert {name for name, traded in offered(session, maker) if traded} == {one.name for one in known}

    def test_a_search_finds_any_open_one_the_known_first(self, session, maker, variant, outlet):
        known = make_outlet(session, make_partner(session, name="Toko Zamrud"), name="Pasar Cendrawasih")
        make_alone(session, variant, known)

        assert offered(session, maker, "pasar") == [("Pasar Cendrawasih", True), ("Pasar Tejo", False)]
        assert offered(session, maker, "SINAR tejo") == [("Pasar Tejo", False)]
        assert offered(session, maker, "sinar cendrawasih") == []

    def test_a_closed_one_is_left_out(self, session, maker, outlet):
        outlet.until_on = date(2026, 11, 20)
        session.commit()

        assert offered(session, maker, "sinar") == []

    def test_letters_with_a_meaning_stand_for_themselves(self, session, maker, outlet):
        for text in ("%", "_____", "\\"):
            assert offered(session, maker, text) == []

    def test_one_is_found_by_its_public_id(self, session, maker, variant, outlet):
        assert not shop_named(session, maker.id, outlet.public_id).traded
        make_alone(session, variant, outlet)

        assert shop_named(session, maker.id, outlet.public_id).traded
        with pytest.raises(NotFound):
            shop_named(session, maker.id, "tidakada")


def test_outlets_of_a_trade_are_those_with_handovers_of_this_side(session, maker, variant, outlet):
    make_alone(session, variant, outlet)
    make_alone(session, make_goods(session), make_outlet(session, make_partner(session)))

    assert [row[1] for row in outlets_of_trade(session, producer_id=maker.id)] == [outlet.public_id]
    assert [row[1] for row in outlets_of_trade(session, partner_id=outlet.partner_id)] == [outlet.public_id]
    assert len(outlets_of_trade(session)) == 2


def test_own_goods_are_the_approved_ones(session, maker, variant):
    draft = make_goods(session, maker=maker)
    product = session.get(Product, draft.product_id)
    product.state, product.approved_number = DRAFT, None
    make_goods(session)
    make_goods(session, maker=maker).archived_at = NOW
    session.commit()

    assert [good.variant_id for good in own_goods(session, maker.id)] == [variant.id]


def test_sources_of_a_shop_are_those_of_whom_something_was_received_the_newest_first(
    session, maker, variant, outlet
):
    make_alone(session, make_goods(session), outlet, state=SENT)
    assert sources_of(session, outlet.partner_id) == []

    make_alone(session, variant, outlet, accepted=10, state=AGREED, agreed_at=NOW)
    before = make_alone(
        session, make_goods(session), outlet, accepted=10, state=AGREED, agreed_at=NOW - timedelta(days=1)
    )

    slug = session.get(Producer, maker.id).slug
    source, older = sources_of(session, outlet.partner_id)
    assert (source.producer_id, source.slug, source.outlet_public_id) == (maker.id, slug, outlet.public_id)
    assert (source.last_at, older.producer_id) == (NOW, before.producer_id)

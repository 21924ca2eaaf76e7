from marketplace.catalog.models import Availability
from marketplace.inventory.shortages import short_goods
from tests.factories.ordering import make_goods


def test_goods_with_too_little_counted_stock_are_sold_out_whatever_their_maker_said(session):
    short = make_goods(session, stock=3, least=5)
    make_goods(session, stock=5, least=5)
    make_goods(session)

    assert short_goods(session) == {short.product_id: Availability.SOLD_OUT}


def test_another_variant_may_still_be_had(session):
    short = make_goods(session, stock=0)
    other = make_goods(session, maker=None, availability=Availability.TO_ORDER, lead_days=3)
    other.product_id, other.producer_id = short.product_id, short.producer_id
    session.commit()

    assert short_goods(session) == {short.product_id: Availability.TO_ORDER}


def test_where_nobody_counts_nothing_is_short(session):
    make_goods(session)

    assert short_goods(session) == {}

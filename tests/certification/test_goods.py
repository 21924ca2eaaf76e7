from datetime import date, timedelta

import pytest
from sqlalchemy import event

from marketplace.catalog.models import Availability, PriceTier, Product
from marketplace.certification.goods import goods_of
from marketplace.certification.queries import papers_of
from tests.factories.catalog import add_picture, add_variant
from tests.factories.certification import make_certificate, make_product
from tests.factories.ordering import make_goods, set_tier
from tests.factories.producers import make_producer

TODAY = date(2026, 11, 24)


@pytest.fixture
def listed(session):
    """A listed product of a maker, and its variant."""

    def make(**given):
        product = make_product(session, eligible_until=date(2027, 1, 1), **given)
        return product, add_variant(session, product.id)

    return make


def papers(goods):
    return [(paper.kind, paper.expires_on) for paper in goods.papers]


def test_a_good_comes_with_its_maker_pictures_papers_and_offers(session, listed):
    maker = make_producer(session, name="Keripik Bu Tini")
    product, variant = listed(producer=maker, name="Keripik Balado")
    variant.availability, variant.lead_days = Availability.TO_ORDER, 3
    add_picture(session, product, position=2, alt="belakang")
    front = add_picture(session, product, position=1)
    set_tier(session, variant, 9_000, from_quantity=10)
    set_tier(session, variant, 10_000)
    make_certificate(session, product)

    (good,) = goods_of(session, [product.id], TODAY)

    assert (good.card.name, good.card.maker, good.card.kelurahan) == (
        "Keripik Balado",
        "Keripik Bu Tini",
        "Iring Mulyo",
    )
    assert [photo.alt for photo in good.photos] == ["", "belakang"]
    assert good.photos[0].attachment == front.public_id
    assert good.photos[0].key == front.sha256
    assert papers(good) == [("pirt", date(2030, 3, 1))]
    (offer,) = good.offers
    assert (offer.availability, offer.lead_days) == (Availability.TO_ORDER, 3)
    assert [(tier.from_quantity, tier.price) for tier in offer.tiers] == [(1, 10_000), (10, 9_000)]


def test_they_stand_in_the_order_asked_for_without_what_is_not_listed(session):
    one, two, over = (
        make_goods(session, eligible_until=until).product_id for until in (TODAY, TODAY, date(2026, 11, 23))
    )

    assert [good.card.product_id for good in goods_of(session, [two, over, one, 999], TODAY)] == [two, one]
    assert goods_of(session, [one], TODAY + timedelta(days=1)) == []
    assert goods_of(session, [], TODAY) == []


def test_the_price_of_the_day_counts(session, listed):
    product, variant = listed()
    session.add(PriceTier(variant_id=variant.id, from_quantity=1, price=9_500, from_on=date(2026, 12, 1)))
    set_tier(session, variant, 9_000)

    prices = [
        goods_of(session, [product.id], day)[0].offers[0].tiers[0].price for day in (TODAY, date(2026, 12, 1))
    ]
    assert prices == [9_000, 9_500]


def test_a_paper_of_another_product_of_the_maker_is_not_shown(session, listed):
    maker = make_producer(session)
    (product, _), (other, _) = listed(producer=maker), listed(producer=maker)
    make_certificate(session, other)
    make_certificate(session, producer=maker, kind="halal", number="ID18310000000010321", expires_on=None)

    mine, theirs = goods_of(session, [product.id, other.id], TODAY)
    assert papers(mine) == [("halal", None)]
    assert papers(theirs) == [("pirt", date(2030, 3, 1)), ("halal", None)]
    assert [paper.kind for paper in papers_of(session, [product.id], TODAY)[product.id]] == ["halal"]


@pytest.mark.parametrize(
    "given",
    [
        {"state": "submitted"},
        {"issued_on": date(2026, 11, 25)},
        {"expires_on": date(2026, 11, 23)},
        {"revoked_on": date(2026, 11, 24), "revoked_because": "palsu"},
    ],
)
def test_a_paper_not_in_force_is_not_shown(session, listed, given):
    product, _ = listed()
    make_certificate(session, product, **given)

    assert goods_of(session, [product.id], TODAY)[0].papers == []


def test_one_statement_fetches_however_many(session):
    ids = [make_goods(session).product_id for _ in range(7)]
    session.rollback()
    seen = []

    def record(*args):
        seen.append(args[2])

    event.listen(session.get_bind(), "before_cursor_execute", record)
    assert len(goods_of(session, ids, TODAY)) == 7
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1
    event.remove(session.get_bind(), "before_cursor_execute", record)


def test_a_paused_product_is_left_out(session, listed):
    product, _ = listed()
    session.get(Product, product.id).paused_at = product.created_at
    session.commit()

    assert goods_of(session, [product.id], TODAY) == []

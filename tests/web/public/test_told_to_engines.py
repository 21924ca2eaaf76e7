from datetime import date

import pytest

from marketplace.catalog.models import Availability, Product, Variant
from tests.factories.catalog import add_picture, add_variant
from tests.factories.ordering import make_goods, make_maker
from tests.schema_org import BASE, faults_of, items_of

LONG = date(2099, 12, 31)
IRING_MULYO = "18.72.04.1003"


@pytest.fixture
def item(session, stranger):
    """The one thing that a page tells of, held against the rules, beside the way to it."""

    def ask(address):
        session.commit()
        items = [
            item
            for item in items_of(stranger.open(address).text, BASE + address)
            if item.name != "BreadcrumbList"
        ]
        assert [fault for item in items for one in item.everything for fault in faults_of(one)] == []
        return items[0] if items else None

    return ask


def listed(session, **given):
    return session.get(Product, make_goods(session, eligible_until=LONG, **given).product_id)


def test_packs_of_a_product_are_a_group_that_varies_by_size(session, item):
    product = listed(session, name="Kopi & Jahe", net_content="200 g", retail_price=34_500, price=12_345)
    add_picture(session, product)
    add_variant(session, product.id, name="Kaleng", net_content="500 g", retail_price=80_000, sku="BESAR")
    add_variant(session, product.id, net_content="1 kg", retail_price=None, sku="TANYA")

    group = item(f"/catalog/{product.slug}")
    assert (group.name, group.one("name")) == ("ProductGroup", "Kopi & Jahe")
    packs = group.data["hasVariant"]
    assert [pack.one("name") for pack in packs] == ["Kopi & Jahe 200 g", "Kopi & Jahe Kaleng 500 g"]
    assert [pack.one("size") for pack in packs] == ["200 g", "500 g"]
    assert [pack.one("offers").one("price") for pack in packs] == ["34500", "80000"]
    assert [pack.data["image"] for pack in packs] == [group.data["image"]] * 2


@pytest.mark.parametrize(
    ("given", "having"),
    [
        ({}, "InStock"),
        ({"availability": Availability.SOLD_OUT}, "OutOfStock"),
        ({"availability": Availability.TO_ORDER, "lead_days": 5}, "BackOrder"),
    ],
)
def test_an_offer_says_whether_it_can_be_had(session, item, given, having):
    product = listed(session, retail_price=15_000)
    for name, value in given.items():
        setattr(variant_of(session, product), name, value)

    offer = item(f"/catalog/{product.slug}").one("offers")
    assert offer.one("availability") == f"https://schema.org/{having}"


def variant_of(session, product):
    return session.query(Variant).filter_by(product_id=product.id).one()


def test_goods_without_a_price_for_everybody_are_not_offered(session, item):
    assert item(f"/catalog/{listed(session, retail_price=None, price=12_345).slug}") is None


@pytest.mark.parametrize(("number", "known"), [("8999990001000", True), ("2000000000008", False)])
def test_a_number_that_a_shop_gave_out_for_itself_is_no_trade_number(session, item, number, known):
    product = listed(session, retail_price=15_000, gtin=number)

    assert item(f"/catalog/{product.slug}").data.get("gtin", []) == [number] * known


def test_a_maker_without_an_address_is_no_place_to_go_to(session, item):
    there, nowhere = make_maker(session, kelurahan_code=IRING_MULYO), make_maker(session, kelurahan_code=None)
    product = listed(session, maker=there)
    picture = add_picture(session, product)

    place = item(f"/producers/{there.slug}")
    assert place.name == "LocalBusiness"
    assert picture.sha256 in place.one("image")
    assert item(f"/producers/{nowhere.slug}").name == "Organization"

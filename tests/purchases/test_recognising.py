import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from marketplace.purchases.models.ledger import RememberedName
from marketplace.purchases.recognising import load_catalogue, recognise
from tests.conftest import NOW
from tests.factories.catalog import add_variant
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_name


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def goods(session, maker):
    return make_goods(session, maker=maker, name="Keripik Pisang")


def test_goods_are_told_by_the_makers_own_name_for_them(session, shop, maker, goods):
    found = recognise(session, shop.id, "keripik bu tini", "KERIPIK pisang")
    assert (found.producer_id, found.seller_said) == (maker.id, None)
    assert (found.product.id, found.product.variant_id, found.product_said) == (
        goods.product_id, goods.id, None,
    )  # fmt: skip


def test_goods_are_told_by_their_barcode(session, shop, maker, goods):
    form = add_variant(session, goods.product_id, name="500 g", gtin="8991234567891")
    session.commit()
    assert recognise(session, shop.id, "Keripik Bu Tini", "8991234567891").product.variant_id == form.id


def test_goods_are_told_with_what_the_pack_holds(session, shop, maker, goods):
    form = add_variant(session, goods.product_id, name="keluarga", net_content="500 g")
    session.commit()
    found = recognise(session, shop.id, "Keripik Bu Tini", "keripik pisang 500G")
    assert (found.product.id, found.product.variant_id) == (goods.product_id, form.id)


@pytest.mark.parametrize("item", ["Keripik", "Keripik Pisang Cokelat", ""])
def test_a_name_that_only_resembles_is_no_product(session, shop, goods, item):
    assert recognise(session, shop.id, "Keripik Bu Tini", item).product is None


def test_what_a_shop_said_holds_for_that_shop_only(session, shop, maker, goods):
    seller = make_name(session, shop, "Bu Tini kripik", producer_id=maker.id)
    item = make_name(session, shop, "kripik pisang", maker_id=maker.id, product_id=goods.product_id)
    found = recognise(session, shop.id, "BU TINI KRIPIK", "Kripik-Pisang")
    assert (found.producer_id, found.seller_said) == (maker.id, seller.id)
    assert (found.product.id, found.product_said) == (goods.product_id, item.id)
    elsewhere = make_partner(session)
    assert recognise(session, elsewhere.id, "Bu Tini kripik", "kripik pisang").producer_id is None


def test_a_seller_who_was_said_to_be_no_maker_stays_none(session, shop, maker):
    make_name(session, shop, "Keripik Bu Tini")
    assert recognise(session, shop.id, "Keripik Bu Tini", "").producer_id is None


def test_what_was_taken_back_means_nothing(session, shop, maker):
    make_name(session, shop, "Bu Tini kripik", producer_id=maker.id, undone_at=NOW)
    assert recognise(session, shop.id, "Bu Tini kripik", "").producer_id is None


def test_a_file_and_a_hand_log_recognise_alike(session, shop, maker, goods):
    make_name(session, shop, "Bu Tini kripik", producer_id=maker.id)
    make_name(session, shop, "kripik pisang", maker_id=maker.id, product_id=goods.product_id)
    whole = load_catalogue(session, shop.id)
    for seller in ("butinikripik", "keripikbutini"):
        for item in ("kripikpisang", "keripikpisang", "kripik"):
            found = recognise(session, shop.id, seller, item)
            read = whole.by_name(whole.maker(seller), item)
            assert (found.producer_id, found.product) == (whole.maker(seller).id, read)


@pytest.mark.parametrize(
    "given",
    [
        {"same": ""},
        {"product_id": 1},
        {"maker_id": "maker", "producer_id": "maker"},
        {"same": "grosir"},  # said already
    ],
)
def test_the_database_refuses_a_meaning_that_is_none(session, engine, shop, maker, given):
    make_name(session, shop, "Grosir")
    row = {"partner_id": shop.id, "text": "x", "same": "x", "said_as": "x", "said_at": NOW}
    row |= {key: maker.id if value == "maker" else value for key, value in given.items()}
    with pytest.raises(IntegrityError):
        session.execute(insert(RememberedName.__table__).values(row))

"""Who may be meant: by telephone, by goods, by how like the names are; never more than a suggestion."""

import pytest

from marketplace.purchases.suggestions import (
    MOST,
    KnownSeller,
    alike,
    items_of,
    likelihood,
    likely_products,
    phones,
    suggestions,
)
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

TINI = KnownSeller(
    1, "tini", "Keripik Contoh Bu Tini", "Yosodadi", "+6281234567890", None, ("Keripik Pisang",)
)


@pytest.mark.parametrize(
    ("text", "items", "why", "sure"),
    [
        ("Bu Tini kripik", [], ["nama mirip"], False),
        ("Bu Tini kripik", ["keripik pisang 250 g"], ["menjual Keripik Pisang", "nama mirip"], True),
        ("Ibu T 0812-3456-7890", [], ["nomor WhatsApp sama"], True),
        ("CV Grosir", ["Keripik Pisang 1 dus"], ["menjual Keripik Pisang"], False),
        ("CV Grosir", ["Keripik Singkong"], [], False),
        ("CV Sumber Plastik", ["Kantong"], [], False),
        ("Bu", [], [], False),
        ("", [""], [], False),
        ("!!!", ["?"], [], False),
    ],
)
def test_each_sign_is_named(text, items, why, sure):
    found = likelihood(text, items, TINI)
    assert ([str(one) for one in found.why], found.sure) == (why, sure)


def test_a_telephone_weighs_more_than_goods_and_goods_more_than_a_name():
    phone, goods, name = (
        likelihood(*said, TINI).weight
        for said in (("x 081234567890", []), ("x", ["Keripik Pisang"]), ("Keripik Contoh Bu Tini", []))
    )
    assert phone > goods > name > 0


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("Bu Tini kripik", "Keripik Contoh Bu Tini", "Dapur Rekaan Bu Tinah"),
        ("kripk tini", "Keripik Bu Tini", "Keripik Bu Sri"),
        ("Dapur Sari", "DAPUR SARI UMKM", "Dapur Rasa"),
    ],
)
def test_the_nearer_name_is_more_alike(text, near, far):
    assert 1 >= alike(text, near) > alike(text, far) >= 0


def test_a_title_makes_nobody_alike():
    assert alike("Bu Sri", "Bu Tini") < 0.3 and alike("Toko", "Toko Tini") == 0


def test_numbers_are_read_as_they_are_kept():
    assert phones("Tini 0812 3456 7890 / +62 812-3456-7890") == {"+6281234567890"}
    assert phones("nota 4711 tgl 01.07.2026") == set()


def test_the_likeliest_few_come_first_in_the_same_few_statements(session, statements):
    shop = make_partner(session)
    maker = make_maker(session, name="Keripik Bu Tini", whatsapp="+6281234567890")
    make_goods(session, maker=maker, name="Keripik Pisang")
    make_purchase(session, shop, None, seller_text="Bu Tini kripik")
    items = items_of(session, "Bu Tini kripik", shop.id)
    assert items == ["Keripik Pisang"]
    few = statements(lambda: suggestions(session, "Bu Tini kripik 081234567890", items))
    for number in range(8):
        make_maker(session, name=f"Keripik Rekaan {number}")
    many = statements(lambda: suggestions(session, "Bu Tini kripik 081234567890", items))
    found = suggestions(session, "Bu Tini kripik", items)
    assert (found[0].maker.id, len(few)) == (maker.id, len(many))
    assert len(found) <= MOST


def test_a_makers_goods_are_listed_the_likeliest_first(session):
    maker = make_maker(session)
    for name in ("Abon Sapi", "Keripik Pisang"):
        make_goods(session, maker=maker, name=name)
    assert [one.name for one in likely_products(session, maker.id, "kripik pisang")] == [
        "Keripik Pisang", "Abon Sapi",
    ]  # fmt: skip

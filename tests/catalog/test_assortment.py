from datetime import date, timedelta

import pytest

from marketplace.catalog.assortment import assortment
from marketplace.catalog.models import Product
from tests.conftest import NOW
from tests.factories.catalog import make_category
from tests.factories.ordering import make_goods, make_maker

TODAY = date(2026, 11, 24)
YOSOMULYO, IRING_MULYO = "18.72.01.1005", "18.72.04.1003"


@pytest.fixture
def goods(session):
    """Three products of two makers and two kinds, the youngest last, and two that are not listed."""
    snacks, coffee = make_category(session, code="snacks"), make_category(session, code="coffee", name="Kopi")
    one, two = (
        make_maker(session, kelurahan_code=IRING_MULYO),
        make_maker(session, kelurahan_code=YOSOMULYO),
    )
    made = {}
    for name, maker, category in (
        ("keripik", one, snacks),
        ("kopi", one, coffee),
        ("rengginang", two, snacks),
        ("dijeda", two, snacks),
        ("lewat", one, coffee),
    ):
        made[name] = session.get(Product, make_goods(session, maker=maker, name=name).product_id)
        made[name].category_id = category.id
    made["dijeda"].paused_at = NOW
    made["lewat"].eligible_until = TODAY - timedelta(days=1)
    session.commit()
    return {name: product.id for name, product in made.items()}


def test_what_is_listed_stands_there_the_newest_first(session, goods):
    offered = assortment(session, TODAY)

    assert offered.chosen() == [goods["rengginang"], goods["kopi"], goods["keripik"]]


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({"category": "snacks"}, ["rengginang", "keripik"]),
        ({"kelurahan": IRING_MULYO}, ["kopi", "keripik"]),
        ({"category": "snacks", "kelurahan": IRING_MULYO}, ["keripik"]),
        ({"category": "coffee", "kelurahan": YOSOMULYO}, []),
        ({"category": "unknown"}, []),
    ],
)
def test_it_is_narrowed_by_kind_and_kelurahan(session, goods, narrowed, left):
    assert assortment(session, TODAY).chosen(**narrowed) == [goods[name] for name in left]


def test_it_knows_what_one_maker_has(session, goods):
    maker = session.get(Product, goods["kopi"]).producer_id

    assert assortment(session, TODAY).of_maker(maker) == [goods["kopi"], goods["keripik"]]


def test_kinds_and_kelurahan_are_counted_and_named(session, goods):
    offered = assortment(session, TODAY)

    assert offered.categories == [("snacks", "Camilan", 2), ("coffee", "Kopi", 1)]
    assert [(name, count) for _, name, count in offered.kelurahan] == [("Iring Mulyo", 2), ("Yosomulyo", 1)]


def test_a_maker_without_a_kelurahan_is_in_none(session):
    make_goods(session)
    offered = assortment(session, TODAY)

    assert len(offered.items) == 1
    assert offered.kelurahan == []


def test_an_empty_city_offers_nothing(session):
    offered = assortment(session, TODAY)

    assert (offered.chosen(), offered.categories, offered.kelurahan) == ([], [], [])

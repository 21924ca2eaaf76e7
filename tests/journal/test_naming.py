"""Records are called by their names in one select, and found by words; every kind has said how it is called."""

from importlib import import_module

import pytest

from config import ROOT
from marketplace.journal.naming import NAMELESS, NAMES, names_of, subjects_called
from marketplace.kernel.events import SUBJECTS
from marketplace.tables import metadata
from tests.factories.ordering import make_goods, make_maker, make_order
from tests.factories.partners import make_partner
from tests.factories.producers import make_person
from tests.factories.purchases import make_purchase


def test_every_kind_of_record_is_named_or_said_to_be_nameless():
    for file in (ROOT / "marketplace").glob("*/events.py"):
        import_module(f"marketplace.{file.parent.name}.events")
    ours = {kind for kind, subject in SUBJECTS.items() if subject.__module__.startswith("marketplace.")}
    assert ours == set(NAMES) | NAMELESS
    assert not set(NAMES) & NAMELESS


@pytest.mark.parametrize("kind", NAMES)
def test_each_is_read_from_columns_that_there_are(kind):
    named, tables = NAMES[kind], metadata().tables
    own = tables[named.through[0]] if named.through else tables[named.name]
    assert {one for one in (named.called, named.public_id, named.owner) if one} <= set(own.columns.keys())
    if named.through:
        assert named.through[1] in tables[named.name].columns


def test_all_kinds_are_asked_in_one_select_that_both_databases_take(session):
    assert names_of(session, [(kind, 1_000_000) for kind in NAMES]) == {}


@pytest.fixture
def trade(session):
    """A maker's goods, an order of them and a purchase, each with what it is about."""
    goods = make_goods(session, maker=make_maker(session, name="Dapur Umpama"), name="Talas")
    order = make_order(session, variant=goods)
    shop = make_partner(session, name="Toko Seratus%")
    purchase = make_purchase(session, shop)
    return {"goods": goods, "order": order, "shop": shop, "purchase": purchase}


def test_a_record_is_called_by_its_name_and_whose_it_is(session, trade):
    goods, order, purchase = trade["goods"], trade["order"], trade["purchase"]
    found = names_of(
        session, [("order", order.id), ("variant", goods.id), ("purchase", purchase.id), ("stall", 1)]
    )
    assert found["order", order.id].name == order.number
    assert found["order", order.id].public_id == order.public_id
    assert (found["variant", goods.id].name, found["variant", goods.id].owner) == ("Talas", "Dapur Umpama")
    assert found["purchase", purchase.id][:3] == ("2026-08-12", purchase.public_id, "Toko Seratus%")
    assert len(found) == 3


def test_words_lead_to_records_and_signs_of_patterns_are_plain_ones(session, trade):
    shop, person = trade["shop"], make_person(session, name="Sulastri")
    assert ("partner", shop.id) in subjects_called(session, "seratus%")
    assert subjects_called(session, "%%") == []
    assert subjects_called(session, "lastr") == [("user", person.id)]
    assert ("order", trade["order"].id) in subjects_called(session, trade["order"].number)

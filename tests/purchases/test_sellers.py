import pytest

from marketplace.kernel.names import same_name
from marketplace.producers.models import ProducerAlias
from marketplace.purchases.sellers import maker_names
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import seller_named


def teach(session, maker, text):
    session.add(ProducerAlias(producer_id=maker.id, text=text, same=same_name(text), taught_at=NOW))
    session.commit()


@pytest.mark.parametrize(
    "typed", ["Keripik Bu Tini", "KERIPIK BU TINI", " keripik  bu-tini.", "KeripikBuTini"]
)
def test_a_maker_is_found_however_the_till_writes_it(session, typed):
    maker = make_maker(session, name="Keripik Bu Tini")
    assert seller_named(session, typed) == maker.id


@pytest.mark.parametrize("typed", ["", "Keripik", "Keripik Bu Tina", "Keripik Bu Tini 2"])
def test_part_of_a_name_or_another_one_is_nobody(session, typed):
    make_maker(session, name="Keripik Bu Tini")
    assert seller_named(session, typed) is None


def test_a_name_of_two_makers_is_nobodys_until_one_is_taught_it(session):
    one, other = make_maker(session, name="Sumber Rejeki"), make_maker(session, name="SUMBER REJEKI")
    assert seller_named(session, "Sumber Rejeki") is None
    teach(session, other, "Sumber Rejeki")
    assert seller_named(session, "sumber rejeki") == other.id != one.id


def test_a_taught_name_goes_before_a_name_of_somebody_else(session):
    taught = make_maker(session, name="Dapur Metro")
    make_maker(session, name="Dapur Tini")
    teach(session, taught, "Dapur Tini")
    assert seller_named(session, "DAPUR TINI") == taught.id


def test_a_shop_is_no_maker(session):
    make_partner(session, name="Toko Agung")
    assert seller_named(session, "Toko Agung") is None
    assert maker_names(session) == []


def test_a_form_offers_the_names_in_order(session):
    for name in ("Kopi", "Abon"):
        make_maker(session, name=name)
    assert maker_names(session) == ["Abon", "Kopi"]

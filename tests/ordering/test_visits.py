"""What the pages of visits ask: whose shelf it is, what lies there, and which visit still waits."""

from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import PriceTier
from marketplace.kernel.errors import NotFound
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import AGREED, CONTESTED, PREPARED, AgreedHow
from marketplace.ordering.visits import (
    last_visit,
    maker_named,
    makers_to_trade,
    open_rounds,
    place_of,
    sent_before,
    shelf_of,
    unsold_at,
)
from marketplace.producers.models import Producer
from tests.factories.consignment import lay_down
from tests.factories.ordering import make_goods, make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

DAY = date(2026, 11, 24)


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Way Sekampung"), address="Jl. Contoh 12")


@pytest.fixture
def maker(session, outlet):
    maker = make_maker(session, name="Keripik Bu Tini")
    make_term(session, maker, outlet, margin=2_000)
    return maker


@pytest.fixture
def chips(session, maker, outlet):
    goods = make_goods(session, maker=maker, name="Keripik Pisang")
    lay_down(session, goods, outlet, 24, unsold=2)
    return goods


@pytest.fixture
def sent(work, chips, outlet):
    with work() as uow:
        entry = RoundEntry(variant_id=chips.id, counted=20)
        return send_round(uow, outlet.id, client_id="a" * 32, entries=[entry])


def test_a_place_is_an_outlet_with_its_partner_and_address(session, outlet):
    place = place_of(session, outlet.public_id)

    assert (place.id, place.partner, place.where) == (outlet.id, "Toko Way Sekampung", "Jl. Contoh 12")
    with pytest.raises(NotFound):
        place_of(session, "zzzzzzzzzzzz")


def test_a_shelf_has_what_lies_there_and_what_else_the_maker_has(session, maker, outlet, chips):
    gone = make_goods(session, maker=maker, name="Bolu")
    lay_down(session, gone, outlet, 0)
    make_goods(session, maker=maker, name="Sale", retail_price=15_000)
    make_goods(session, name="Kopi orang lain")

    shelf = shelf_of(session, maker.id, outlet.id, DAY)

    assert [(item.name, item.balance, item.unsold_rounds) for item in shelf.here] == [
        ("Keripik Pisang", 24, 2),
        ("Bolu", 0, 0),
    ]
    assert [(item.name, item.unit_price) for item in shelf.others] == [("Sale", 12_000)]


def test_a_good_without_any_price_says_so(session, maker, outlet):
    goods = make_goods(session, maker=maker, name="Baru")
    session.query(PriceTier).filter_by(variant_id=goods.id).delete()

    (item,) = shelf_of(session, maker.id, outlet.id, DAY).others
    assert item.unit_price is None


def test_what_does_not_sell_is_counted_per_outlet(session, maker, outlet, chips):
    lay_down(session, make_goods(session, maker=maker), outlet, 5, unsold=4)
    lay_down(session, make_goods(session, maker=maker), outlet, 5)
    lay_down(session, make_goods(session, maker=maker), outlet, 0, unsold=9)

    assert unsold_at(session, maker.id) == {outlet.id: (2, 4)}


def test_a_visit_that_waits_is_known_by_its_outlet_and_by_the_phones_mark(session, maker, outlet, sent):
    assert open_rounds(session, maker.id) == {outlet.id: sent}
    assert sent_before(session, maker.id, "a" * 32) is sent
    assert sent_before(session, maker.id, "b" * 32) is None
    assert sent_before(session, maker.id, "") is None
    assert open_rounds(session, make_maker(session).id) == {}


@pytest.mark.parametrize("state", [PREPARED, CONTESTED])
def test_one_that_was_withdrawn_or_contested_waits_too(session, maker, outlet, sent, state):
    sent.state = state
    session.commit()

    assert outlet.id in open_rounds(session, maker.id)
    assert last_visit(session, maker.id, outlet.id) is None


def test_an_agreed_one_is_the_last_visit_and_waits_no_more(session, maker, outlet, sent):
    for line in sent.lines:
        line.sold, line.accepted, line.rejected = line.sold_so, 0, 0
    session.flush()
    sent.state, sent.agreed_how = AGREED, AgreedHow.ACCOUNT
    session.commit()

    assert last_visit(session, maker.id, outlet.id) == DAY
    assert open_rounds(session, maker.id) == {}


def test_makers_are_offered_by_name_and_found_by_their_mark(session, maker):
    other = make_maker(session, name="Abon Bu Ani")
    marks = {row.id: session.get(Organisation, row.id).public_id for row in session.query(Producer)}

    assert makers_to_trade(session) == [
        (marks[other.id], "Abon Bu Ani"),
        (marks[maker.id], "Keripik Bu Tini"),
    ]
    assert maker_named(session, marks[maker.id]) == (maker.id, "Keripik Bu Tini")
    with pytest.raises(NotFound):
        maker_named(session, "zzzzzzzzzzzz")

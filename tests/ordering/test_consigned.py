from datetime import date, timedelta

import pytest

from marketplace.kernel.roles import STAFF
from marketplace.ordering.consigned import balances, balances_at, consigned_at, consigned_outlets
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import Side, TradeModel
from tests.conftest import NOW
from tests.factories.ordering import consign, make_goods, make_maker, make_term
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def maker(session):
    return make_maker(session, name="Bu Tini")


@pytest.fixture
def shop(session):
    return make_outlet(
        session, make_partner(session, name="Toko Jaya"), name="Imopuro", address="Jl. Contoh 12"
    )


@pytest.fixture
def visit(work, maker):
    """An agreed round on a day."""

    def done(outlet, goods, counted, *, days=0):
        now = NOW + timedelta(days=days)
        entry = RoundEntry(variant_id=goods.id, counted=counted)
        with work(STAFF, at=maker.id, now=now) as uow:
            handover = send_round(uow, outlet.id, client_id=f"hp-{days}-{outlet.id}", entries=[entry])
        with work(STAFF, at=outlet.partner_id, now=now) as uow:
            agree_handover(uow, handover.id)

    return done


def test_what_lies_at_an_outlet_item_by_item(session, maker, shop, visit):
    gone = make_goods(session, maker=maker, name="Abon")
    sale = make_goods(session, maker=maker, name="Sale", net_content="250 g", unit="BKS")
    coffee = make_goods(session, maker=maker, name="kopi")
    consign(session, gone, shop, 4)
    consign(session, sale, shop, 10, price=12_500)
    consign(session, coffee, shop, 3)
    visit(shop, gone, 0)
    visit(shop, sale, 10, days=1)

    rows = balances(session, maker.id, shop.id)

    assert [(row.name, row.balance) for row in rows] == [("kopi", 3), ("Sale 250 g", 10), ("Abon", 0)]
    last = rows[1]
    assert (last.variant_id, last.variant_public_id, last.product_id) == (
        sale.id,
        sale.public_id,
        sale.product_id,
    )
    assert last.unit == "BKS"
    assert (last.unsold_rounds, last.last_round) == (1, date(2026, 11, 25))
    assert (rows[0].unsold_rounds, rows[0].last_round) == (0, None)
    assert balances_at(session, maker.id, shop.id)[sale.id] == (10, [(10, 12_500, Side.MAKER)])


def test_a_maker_sees_whom_to_visit_longest_not_seen_first(session, maker, shop, visit):
    goods = make_goods(session, maker=maker)
    seen, new, ended = (make_outlet(session, make_partner(session)) for _ in range(3))
    for outlet in (shop, seen):
        consign(session, goods, outlet, 10, price=12_500)
    make_term(session, maker, new)
    make_term(session, maker, ended)
    make_term(session, maker, ended, model=TradeModel.OUTRIGHT)
    consign(session, make_goods(session), seen, 7)  # another maker's
    visit(shop, goods, 8, days=1)
    visit(seen, goods, 9)

    rows = consigned_outlets(session, maker.id)

    assert [row.outlet_id for row in rows] == [new.id, seen.id, shop.id]
    assert [(row.items, row.units, row.value) for row in rows] == [
        (0, 0, 0),
        (1, 9, 112_500),
        (1, 8, 100_000),
    ]
    last = rows[2]
    assert (last.outlet, last.outlet_address, last.partner, last.maker) == (
        "Imopuro",
        "Jl. Contoh 12",
        "Toko Jaya",
        "Bu Tini",
    )
    assert (last.outlet_public_id, last.last_visit, rows[0].last_visit) == (
        shop.public_id,
        date(2026, 11, 25),
        None,
    )


def test_a_shop_sees_whose_goods_lie_at_its_outlets(session, maker, shop):
    other = make_goods(session)
    consign(session, make_goods(session, maker=maker), shop, 10)
    consign(session, other, shop, 2)
    consign(session, other, make_outlet(session, make_partner(session)), 5)

    rows = consigned_at(session, shop.partner_id)

    assert {(row.producer_id, row.units) for row in rows} == {(maker.id, 10), (other.producer_id, 2)}

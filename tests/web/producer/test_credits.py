import pytest

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Due, PaymentKind, PaymentMade
from marketplace.billing.queries import left_of
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.orders import Order
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner

PAID = {"paid_on": "2026-11-24", "paid_by": "cash"}


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def producer(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Rukun"))


@pytest.fixture
def due(session, producer, outlet):
    return make_due(session, maker=producer, outlet=outlet)


@pytest.fixture
def maker(as_seat, producer):
    return as_seat(STAFF, at=producer.id)


@pytest.fixture
def shop(as_seat, outlet):
    return as_seat(OWNER, at=outlet.partner_id)


@pytest.fixture
def overpaid(session, maker, due, outlet):
    page = f"/producer/money/shops/{session.get(Organisation, outlet.partner_id).public_id}"
    given = {"dues": due.public_id, "received": "150.000", "received_on": "2026-11-24", "paid_by": "cash"}
    assert "tinggal Rp100.000" in maker.send(page, given, page=page).text
    maker.send(page, given | {"beyond": "y"}, page=page)
    session.rollback()
    return session.query(PaymentMade).one()


def test_what_came_beyond_pays_what_comes_later(session, maker, shop, producer, outlet, overpaid):
    later = make_due(session, 80_000, maker=producer, outlet=outlet)
    for client, door, other in ((maker, "producer", "Toko Rukun"), (shop, "partner", "Keripik Bu Tini")):
        page = client.open(f"/{door}/credits").text
        assert other in page and "Rp50.000" in page

    page = "/producer/credits"
    maker.send(f"{page}/{overpaid.public_id}/use", {}, page=page)
    session.rollback()
    assert left_of(session, [later.id]) == {later.id: 30_000}
    assert "Tidak ada titipan" in maker.open(page).text
    assert maker.send(f"{page}/{overpaid.public_id}/use", {}, page=page).status_code == 404


def test_the_shop_writes_down_what_came_back(session, shop, overpaid):
    page = f"/partner/credits/{overpaid.public_id}/refund"
    assert "Rp50.000" in shop.open(page).text
    assert "tinggal Rp50.000" in shop.send(page, PAID | {"amount": "60.000", "note": "lebih"}, page=page).text
    shop.send(page, PAID | {"amount": "50.000", "note": "lebih"}, page=page)
    session.rollback()
    assert session.query(PaymentMade).filter_by(kind=PaymentKind.REFUNDED).one().amount == -50_000


def test_a_deposit_is_taken_for_an_order(session, maker, due, shop):
    order = session.query(Order).one()
    page = f"/producer/orders/{order.public_id}/deposit"
    assert page in maker.open(f"/producer/orders/{order.public_id}").text
    maker.send(page, PAID | {"amount": "20.000"}, page=page)
    assert order.number in shop.open("/partner/credits").text
    assert session.get(Due, due.id).amount == 100_000


def test_others_credit_is_not_there(as_seat, session, overpaid):
    page = "/producer/credits"
    stranger = as_seat(STAFF, at=make_maker(session).id)
    assert "Toko Rukun" not in stranger.open(page).text
    assert stranger.send(f"{page}/{overpaid.public_id}/use", {}, page=page).status_code == 404
    other = as_seat(OWNER, at=make_partner(session).id)
    assert other.open(f"/partner/credits/{overpaid.public_id}/refund").status_code == 404

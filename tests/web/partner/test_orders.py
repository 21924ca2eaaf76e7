import pytest

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.states import AGREED, CANCELLED, CLOSED, CONFIRMED
from tests.factories.ordering import make_goods, make_handover, make_order


@pytest.fixture
def order(session):
    return make_order(session, variant=make_goods(session, name="Keripik Talas"))


@pytest.fixture
def buyer(as_seat, order):
    return as_seat(STAFF, at=order.partner_id)


def test_the_list_shows_its_own_and_is_narrowed_by_state(buyer, order, session):
    other = make_order(session)

    page = buyer.open("/partner/orders").text
    assert order.number in page
    assert other.number not in page
    assert order.number in buyer.open("/partner/orders?state=placed").text
    assert "Belum ada pesanan" in buyer.open("/partner/orders?state=closed").text
    assert order.number in buyer.open("/partner/orders?state=nonsense").text


def test_an_order_says_who_must_act_and_by_when(buyer, order):
    page = buyer.open(f"/partner/orders/{order.public_id}").text

    assert "Keripik Pisang" in page
    assert "Rp100.000" in page
    assert "Menunggu jawaban" in page
    assert "27 Nov 2026 pukul 17.00 WIB" in page


def test_it_is_called_off_with_a_reason(buyer, order, session):
    address = f"/partner/orders/{order.public_id}"

    assert buyer.send(f"{address}/end", {"reason": ""}, page=address).status_code == 422
    assert buyer.send(f"{address}/end", {"reason": "salah toko"}, page=address).location == address

    session.rollback()
    assert (order.state, order.cancelled_because) == (CANCELLED, "salah toko")
    page = buyer.open(address).text
    assert "Dibatalkan: “salah toko”" in page
    assert "Pesanan dibatalkan" in page  # its history
    assert "Batalkan pesanan" not in page


def test_the_rest_of_a_partly_delivered_order_is_written_off(buyer, order, session):
    order.state = CONFIRMED
    make_handover(session, order=order, brought=6, state=AGREED)
    order.lines[0].accepted = 6
    session.commit()
    address = f"/partner/orders/{order.public_id}"
    assert "Sisanya tidak perlu dikirim" in buyer.open(address).text

    buyer.send(f"{address}/end", {"reason": "cukup", "act": "rest"}, page=address)

    session.rollback()
    assert order.state is CLOSED


@pytest.mark.parametrize("way", ["", "/end"])
def test_another_partners_order_is_not_there(as_seat, order, session, way):
    stranger = as_seat(OWNER, at=make_order(session).partner_id)
    address = f"/partner/orders/{order.public_id}{way}"

    answer = (
        stranger.send(address, {"reason": "iseng"}, page="/partner/profile")
        if way
        else stranger.open(address)
    )

    assert answer.status_code == 404


def test_the_maker_and_officials_come_by_other_doors(as_seat, order):
    address = f"/partner/orders/{order.public_id}"

    for visitor in (as_seat(OWNER, at=order.producer_id), as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403

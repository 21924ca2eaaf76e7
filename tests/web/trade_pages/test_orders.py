"""An order as either side reads it, and the way either ends it."""

import pytest

from marketplace.kernel.roles import STAFF
from marketplace.ordering.models.orders import OrderGroup
from marketplace.ordering.states import AGREED, CANCELLED, CLOSED, CONFIRMED
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_handover, make_order, make_term

WORDS = {
    "producer": ("Sisanya tidak dikirim lagi", "Dibatalkan pembuat"),
    "partner": ("Sisanya tidak perlu dikirim", "Dibatalkan toko"),
}


@pytest.fixture
def order(session):
    return make_order(session, variant=make_goods(session, name="Keripik Talas"))


@pytest.fixture
def reader(as_seat, order, own_id):
    return as_seat(STAFF, at=getattr(order, own_id))


@pytest.fixture
def address(door, order):
    return f"/{door}/orders/{order.public_id}"


def test_the_list_shows_ones_own_and_is_narrowed_by_state(reader, door, order, session):
    other = make_order(session)

    page = reader.open(f"/{door}/orders").text
    assert order.number in page
    assert other.number not in page
    assert order.number in reader.open(f"/{door}/orders?state=placed").text
    assert "Tidak ada yang cocok" in reader.open(f"/{door}/orders?state=closed").text
    assert order.number in reader.open(f"/{door}/orders?state=nonsense").text


def test_it_is_called_off_with_a_reason(reader, door, order, address, session):
    order.state, order.confirmed_at = CONFIRMED, NOW
    session.commit()
    assert reader.send(f"{address}/end", {"reason": ""}, page=address).status_code == 422
    assert reader.send(f"{address}/end", {"reason": "bahan habis"}, page=address).location == address

    session.rollback()
    assert (order.state, order.cancelled_because) == (CANCELLED, "bahan habis")
    page = reader.open(address).text
    assert f"{WORDS[door][1]}: “bahan habis”" in page
    assert "Pesanan dibatalkan" in page  # its history
    assert "Batalkan pesanan" not in page


def test_what_was_ended_meanwhile_is_told_on_the_page(reader, order, address, session):
    order.state = CLOSED
    session.commit()

    answer = reader.send(f"{address}/end", {"reason": "berubah pikiran"}, page=address)

    assert answer.status_code == 422
    assert "tidak bisa pada status Selesai" in answer.text


def test_the_rest_of_a_partly_delivered_order_is_written_off(reader, door, order, address, session):
    order.state = CONFIRMED
    make_handover(session, order=order, brought=6, state=AGREED)
    order.lines[0].accepted = 6
    session.commit()
    assert WORDS[door][0] in reader.open(address).text

    reader.send(f"{address}/end", {"reason": "cukup", "act": "rest"}, page=address)

    session.rollback()
    assert order.state is CLOSED


def test_how_it_came_to_nothing_stands_on_the_chip_and_narrows_the_list(
    reader, door, order, session, as_seat
):
    maker = as_seat(STAFF, at=order.producer_id)
    decline = f"/producer/orders/{order.public_id}"
    maker.send(f"{decline}/decline", {"why": "stock"}, page=decline)

    assert "Ditolak pembuat: “Barang habis”" in reader.open(f"/{door}/orders/{order.public_id}").text
    narrowed = reader.open(f"/{door}/orders?state=cancelled&why=declined").text
    assert order.number in narrowed
    assert "Ditolak pembuat</span>" in narrowed
    assert f"/{door}/orders/export?state=cancelled&amp;why=declined" in narrowed
    assert order.number not in reader.open(f"/{door}/orders?state=cancelled&why=maker-silent").text
    assert order.number in reader.open(f"/{door}/orders?why=nonsense").text
    assert f'href="/{door}/orders?state=closed"' in narrowed  # another state has no such reason


def test_goods_on_consignment_are_never_called_a_sum_to_pay(reader, door, order, address, session):
    make_term(session, session.get_one(Producer, order.producer_id), session.get_one(Outlet, order.outlet_id))

    page = reader.open(address).text
    assert "Nilai titipan, dibayar setelah laku" in page
    assert "belum ada yang terutang" in page
    assert "Jumlah pesanan" not in page and "Nilai pesanan" not in page
    assert "Titip jual:</span> Rp100.000" in reader.open(f"/{door}/orders").text
    if door == "partner":
        group = session.get_one(OrderGroup, order.group_id).public_id
        sent = reader.open(f"/partner/orders/groups/{group}").text
        assert "Titip jual:</span> Rp100.000" in sent
        assert "termasuk titipan Rp100.000" in sent

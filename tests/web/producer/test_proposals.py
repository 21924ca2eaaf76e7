import pytest

from marketplace.kernel.roles import OFFICER, STAFF
from marketplace.ordering.states import CONFIRMED, PLACED, PROPOSED
from tests.factories.ordering import make_order


@pytest.fixture
def order(session):
    return make_order(session)


@pytest.fixture
def maker(as_seat, order):
    return as_seat(STAFF, at=order.producer_id)


@pytest.fixture
def address(order):
    return f"/producer/orders/{order.public_id}/propose"


@pytest.fixture
def fields(order):
    line = order.lines[0].id
    return {
        f"quantity_{line}": "8",
        f"price_{line}": "9.500",
        "promised_on": "2099-01-05",
        "note": "Pisang sedikit",
    }


def test_the_form_is_filled_with_what_was_ordered(maker, order, address):
    line = order.lines[0].id
    assert f'href="{address}"' in maker.open(address.removesuffix("/propose")).text

    page = maker.open(address).text

    assert f'name="quantity_{line}"' in page and 'value="10"' in page
    assert f'name="price_{line}"' in page and 'value="10.000"' in page


def test_it_is_sent_and_waits_for_the_shop(maker, order, address, fields, session):
    answer = maker.send(address, fields)

    session.rollback()
    assert order.state is PROPOSED
    page = maker.open(answer.location).text
    assert "atas usulan Anda sampai" in page
    assert "8 bungkus × Rp9.500" in page
    assert "10 bungkus × Rp10.000" in page
    assert "Konfirmasi pesanan" not in page


def test_another_one_starts_from_the_last(maker, order, address, fields, session):
    maker.send(address, fields)
    page = maker.open(address).text
    assert 'value="8"' in page and 'value="9.500"' in page and "Pisang sedikit" in page

    line = order.lines[0].id
    page = maker.open(maker.send(address, fields | {f"quantity_{line}": "6"}).location).text

    assert "6 bungkus × Rp9.500" in page
    assert "Usulan 1" in page and "tidak dipakai" in page


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"quantity": ""}, "wajib diisi"),
        ({"quantity": "banyak"}, "bukan bilangan"),
        ({"quantity": "200000"}, "paling banyak 100.000"),
        ({"price": "0"}, "paling sedikit Rp1"),
        ({"price": "9,5rb"}, "Rp"),
        ({"quantity": "0"}, "tolak saja"),
        ({"quantity": "10", "price": "10000", "promised_on": ""}, "Belum ada yang berubah"),
        ({"promised_on": "2020-01-01"}, "paling awal"),
    ],
)
def test_what_is_wrong_is_told_and_kept(maker, order, address, fields, session, typed, words):
    line = order.lines[0].id
    named = {"quantity": f"quantity_{line}", "price": f"price_{line}", "promised_on": "promised_on"}

    answer = maker.send(address, fields | {named[name]: value for name, value in typed.items()})

    assert answer.status_code == 422
    assert words in answer.text
    assert "Pisang sedikit" in answer.text
    session.rollback()
    assert order.state is PLACED


def test_an_order_that_was_answered_says_so(maker, order, address, fields, session):
    order.state = CONFIRMED
    session.commit()

    answer = maker.send(address, fields)

    assert answer.status_code == 422
    assert "Dikonfirmasi" in answer.text


def test_shops_and_officials_propose_nothing(as_seat, order, address):
    for visitor in (as_seat(STAFF, at=order.partner_id), as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403

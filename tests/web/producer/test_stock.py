import pytest

from marketplace.inventory.models import StockItem
from marketplace.kernel.roles import OWNER, STAFF
from tests.factories.ordering import make_goods


@pytest.fixture
def goods(session):
    return make_goods(session, name="Keripik Talas")


@pytest.fixture
def maker(as_seat, goods):
    return as_seat(STAFF, at=goods.producer_id)


def test_the_first_count_begins_the_counting(maker, goods, session):
    assert "Tidak dihitung" in maker.open("/producer/stock").text

    assert maker.send("/producer/stock", {"variant": goods.public_id, "on_hand": "40"}).status_code == 302

    assert "Ada 40 bungkus, ditahan pesanan 0" in maker.open("/producer/stock").text
    session.rollback()
    assert session.get(StockItem, goods.id).on_hand == 40


@pytest.mark.parametrize(
    "typed, said", [("4", "menahan 6"), ("banyak", "bukan bilangan bulat"), ("", "wajib")]
)
def test_what_is_wrong_is_told_at_its_line(as_seat, session, typed, said):
    goods = make_goods(session, stock=10)
    session.get(StockItem, goods.id).reserved = 6
    session.commit()
    maker = as_seat(OWNER, at=goods.producer_id)

    answer = maker.send("/producer/stock", {"variant": goods.public_id, "on_hand": typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


def test_another_makers_stock_is_not_there(maker, session):
    other = make_goods(session, stock=10)

    assert maker.send("/producer/stock", {"variant": other.public_id, "on_hand": "1"}).status_code == 404
    assert other.public_id not in maker.open("/producer/stock").text

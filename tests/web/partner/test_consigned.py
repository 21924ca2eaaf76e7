"""What lies at a shop's outlets and is still the makers'."""

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.producers.models import Producer
from tests.factories.consignment import lay_down
from tests.factories.ordering import make_goods, make_term
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Way Sekampung"), name="Imopuro")


@pytest.fixture
def chips(session, outlet):
    goods = make_goods(session, name="Keripik Pisang")
    make_term(session, session.get(Producer, goods.producer_id), outlet)
    lay_down(session, goods, outlet, 24, unsold=3)
    return goods


@pytest.fixture
def shop(as_seat, outlet):
    return as_seat(STAFF, at=outlet.partner_id)


@pytest.fixture
def path(session, outlet, chips):
    return f"/partner/consigned/{outlet.public_id}/{session.get(Organisation, chips.producer_id).public_id}"


def test_the_list_says_how_much_lies_there_and_what_it_is_worth(shop, path):
    page = shop.open("/partner/consigned").text

    assert "1 barang, 24 satuan, Rp300.000 · belum pernah dikunjungi" in page
    assert f'href="{path}"' in page


def test_a_makers_goods_are_listed_with_balance_price_and_terms(shop, path, chips, outlet, session):
    gone = make_goods(session, name="Sale Pisang")
    lay_down(session, gone, outlet, 0)

    page = shop.open(path).text

    assert "Keripik Pisang" in page and "24 bungkus" in page and "Rp12.500" in page
    assert "tidak laku 3 kunjungan" in page
    assert "Titip jual · dibayar dalam 7 hari" in page
    assert "Sale Pisang" not in page


def test_an_empty_shelf_says_so(shop, outlet, session):
    goods = make_goods(session)
    make_term(session, session.get(Producer, goods.producer_id), outlet)
    maker = session.get(Organisation, goods.producer_id).public_id

    assert "rak kosong" in shop.open("/partner/consigned").text
    assert "Rak kosong" in shop.open(f"/partner/consigned/{outlet.public_id}/{maker}").text


def test_without_any_it_leads_to_the_terms(as_seat, session):
    page = as_seat(OWNER, at=make_partner(session).id).open("/partner/consigned").text

    assert "Belum ada barang titipan" in page and "/partner/terms" in page


def test_another_shops_shelf_is_not_there(as_seat, path, session):
    other = as_seat(OWNER, at=make_partner(session).id)

    assert other.open(path).status_code == 404
    assert "Keripik Pisang" not in other.open("/partner/consigned").text

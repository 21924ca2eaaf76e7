"""What a shop and a maker agreed, from the shop's side."""

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.terms import TradeTerm
from tests.factories.ordering import make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

CONSIGNS = {"model": "consignment", "margin": "20", "days_to_pay": "0", "loss_on": "maker"}


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Way Sekampung"), name="Imopuro")


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def shop(as_seat, outlet):
    return as_seat(STAFF, at=outlet.partner_id)


@pytest.fixture
def path(session, outlet, maker):
    return f"/partner/terms/{outlet.public_id}/{session.get(Organisation, maker.id).public_id}"


def test_a_shop_reads_what_the_maker_wrote(shop, outlet, maker, path, session):
    make_term(session, maker, outlet)

    page = shop.open("/partner/terms").text

    assert "Keripik Bu Tini" in page and "Titip jual · dibayar dalam 7 hari" in page
    assert f'href="{path}"' in page
    assert "ditulis Keripik Bu Tini" in shop.open(path).text


def test_a_shop_writes_them_too(shop, outlet, maker, path, session):
    assert shop.send(path, CONSIGNS).headers["Location"] == path

    session.rollback()
    term = session.scalars(select(TradeTerm)).one()
    assert (term.margin, term.days_to_pay, term.written_for) == (2000, 0, outlet.partner_id)
    assert "bagian toko 20\u00a0% · dibayar tunai" in shop.open(path).text


def test_a_maker_and_an_outlet_are_chosen_first(shop, path, session):
    outlet, maker = path.split("/")[-2:]

    answer = shop.send("/partner/terms/new", {"outlet": outlet, "maker": maker})
    assert answer.headers["Location"] == path
    assert shop.send("/partner/terms/new", {"outlet": "zzz", "maker": maker}).status_code == 422


def test_what_is_wrong_is_told(shop, path, session):
    answer = shop.send(path, CONSIGNS | {"days_to_pay": "banyak"})

    assert answer.status_code == 422
    assert "bukan bilangan bulat" in answer.text
    assert session.scalars(select(TradeTerm)).all() == []


def test_another_shops_outlet_is_not_there(as_seat, shop, path, session):
    other = as_seat(OWNER, at=make_partner(session).id)

    assert other.open(path).status_code == 404
    assert other.send(path, CONSIGNS, page="/partner/terms/new").status_code == 404
    outlet, _ = path.split("/")[-2:]
    assert shop.open(f"/partner/terms/{outlet}/zzzzzzzzzzzz").status_code == 404

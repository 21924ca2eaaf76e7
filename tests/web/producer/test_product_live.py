"""The day a product goes live: a card on the home, a page that shares it, and a letter when others did it."""

from urllib.parse import unquote

import pytest

from marketplace.catalog.models import Product
from marketplace.certification.events import ProductsListed
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.refreshing import refresh_all
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel import clock
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER
from marketplace.notices.reactions import REACTIONS as NOTICES
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product
from tests.factories.people import owner_of
from tests.letters import letters_of


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def product(session, work):
    with work() as uow:
        load_reference(uow)
    product = make_product(session, category="batik-tapis")
    maker = session.get_one(Producer, product.producer_id)
    make_certificate(session, producer=maker, kind="nib", expires_on=None)
    return product


@pytest.fixture
def goes_live(session, work, product):
    def go():
        uow = work()
        uow._bus = Bus(*uow._bus._tables, NOTICES, JOURNAL)
        with uow:
            refresh_all(uow)

    return go


def test_its_maker_is_told_and_shares_it_with_one_tap(session, as_seat, product, goes_live, heard):
    owner, stranger = (
        as_seat(OWNER, at=product.producer_id),
        as_seat(OWNER, at=make_product(session).producer_id),
    )
    owner_of(session, product.producer_id)  # who has an address
    live = f"/producer/products/{product.public_id}/live"
    assert owner.open(live).status_code == 404
    for _ in range(2):
        session.rollback()
        goes_live()
    told = [
        one.product_ids for one in heard if isinstance(one, ProductsListed) if product.id in one.product_ids
    ]
    assert told == [(product.id,)]
    [letter] = [one for one in letters_of(session) if product.name in one.body]
    assert live in letter.body and letter.subject == "Produk Anda sudah tayang di MB2"
    session.rollback()

    home = owner.open("/producer/").text
    assert f"{product.name} sudah tayang" in home and live in home
    page = owner.open(live).text
    text = unquote(page.partition('href="https://wa.me/?text=')[2].partition('"')[0])
    assert product.name in text and f"/catalog/{product.slug}" in text
    assert "data-share=" in page and "Selasa, 24 Nov 2026" in page
    assert stranger.open(live).status_code == 404


def test_what_left_the_catalog_is_no_news_any_more(session, as_seat, product, goes_live):
    owner = as_seat(OWNER, at=product.producer_id)
    goes_live()
    session.get_one(Product, product.id).eligible_until = None
    session.commit()
    assert "sudah tayang" not in owner.open("/producer/").text

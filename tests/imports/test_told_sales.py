"""A sale that a maker told, and the register that brings it: one purchase, whichever comes first."""

from datetime import date

import pytest

from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.purchases.figures import OwnFigure
from marketplace.purchases.matching import Changed, Same
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.telling import confirm_sale, record_otherwise, say_recorded
from marketplace.purchases.told_lists import ToldSales, recorded_sales, sales_to_answer
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet
from tests.factories.telling import make_sale

SAME = "04/07;FAKTUR F-7;Keripik Bu Tini;Keripik Pisang;18;216000"
MORE = "04/07;F-7;Keripik Bu Tini;Keripik Pisang;24;288000"


@pytest.fixture
def sale(session, books):
    maker = make_maker(session, name="Keripik Bu Tini")
    told = {"sold_on": date(2026, 7, 4), "unit": "PCS"}
    return make_sale(session, maker, make_outlet(session, books.shop), **told)


@pytest.fixture
def as_shop(work, books):
    return lambda: work(OWNER, at=books.shop.id, kind=PARTNER)


def found(session, sale):
    rows = ToldSales(public_id=sale.public_id).rows(session)
    return recorded_sales(session, rows).get(sale.id)


def test_a_register_brings_what_waits_and_the_yes_adds_nothing(session, books, sale, as_shop):
    books.bring(SAME)
    assert isinstance(found(session, sale), Same)
    assert sales_to_answer(session, books.shop.id) == []
    with as_shop() as uow:
        number = confirm_sale(uow, sale.id).purchase_id
    assert books.nets == [216_000]
    assert session.get(PurchaseAnswer, number).answer is Answer.CONFIRMED


def test_a_register_after_the_yes_adds_nothing(session, books, sale, as_shop):
    with as_shop() as uow:
        number = confirm_sale(uow, sale.id).purchase_id
    books.bring(SAME)
    assert books.nets == [216_000]
    assert session.query(Purchase.id).all() == [(number,)]


def test_a_register_with_other_figures_asks_before_it_replaces_what_was_confirmed(books, sale, as_shop):
    with as_shop() as uow:
        confirm_sale(uow, sale.id)
    assert len(books.plan(MORE).changed) == 1
    assert books.nets == [216_000]


def test_other_figures_in_the_register_are_said_to_be_the_sale(session, books, sale, as_shop):
    books.bring(MORE)
    assert isinstance(found(session, sale), Changed)
    with as_shop() as uow:
        say_recorded(uow, sale.id)
    assert books.nets == [288_000]


def test_the_shops_own_figure_and_its_register_are_one(books, sale, as_shop):
    with as_shop() as uow:
        record_otherwise(uow, sale.id, OwnFigure(quantity=Quantity.of(24)))
    books.bring(MORE)
    assert books.nets == [288_000]

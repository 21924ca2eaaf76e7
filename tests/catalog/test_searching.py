import logging
from datetime import date

from marketplace.catalog.searching import find
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import Hits, SearchDown
from tests.factories.ordering import make_goods

TODAY = date(2026, 11, 24)


class Silent:
    """An engine that is out."""

    def find(self, text, **how):
        raise SearchDown


class Knowing:
    def __init__(self, *product_ids):
        self.product_ids = product_ids

    def find(self, text, **how):
        return Hits(self.product_ids)


def test_what_the_engine_says_stands_in_its_order(session):
    assert find(session, Knowing(3, 1, 2), "kopi", TODAY).product_ids == [
        ProductId(3),
        ProductId(1),
        ProductId(2),
    ]


def test_an_engine_that_answers_nothing_is_not_one_that_is_down(session):
    make_goods(session, name="Kopi Robusta")
    found = find(session, Knowing(), "kopi", TODAY)
    assert (found.product_ids, found.plain) == ([], False)


def test_without_the_engine_every_word_must_stand_in_the_name_and_the_page_may_say_so(session, caplog):
    coffee = make_goods(session, name="Kopi Robusta Metro")
    make_goods(session, name="Kopi Arabika")
    with caplog.at_level(logging.WARNING):
        found = find(session, Silent(), "robusta KOPI", TODAY)
    assert (list(found.product_ids), found.plain) == ([coffee.product_id], True)
    assert "search is down" in caplog.text


def test_without_the_engine_no_sign_is_an_order(session):
    make_goods(session, name="Kopi Robusta")
    for text in ("%", "_", "' OR 1=1 --", "\\", "\0%", "🍌", "قهوة", "kopi_robusta", "z " * 50):
        assert find(session, Silent(), text, TODAY).product_ids == []
    assert len(find(session, Silent(), "kopi\0", TODAY).product_ids) == 1


def test_what_people_search_for_is_not_written_into_the_log(session, caplog):
    with caplog.at_level(logging.DEBUG):
        find(session, Silent(), "obat rahasia", TODAY)
    assert "rahasia" not in caplog.text

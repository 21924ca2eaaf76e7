"""What an address asks of a list, by the kind of each filter."""

from datetime import date

import pytest

from marketplace.ordering.order_list import OrderList
from marketplace.ordering.states import PLACED, Ending
from marketplace.web.lists import from_args, is_filtered, place_arg


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("state=placed", {"state": PLACED}),
        (f"why={Ending.DECLINED.value}", {"ending": Ending.DECLINED}),
        ("from=2026-11-24&until=2026-11-25", {"from_on": date(2026, 11, 24), "until_on": date(2026, 11, 25)}),
        ("state=x&why=&from=kemarin", {}),
        ("partner_id=7&outlet_id=7&up=1&by_answer=1&group=7", {}),
    ],
)
def test_a_filter_is_read_by_its_type_and_nonsense_asks_for_nothing(app, query, given):
    with app.test_request_context(f"/?{query}"):
        assert from_args(OrderList, partner_id=3) == OrderList(partner_id=3, **given)


def test_what_the_view_gives_is_not_read_from_the_address(app):
    with app.test_request_context("/?state=placed"):
        assert from_args(OrderList, state=None) == OrderList()


@pytest.mark.parametrize(
    ("query", "answer"), [("", False), ("sort=x&after=y", False), ("until=x", True), ("q=a", True)]
)
def test_a_list_is_narrowed_by_any_filter_in_the_address(app, query, answer):
    with app.test_request_context(f"/?{query}"):
        assert is_filtered(OrderList, "q") is answer


def test_a_page_begins_where_the_address_says(app):
    with app.test_request_context("/?after=a%00&before=b&end="):
        place = place_arg()
    assert (place.after, place.before, place.end, place.name) == ("a", "b", False, "b")

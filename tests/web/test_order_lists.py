"""Lists of orders behind either door: narrowed and sorted by their address, paged by key, taken home as a table."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from marketplace.accounts.models import Organisation
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.kernel.roles import STAFF
from marketplace.ordering.states import CONFIRMED, PLACED
from marketplace.partners.models import Outlet, Partner
from marketplace.web import lists
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_order
from tests.factories.partners import make_outlet, make_partner

DOORS = ("partner", "producer")


@pytest.fixture
def orders(session):
    """Sixty of one shop and one maker, a minute apart; the last ten confirmed."""
    goods, outlet = make_goods(session), make_outlet(session, make_partner(session), name="Iringmulyo")
    session.get_one(Organisation, outlet.partner_id).name = "Toko Maju"
    session.get_one(Organisation, goods.producer_id).name = "Dapur Tini"
    return [
        make_order(
            session,
            variant=goods,
            outlet=outlet,
            placed_at=NOW + timedelta(minutes=one),
            answer_by=NOW + timedelta(days=3, minutes=-one),
            state=PLACED if one < 50 else CONFIRMED,
        )
        for one in range(60)
    ]


@pytest.fixture(params=DOORS)
def door(request):
    return request.param


@pytest.fixture
def visitor(as_seat, orders, door):
    return as_seat(STAFF, at=getattr(orders[0], f"{door}_id"))


def shown(page, orders):
    """Places of the orders on the page, as they stand there."""
    found = {order: page.find(f">{order.number}<") for order in orders}
    return sorted((order for order in orders if found[order] > 0), key=lambda order: found[order])


def read(visitor, door, orders, ask=""):
    return shown(visitor.open(f"/{door}/orders{ask}").text, orders)


def test_it_is_paged_by_key_with_a_way_to_the_end(visitor, door, orders):
    newest = orders[::-1]
    assert read(visitor, door, orders) == newest[:25]
    assert read(visitor, door, orders, f"?after={newest[24].public_id}") == newest[25:50]
    assert read(visitor, door, orders, f"?before={newest[50].public_id}") == newest[25:50]
    assert read(visitor, door, orders, "?end=1") == newest[35:]
    page = visitor.open(f"/{door}/orders?state=confirmed").text
    assert "10 pesanan" in page and "Berikutnya" not in page


def test_filters_stay_in_every_link(visitor, door, orders):
    page = visitor.open(f"/{door}/orders?state=placed&q=a&from=2026-01-01").text

    for piece in ("state=placed", "q=a", "from=2026-01-01", "after="):
        assert piece in page.split('rel="next"')[1].split(">")[0]


def test_what_waits_starts_with_what_is_due_first(visitor, door, orders):
    assert read(visitor, door, orders, "?state=placed")[0] is orders[49]
    assert read(visitor, door, orders, "?state=placed&sort=-answer")[0] is orders[0]
    assert read(visitor, door, orders, "?state=placed&sort=-placed")[0] is orders[49]
    assert read(visitor, door, orders, "?sort=placed")[0] is orders[0]


def heads(visitor, address):
    """What the head of each column says, and the order it asks for."""
    page = visitor.open(address).text
    links = re.findall(r'<a class="mb-sort" href="([^"]+)">([^<]+)(?:<span aria-hidden="true"> (.))?', page)
    return {text: (parse_qs(urlsplit(unescape(href)).query)["sort"][0], sign) for href, text, sign in links}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", {"Dipesan": ("placed", "↓")}),
        ("?sort=placed", {"Dipesan": ("-placed", "↑")}),
        ("?sort=-placed", {"Dipesan": ("placed", "↓")}),
        ("?state=placed", {"Dipesan": ("-placed", ""), "batas jawab": ("-answer", "↑")}),
        ("?state=placed&sort=-placed", {"Dipesan": ("placed", "↓"), "batas jawab": ("answer", "")}),
    ],
)
def test_a_head_says_the_order_that_stands_and_turns_it_round(visitor, door, query, first):
    assert heads(visitor, f"/{door}/orders{query}") == first


def test_another_order_starts_on_its_first_page(visitor, door, orders):
    page = visitor.open(f"/{door}/orders?after={orders[30].public_id}&end=1&q=a").text
    assert f'<a class="mb-sort" href="/{door}/orders?q=a&amp;sort=placed">' in page


def test_it_is_found_by_number_name_and_day(visitor, door, orders):
    name = {"partner": "dapur", "producer": "toko maju"}[door]
    other = {"partner": "toko maju", "producer": "dapur"}[door]

    assert read(visitor, door, orders, f"?q={orders[7].number}") == [orders[7]]
    alone = int(orders[7].number.partition("/")[0])
    assert read(visitor, door, orders, f"?q={alone}") == [orders[7]]
    assert len(read(visitor, door, orders, f"?q={name}")) == 25
    assert read(visitor, door, orders, f"?q={other}") == []
    assert read(visitor, door, orders, "?until=2026-11-23") == []
    assert len(read(visitor, door, orders, "?from=2026-11-24&until=2026-11-24")) == 25
    assert "Longgarkan saringannya" in visitor.open(f"/{door}/orders?q=takada").text


@pytest.mark.parametrize(
    "ask", ["?from=kemarin", "?after=x", "?sort=x", "?state=x", "?outlet=x", "?before=&end="]
)
def test_an_address_that_makes_no_sense_asks_for_nothing(visitor, door, orders, ask):
    assert read(visitor, door, orders, ask) == orders[:34:-1]


@pytest.mark.parametrize("kind", ["", "csv"])
def test_exactly_what_is_shown_is_taken_home_on_every_page(visitor, door, orders, kind):
    answer = visitor.open(f"/{door}/orders/export?state=confirmed&as={kind}")

    assert answer.status_code == 200
    name = answer.headers["Content-Disposition"]
    assert f".{kind or 'xlsx'}" in name
    rows = SpreadsheetSheets().read(answer.data, f"pesanan.{kind or 'xlsx'}").sheets[0].rows
    assert [row[0] for row in rows[1:]] == [order.number for order in orders[:49:-1]]
    assert rows[1][1] == {"partner": "Dapur Tini", "producer": "Toko Maju"}[door]
    assert str(rows[1][10]).replace(".", "") in ("100000", "1000000")


def test_more_than_a_spreadsheet_takes_is_refused_with_the_way_out(visitor, door, monkeypatch):
    monkeypatch.setattr(lists, "MOST", 20)

    answer = visitor.open(f"/{door}/orders/export")

    assert answer.status_code in (409, 422)
    assert "saring menurut tanggal" in answer.text


def test_a_list_takes_as_many_statements_for_one_page_as_for_three(visitor, door, orders, statements):
    few = statements(lambda: visitor.open(f"/{door}/orders?state=confirmed"))
    many = statements(lambda: visitor.open(f"/{door}/orders"))

    assert few == many


def test_a_shop_narrows_to_one_of_its_outlets(as_seat, orders, session):
    buyer = as_seat(STAFF, at=orders[0].partner_id)
    other = make_outlet(session, session.get_one(Partner, orders[0].partner_id), name="Yosodadi")
    mine = session.get_one(Outlet, orders[0].outlet_id)
    orders[59].outlet_id = other.id
    session.commit()

    assert read(buyer, "partner", orders, f"?outlet={other.public_id}") == [orders[59]]
    assert read(buyer, "partner", orders, f"?outlet={mine.public_id}")[0] is orders[58]

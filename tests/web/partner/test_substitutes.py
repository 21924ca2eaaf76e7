import io
import re
from datetime import date, timedelta

import openpyxl
import pytest

from marketplace.catalog.models import Availability
from marketplace.kernel import clock
from marketplace.kernel.roles import STAFF
from marketplace.ports.search import SearchDocument
from marketplace.producers.models import Locality, LocalityBasis
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_mou, make_outlet, make_partner
from tests.factories.purchases import make_purchase

LONG = date(2099, 12, 31)
PAGE = "/partner/substitutes"


@pytest.fixture
def shop(session):
    partner = make_partner(session, mou=False)
    make_mou(session, partner, ends_on=LONG)
    make_outlet(session, partner, name="Iringmulyo")
    return partner


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(STAFF, at=shop.id)


@pytest.fixture
def offered(app, session):
    """Listed goods that search knows."""

    def offer(name, **given):
        goods = make_goods(session, name=name, eligible_until=LONG, **given)
        app.extensions["tools"].search.index([SearchDocument(goods.product_id, name, "Pembuat", "")])
        return goods

    return offer


def buys(session, shop, text, net, **given):
    lately = clock.day_of(clock.now()) - timedelta(days=20)
    make_purchase(session, shop, None, lines=[{"text": text, "net": net}], **{"bought_on": lately} | given)


def test_each_text_stands_beside_local_goods_with_a_way_into_the_basket(session, shop, buyer, offered):
    gone, sugar = (
        offered("Gula Semut", availability=Availability.SOLD_OUT),
        offered("Gula Kelapa Cetak", price=27_000),
    )
    offered("Teh Bunga Telang")
    for text, net in (
        ("Gula Pasir Umpama 1 kg", 900_000),
        ("gula pasir 5 kg", 50_000),
        ("Beras premium", 700_000),
    ):
        buys(session, shop, text, net)
    buys(session, make_partner(session), "Teh Celup", 800_000)
    session.rollback()

    page = buyer.open(PAGE).text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page)[:1] == ["Gula Pasir Umpama 1 kg"]
    assert "Untuk Rp950.000 dari itu ada buatan Metro" in text
    assert text.count("Terhitung lokal sejak semula") == 2
    assert text.index("Gula Kelapa Cetak") < text.index("Gula Semut")
    assert "Beras premium" in text
    assert "Teh" not in text.replace("Tehnis", "")
    answer = buyer.send(
        "/partner/basket/add", {"variant": sugar.public_id, "quantity": "3", "next": PAGE}, page=PAGE
    )
    assert answer.location == PAGE
    assert gone.public_id not in page


def test_a_text_can_be_typed(buyer, offered):
    offered("Keripik Pisang Cokelat")

    assert "Keripik Pisang Cokelat" in buyer.open(f"{PAGE}?q=KERIPIK+KENTANG+REKAAN+68G").text
    assert "Belum ada buatan lokalnya" in buyer.open(f"{PAGE}?q=semen").text
    assert "Belum ada pembelian dari luar" in buyer.open(PAGE).text


def test_what_is_shown_goes_out_as_a_workbook(session, shop, buyer, offered):
    offered("Gula Kelapa Cetak")
    buys(session, shop, "GL PASIR UMPAMA 1KG", 900_000)
    buys(session, shop, "=1+1", 700_000)
    session.rollback()

    page = buyer.open(PAGE).text
    assert "Cocok pada kata “gula”" in page and f'href="{PAGE}/export.xlsx"' in page
    sheet = openpyxl.load_workbook(io.BytesIO(buyer.open(f"{PAGE}/export.xlsx").data)).worksheets[0]
    sugar, alone = ([cell.value for cell in row] for row in (sheet[2], sheet[3]))
    assert (sugar[0], sugar[1], sugar[7]) == ("GL PASIR UMPAMA 1KG", 900_000, "gula")
    assert sugar[8].startswith("Gula Kelapa Cetak (")
    assert sugar[9] == "Terhitung lokal sejak semula"
    assert (alone[0], *alone[7:], sheet.cell(3, 1).data_type) == ("=1+1", None, None, None, "s")


def test_the_workbook_says_of_each_good_since_when_it_counts_as_local(session, shop, buyer, offered):
    since = date(2026, 3, 2)
    newcomer = make_maker(session, local=False)
    session.add(
        Locality(producer_id=newcomer.id, from_on=since, basis=LocalityBasis.CITY_LIST, verified_by=None)
    )
    offered("Gula Kelapa Cetak", maker=newcomer)
    offered("Gula Semut")
    buys(session, shop, "GL PASIR UMPAMA 1KG", 900_000)
    session.rollback()

    sheet = openpyxl.load_workbook(io.BytesIO(buyer.open(f"{PAGE}/export.xlsx").data)).worksheets[0]
    names, said = (
        [part.partition(" (")[0] for part in sheet.cell(2, column).value.split("; ")] for column in (9, 10)
    )
    assert dict(zip(names, said, strict=True)) == {
        "Gula Kelapa Cetak": "Terhitung lokal sejak 2 Maret 2026",
        "Gula Semut": "Terhitung lokal sejak semula",
    }

import html
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest

from marketplace.catalog.demand import count, weeks_up_to
from marketplace.catalog.models import Availability, DemandSignal
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.roles import STAFF
from tests.factories.ordering import make_goods, make_maker, make_order


@pytest.fixture
def goods(session):
    return make_goods(session, name="Keripik Talas", eligible_until=date(2099, 12, 31))


@pytest.fixture
def maker(as_seat, goods):
    return as_seat(STAFF, at=goods.producer_id)


@pytest.fixture
def happened(app):
    def happen(goods, week=None, **wishes):
        with app.app_context(), app.extensions["open_unit"](SYSTEM) as uow:
            count(
                uow,
                {(goods.product_id, DemandSignal(wish)): number for wish, number in wishes.items()},
                week=week,
            )

    return happen


def plain(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_maker_reads_how_goods_were_wanted_and_what_to_do(maker, goods, happened):
    assert "Belum ada data" in maker.open("/producer/demand").text
    first = weeks_up_to(clock.day_of(clock.now()), 12)[0]
    happened(goods, viewed=1_234, missed=3)
    happened(goods, week=first, viewed=6)

    every, one = maker.open("/producer/demand"), maker.open(f"/producer/demand/{public_id(maker)}")

    for page in (plain(every.text), plain(one.text)):
        assert "Dilihat 1.234 4 minggu terakhir; 0 pada 4 minggu sebelumnya" in page
        assert "3 kali toko batal membeli karena habis" in page
        assert "Jumlah 1.240 0 0 3 0 0" in page
    assert "Keripik Talas" in every.text
    assert "<h1>Keripik Talas</h1>" in one.text


def public_id(maker):
    return re.search(r'href="/producer/demand/([^"]+)"', maker.open("/producer/demand").text)[1]


@pytest.mark.parametrize("question, width", [("", "700"), ("?narrow=1", "328")])
def test_its_charts_are_pictures_without_a_script(maker, goods, happened, question, width):
    happened(goods, viewed=17, basketed=2)

    looks = maker.open(f"/producer/demand/charts/looks.svg{question}")
    baskets = maker.open(f"/producer/demand/charts/baskets.svg{question}")

    assert looks.mimetype == "image/svg+xml"
    assert f'width="{width}"' in looks.text
    assert ">17<" in looks.text
    assert "Batal karena habis" in baskets.text
    assert "<script" not in looks.text + baskets.text
    assert maker.open("/producer/demand/charts/rahasia.svg").status_code == 404


def test_nobody_reads_how_the_goods_of_others_were_wanted(session, as_seat, maker, goods, happened):
    happened(goods, viewed=17)
    mine = public_id(maker)
    session.rollback()
    other = as_seat(STAFF, at=make_maker(session).id)

    assert other.open(f"/producer/demand/{mine}").status_code == 404
    assert other.open(f"/producer/demand/charts/looks.svg?product={mine}").status_code == 404
    assert "Keripik Talas" not in other.open("/producer/demand").text


def test_what_is_sold_out_and_wanted_waits_on_the_home(session, as_seat, happened):
    gone = make_goods(session, name="Sale Pisang", availability=Availability.SOLD_OUT)
    maker = as_seat(STAFF, at=gone.producer_id)
    assert "padahal dicari" not in maker.open("/producer/").text
    happened(gone, missed=2)

    assert "2 kali toko batal membeli Sale Pisang" in plain(maker.open("/producer/").text)


def test_the_running_week_is_marked_and_leads_to_its_orders(session, maker, goods):
    make_order(session, variant=goods, quantity=3, placed_at=clock.now())
    monday = weeks_up_to(clock.day_of(clock.now()), 1)[0]
    page = maker.open("/producer/demand").text

    assert plain(page).count("masih berjalan") == 3  # below each chart, and in the table
    [address] = re.findall(r'href="(/producer/orders\?from=[^"]+)"', page)
    assert html.unescape(address) == f"/producer/orders?from={monday}&until={monday + timedelta(days=6)}"
    assert maker.open(html.unescape(address)).text.count("/producer/orders/") > maker.open(
        "/producer/orders?from=2020-01-06&until=2020-01-12"
    ).text.count("/producer/orders/")


def test_what_is_shown_goes_out_as_a_workbook(session, as_seat, maker, goods, happened):
    happened(goods, viewed=17, basketed=2)
    mine = public_id(maker)

    book = openpyxl.load_workbook(io.BytesIO(maker.open("/producer/demand/export.xlsx").data))
    weeks, products = book.worksheets[:2]
    assert [cell.value for cell in weeks[2]][1:3] == [17, 2] and weeks.max_row == 14
    assert [cell.value for cell in weeks[14]] == ["Jumlah", 17, 2, 0, 0, 0, 0]
    assert [cell.value for cell in products[2]][:3] == ["Keripik Talas", 17, 2]
    one = openpyxl.load_workbook(io.BytesIO(maker.open(f"/producer/demand/export.xlsx?product={mine}").data))
    assert one.sheetnames[0] == "Keripik Talas" and one.worksheets[0].max_row == 14
    session.rollback()
    other = as_seat(STAFF, at=make_maker(session).id)
    assert other.open(f"/producer/demand/export.xlsx?product={mine}").status_code == 404

from datetime import date
from types import SimpleNamespace

import pytest

from marketplace.kernel import clock
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.purchases.monthly import MonthlyPurchases
from marketplace.web import trade
from tests.factories.partners import make_partner
from tests.factories.producers import make_producer
from tests.factories.purchases import make_purchase
from tests.web.shell import small_app

UOW = SimpleNamespace(today=date(2026, 11, 24))
NOVEMBER, OCTOBER, JUNE = Month(2026, 11), Month(2026, 10), Month(2026, 6)


@pytest.fixture
def page():
    with small_app().test_request_context("/"):
        yield


def test_lately_is_half_a_year():
    assert str(trade.lately(UOW)) == "2026-06..2026-11"
    assert str(trade.lately(SimpleNamespace(today=date(2026, 3, 1)))) == "2025-10..2026-03"


def test_a_figure_says_until_when_it_counts(page):
    figure = trade.amount(UOW, "Terjual bulan ini", {NOVEMBER: MonthlyPurchases(Rupiah(4_385_500), 3, 1)})

    assert (figure.value, figure.about) == ("Rp4.385.500", "1–24 Nov 2026")


def test_a_month_without_a_purchase_yet_stands_beside_the_last_one(page):
    first = SimpleNamespace(today=date(2026, 12, 1))
    figure = trade.amount(first, "Terjual bulan ini", {NOVEMBER: MonthlyPurchases(Rupiah(4_385_500), 3, 1)})

    assert (figure.value, figure.about) == ("Belum ada data", "November 2026: Rp4.385.500")
    assert trade.amount(first, "Terjual bulan ini", {}).about == "1 Des 2026"


def test_no_purchase_is_no_data(page):
    assert trade.amount(UOW, "Terjual", {}).value == "Belum ada data"
    assert trade.others(UOW, "Toko", {}, "partners").value == "belum ada"
    assert trade.chart(UOW, "Penjualan", {}) is None


def test_a_count_stands_beside_that_of_last_month(page):
    months = {NOVEMBER: MonthlyPurchases(Rupiah(1), 3, 1), OCTOBER: MonthlyPurchases(Rupiah(1), 1200, 1)}

    figure = trade.others(UOW, "Toko", months, "partners")
    assert (figure.value, figure.about) == ("3", "Oktober 2026: 1.200")


def test_the_chart_has_every_month_and_its_table(page):
    chart = trade.chart(UOW, "Penjualan", {JUNE: MonthlyPurchases(Rupiah(3_120_000), 1, 1)})

    assert [bar.name for bar in chart.bars] == ["Jun", "Jul", "Agu", "Sep", "Okt", "Nov"]
    assert [bar.text for bar in chart.bars] == ["3,1", "–", "–", "–", "–", "–"]
    assert chart.rows[0] == ("Juni 2026", "Rp3.120.000")
    assert chart.rows[1] == ("Juli 2026", "Belum ada data")
    assert chart.alt.startswith("Penjualan: Juni 2026 Rp3.120.000; Juli 2026 Belum ada data")


def figures(home):
    return home[home.index('<dl class="mb-figs">') :].replace("\n", "")


def test_each_home_shows_its_own_trade(as_seat, session):
    shop, maker, other = make_partner(session), make_producer(session), make_producer(session)
    today = clock.day_of(clock.now())
    make_purchase(session, shop, maker, 1_250_000, bought_on=today)
    make_purchase(session, shop, other, 2_000_000, bought_on=today)

    assert "<dd>Rp1.250.000</dd>" in figures(as_seat(OWNER, at=maker.id).open("/producer/").text)
    assert "<dd>Rp3.250.000</dd>" in figures(as_seat(OWNER, at=shop.id).open("/partner/").text)
    office = as_seat(OFFICER).open("/office/").text
    assert "<dd>Rp3.250.000</dd>" in figures(office)
    assert "<svg height" in office


@pytest.mark.day("2026-12-01T08:00")
def test_on_the_first_of_a_month_each_home_tells_the_last_one(as_seat, session):
    shop, maker = make_partner(session), make_producer(session)
    make_purchase(session, shop, maker, 1_250_000, bought_on=date(2026, 11, 20))

    for reader, home in (
        (as_seat(OWNER, at=maker.id), "/producer/"),
        (as_seat(OWNER, at=shop.id), "/partner/"),
        (as_seat(OFFICER), "/office/"),
        (as_seat(AUDITOR), "/office/"),
    ):
        shown = figures(reader.open(home).text)
        assert "<dd>Belum ada data</dd>" in shown and "November 2026: Rp1.250.000" in shown
        assert "<dd>belum ada</dd>" in shown and "November 2026: 1<" in shown

"""The forms that open without a line, on a phone that MB2 was opened on before."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.live import serve
from tests.browser.people import lose_one_answer, wait_until, without_a_line
from tests.browser.shelves import SHOP, stock_shelf
from tests.browser.test_the_shop_window import SMALL, WIDE

HAND_LOG = "/partner/purchases/new"
KEPT = "async () => (await (await caches.open('mb2 forms')).keys()).map((one) => new URL(one.url).pathname)"


@pytest.fixture(scope="module")
def live(demo_pattern, tmp_path_factory):
    """One server: a maker's visits and a shop's hand log do not meet."""
    with serve(demo_pattern, tmp_path_factory.mktemp("without a line") / "city") as live:
        yield live


@pytest.fixture
def installed(live, phone):
    """A phone whose service worker has taken over: what is opened from now on is there without a line."""

    def open_as(name, address):
        page = phone(live, person=f"{name}@mb2.test", installed=True)
        page.goto(address)
        page.evaluate("async () => { await navigator.serviceWorker.ready }")
        page.reload()  # a page that was on its way meanwhile has no worker before the next one
        assert page.evaluate("navigator.serviceWorker.controller !== null")
        return page

    return open_as


def kept_pages(page):
    return {path for path in page.evaluate(KEPT) if path != "/keeper" and not path.startswith("/static/")}


def test_a_visit_opens_without_a_line_and_goes_when_somebody_signs_out(live, installed):
    stock_shelf(live)
    page = installed("produsen", "/producer/rounds")
    page.get_by_role("link", name=SHOP).click()
    expect(page.get_by_role("heading", name="Kunjungan titip")).to_be_visible()
    visit = page.url
    wait_until(page, f"async () => (await ({KEPT})()).some((path) => location.pathname === path)")
    page.goto("/producer/")
    page.context.set_offline(True)

    page.goto(visit)
    expect(page.get_by_role("heading", name="Kunjungan titip")).to_be_visible()
    page.get_by_label("Sisa di rak", exact=True).first.fill("7")
    expect(page.locator("main")).to_contain_text("Isian Anda disimpan di HP ini")

    page.context.set_offline(False)
    assert kept_pages(page) <= {"/producer/rounds", visit.removeprefix(live.url)}
    page.goto("/account/")
    page.get_by_role("button", name="Keluar", exact=True).first.click()
    page.wait_for_url(lambda url: "/account/" not in url or url.endswith("sign-in"))
    assert kept_pages(page) == set()


def log(page, seller, item, amount):
    page.get_by_label("Penjual", exact=True).fill(seller)
    page.get_by_label("Barang", exact=True).fill(item)
    page.get_by_label("Jumlah uang", exact=True).fill(amount)
    page.get_by_role("button", name="Simpan pembelian").click()


def logged(live):
    with sqlite3.connect(live.folder / "mb2.db") as database:
        sql = (
            "SELECT l.text, count(*) FROM purchase_lines l WHERE l.text LIKE 'Tanpa sinyal %' GROUP BY l.text"
        )
        return dict(database.execute(sql).fetchall())


def test_two_purchases_without_a_line_are_each_there_once_though_an_answer_is_lost(live, installed):
    page = installed("mitra", HAND_LOG)
    wait_until(page, f"async () => (await ({KEPT})()).includes('{HAND_LOG}')")
    page.goto("/partner/")
    with without_a_line(page, HAND_LOG):
        for number in (1, 2):
            page.goto(HAND_LOG)
            log(page, "Warung Rekaan", f"Tanpa sinyal {number}", f"{number}2.500")
            expect(page.locator("#waiting")).to_contain_text(f"Belum terkirim: {number}")
        assert logged(live) == {}
        lose_one_answer(page, f"**{HAND_LOG}")

    expect(page.locator("#waiting")).to_contain_text("Belum terkirim: 2")
    page.goto("/partner/")  # sends what waits again
    expect(page.locator("#waiting")).to_contain_text("Terkirim:")
    assert logged(live) == {"Tanpa sinyal 1": 1, "Tanpa sinyal 2": 1}


def audits(live, sql):
    with sqlite3.connect(live.folder / "mb2.db") as database:
        return database.execute(sql).fetchall()


UNCHECKED = (
    "SELECT c.public_id, i.place FROM audit_cases c JOIN audit_items i ON i.plan_id = c.plan_id"
    " AND i.partner_id = c.partner_id WHERE c.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM audit_checks k"
    " WHERE k.item_id = i.id) ORDER BY c.id DESC, i.place"
)
CHECKS = (
    "SELECT i.place, count(*) FROM audit_checks k JOIN audit_items i ON i.id = k.item_id"
    " WHERE k.client_id IS NOT NULL GROUP BY i.place ORDER BY i.place"
)


def test_receipts_checked_without_a_line_are_each_there_once_though_an_answer_is_lost(
    live, installed, accessible
):
    (case, first), (_, second) = audits(live, UNCHECKED)[:2]
    visit = f"/office/audit-visits/{case}"
    page = installed("auditor", visit)
    assert page.evaluate(WIDE) == 360 and page.evaluate(SMALL) == []
    accessible(page)
    wait_until(page, f"async () => (await ({KEPT})()).includes('{visit}')")
    page.goto("/office/")
    with without_a_line(page, "/documents/*"):
        page.goto(visit)  # as it was kept; the first that nobody has checked is open
        for number, place in enumerate((first, second), start=1):
            slip = page.locator(f"#n{place}")
            slip.get_by_role("radio", name="Beda").check()
            slip.get_by_label("Nilai di kertas").fill("1.000")
            expect(slip).to_contain_text("Selisih Rp")
            slip.get_by_label("Sebab").select_option("price")
            slip.get_by_role("button", name="Simpan, nota berikut").click()
            expect(page.locator("#waiting")).to_contain_text(f"Belum terkirim: {number}")
            expect(slip).to_contain_text("Belum terkirim")
        accessible(page)
        assert audits(live, CHECKS) == []
        lose_one_answer(page, "**/documents/*")

    expect(page.locator("#waiting")).to_contain_text("Belum terkirim: 2")
    page.goto(visit)  # sends what waits again
    expect(page.locator("#waiting")).to_contain_text("Terkirim:")
    expect(page.locator("#waiting")).not_to_contain_text("Belum terkirim")
    assert audits(live, CHECKS) == [(first, 1), (second, 1)]

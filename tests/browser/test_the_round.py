"""A maker's round on a phone of 360 px: with a line that fails, without any, and without a script."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from marketplace.kernel.ids import OutletId
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.states import TakeBackReason
from marketplace.partners.models import Outlet
from tests.browser.hand import Hand
from tests.browser.people import PHONE, assert_accessible, lose_one_answer
from tests.browser.seeding import within
from tests.browser.shelves import MAKER, OUTLET, SHOP, UNITS, let_in, stock_shelf

LEFT = (7, 6, 20, 4, 0, 12)  # what is counted on the shelf, in the order of the page
BACK = {0: 2, 3: 1}  # what is taken back of the first and the fourth
BROUGHT = (20, 12, 0, 10, 20, 5)
HERE = (
    f"{{0}}.producer_id = (SELECT id FROM organisations WHERE name = '{MAKER}')"
    f" AND {{0}}.outlet_id = (SELECT id FROM outlets WHERE name = '{OUTLET}')"
)
MOST = 20  # taps and fields beyond the numbers themselves


@pytest.fixture
def shelf(live):
    """Names of six items that lie at the shop."""
    return stock_shelf(live)


@pytest.fixture
def hands(live, phone):
    def of(name):
        page = phone(live, person=f"{name}@mb2.test")
        page.goto("/")
        return Hand(page)

    return of


@pytest.fixture
def visit(live, shelf, phone):
    """The maker's page of a visit at the shop, open."""
    page = phone(live, person="produsen@mb2.test")
    page.goto("/producer/rounds")
    page.get_by_role("link", name=SHOP).click()
    expect(page.get_by_role("heading", name="Kunjungan titip")).to_be_visible()
    return page


def cards(page):
    return page.locator("main .mb-rounds").first.locator("> li")


def box(card, label):
    return card.get_by_label(label, exact=True)


def count(page, *, left=LEFT, back=BACK, brought=BROUGHT):
    """Only numbers are typed here."""
    page.wait_for_load_state()
    expect(cards(page)).to_have_count(len(left))
    for at, card in enumerate(cards(page).all()):
        box(card, "Sisa di rak").fill(str(left[at]))
        if back.get(at):
            box(card, "Ditarik").fill(str(back[at]))
        if brought[at]:
            box(card, "Dibawa").fill(str(brought[at]))


def rounds(live):
    """Number, state and sold units of every visit there but the one that brought the goods."""
    with sqlite3.connect(live.folder / "mb2.db") as database:
        return database.execute(
            "SELECT h.number, h.state, SUM(l.opening - l.counted - l.taken_back - l.lost) FROM handovers h"
            f" JOIN handover_lines l ON l.handover_id = h.id WHERE {HERE.format('h')} AND h.kind = 'round'"
            " AND h.client_id <> 'first' GROUP BY h.id ORDER BY h.id"
        ).fetchall()


def balances(live):
    with sqlite3.connect(live.folder / "mb2.db") as database:
        query = f"SELECT balance FROM consigned c WHERE {HERE.format('c')}"
        return sorted(row[0] for row in database.execute(query))


def test_a_round_of_six_items_whose_first_answer_is_lost(live, shelf, hands):
    maker, sold = hands("produsen"), 6 * UNITS - sum(LEFT) - sum(BACK.values())
    act = maker.begin("a round of six items")
    maker.tap("Titip jual", within=".mb-nav")
    maker.tap(SHOP, within="main")
    count(maker.page)
    for at, reason in zip(BACK, ("Kedaluwarsa", "Rusak"), strict=True):
        act.taps += 1
        cards(maker.page).nth(at).get_by_role("radio", name=reason).click()
    due = maker.page.locator(".mb-bar output").inner_text()
    lose_one_answer(maker.page, "**/producer/rounds/*")
    maker.tap("Sepakati")
    maker.sees("Belum terkirim: 1", f"Kunjungan titip · {SHOP} · {due}")
    maker.tap("Kirim sekarang", within="#waiting")
    maker.sees("Terkirim:")
    maker.tap("Lihat", within="#waiting")
    maker.sees("Menunggu toko menyepakati hitungan", due)
    maker.tap("Tampilkan QR")
    maker.sees("Minta penerima memindainya")
    print(f"a round of six items, answer lost, up to the QR: {act.taps} taps and {act.fields} other fields")
    assert act.taps + act.fields <= MOST
    ((number, state, units),) = rounds(live)
    assert (state, units) == ("sent", sold)

    shop = hands("mitra")
    shop.begin("agree a round")
    shop.page.goto("/partner/handovers")
    shop.tap(number, within="main")
    shop.sees(due)
    shop.tap("Sepakati hitungan")
    shop.sees("Disepakati")
    assert rounds(live)[0][1] == "agreed"
    assert balances(live) == sorted(left + more for left, more in zip(LEFT, BROUGHT, strict=True))

    maker.page.goto("/")
    again = maker.begin("the round after it")
    maker.tap("Titip jual", within=".mb-nav")
    maker.tap(SHOP, within="main")
    maker.sees("Saldo titip 27", "tidak laku 1 kunjungan")
    count(maker.page, left=[1] * 6, back={}, brought=[0] * 6)
    maker.tap("Sepakati")
    maker.sees("Kunjungan dikirim kepada", "lebih banyak dari yang pernah disepakati")  # so silence is no yes
    assert again.taps == 3
    assert [state for _, state, _ in rounds(live)] == ["agreed", "sent"]
    live.flask("doctor")


def test_without_a_line_a_visit_waits_and_goes_once_the_line_is_back(live, visit):
    visit.context.set_offline(True)
    count(visit)
    for reasons in visit.locator("[data-why]:visible").all():
        reasons.get_by_role("radio", name="Tidak laku").click()
    visit.get_by_role("button", name="Sepakati").click()
    waiting = visit.locator("#waiting")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    expect(waiting).to_contain_text(SHOP)
    assert rounds(live) == []
    visit.context.set_offline(False)

    expect(waiting).to_contain_text("Terkirim:")
    assert len(rounds(live)) == 1
    waiting.get_by_role("link", name="Lihat").click()
    expect(visit.get_by_role("heading", name="Kunjungan titip")).to_be_visible()


def test_a_visit_that_is_left_is_there_again(live, visit):
    count(visit)
    visit.goto("/help")
    visit.go_back()

    expect(box(cards(visit).first, "Sisa di rak")).to_have_value(str(LEFT[0]))
    expect(visit.locator("[data-n=all-sold]")).to_have_text(str(6 * UNITS - sum(LEFT) - sum(BACK.values())))
    assert_accessible(visit)


def test_a_balance_that_moved_meanwhile_brings_it_back_with_all_that_was_typed(live, visit):
    visit.context.set_offline(True)
    count(visit, left=[18] * 6, back={}, brought=[3] * 6)
    visit.get_by_role("button", name="Sepakati").click()
    expect(visit.locator("#waiting")).to_contain_text("Belum terkirim: 1")
    return_some(live, 5)
    visit.context.set_offline(False)
    visit.get_by_role("button", name="Buka dan perbaiki").click()

    first = cards(visit).first
    expect(box(first, "Sisa di rak")).to_have_value("18")
    expect(box(first, "Dibawa")).to_have_value("3")
    expect(first).to_contain_text("Saldo titip 15")
    expect(first).to_contain_text("Sisa 18 melebihi saldo titip 15. Hitung lagi.", use_inner_text=True)
    assert rounds(live) == []
    box(first, "Sisa di rak").fill("14")
    visit.get_by_role("button", name="Sepakati").click()
    expect(visit.locator("main")).to_contain_text("Menunggu toko menyepakati hitungan")
    assert [units for _, _, units in rounds(live)] == [1 + 5 * 2]


def return_some(live, units):
    """The maker took some of the first item home, and the shop agreed."""
    with within(live) as (uow, _):
        outlet = uow.find(Outlet, name=OUTLET)
        lying = first_item(live)
        item = ReturnItem(variant_id=lying, units=units, reason=TakeBackReason.DAMAGED)
        sent = send_return(
            uow, producer_id=maker_of(live), outlet_id=OutletId(outlet.id), items=[item], note=""
        )
        agree_handover(uow, sent.id)


def first_item(live):
    return _one(live, "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id JOIN consigned c"
                f" ON c.variant_id = v.id WHERE {HERE.format('c')} ORDER BY lower(p.name) LIMIT 1")  # fmt: skip


def maker_of(live):
    return _one(live, f"SELECT producer_id FROM consigned c WHERE {HERE.format('c')} LIMIT 1")


def _one(live, sql):
    with sqlite3.connect(live.folder / "mb2.db") as database:
        return database.execute(sql).fetchone()[0]


def test_figures_appear_while_they_are_typed_and_nothing_wrong_leaves_the_phone(live, visit):
    first, second = cards(visit).nth(0), cards(visit).nth(1)
    expect(first).to_contain_text("Terjual – · saldo baru –")
    expect(visit.locator(".mb-bar")).to_contain_text("6 belum dihitung")
    box(first, "Sisa di rak").fill("7")
    box(first, "Ditarik").fill("2")
    box(first, "Dibawa").fill("20")
    expect(first).to_contain_text("Terjual 11 · saldo baru 27")
    expect(visit.locator(".mb-bar")).to_contain_text("5 belum dihitung")
    expect(first.get_by_text("Alasan ditarik")).to_be_visible()
    expect(second.get_by_text("Alasan ditarik")).to_be_hidden()
    box(first, "Ditarik").fill("0")
    expect(first.get_by_text("Alasan ditarik")).to_be_hidden()

    box(second, "Sisa di rak").fill("19")
    box(second, "Ditarik").fill("2")
    expect(second).to_contain_text(
        "Sisa 19 + ditarik 2 melebihi saldo titip 20. Hitung lagi.", use_inner_text=True
    )
    assert_accessible(visit)
    requests = []
    visit.on("request", lambda request: requests.append(request.method))
    visit.get_by_role("button", name="Sepakati").click()
    expect(visit.locator("#waiting")).to_be_empty()
    assert "POST" not in requests and rounds(live) == []

    box(first, "Sisa di rak").focus()
    for label in ("Ditarik", "Dibawa"):
        visit.keyboard.press("Enter")
        expect(box(first, label)).to_be_focused()
    visit.keyboard.press("Enter")
    expect(box(second, "Sisa di rak")).to_be_focused()


def test_an_untouched_box_stops_the_visit_on_the_phone(live, visit):
    count(visit, back={})
    box(cards(visit).nth(2), "Sisa di rak").fill("")
    visit.context.set_offline(True)
    visit.get_by_role("button", name="Sepakati").click()

    expect(box(cards(visit).nth(2), "Sisa di rak")).to_be_focused()
    expect(visit.locator("#waiting")).to_be_empty()


def test_without_a_script_one_press_counts_and_the_next_sends(live, shelf, browser, phone):
    phone(live, person="produsen@mb2.test")
    context = browser.new_context(
        **PHONE,
        java_script_enabled=False,
        base_url=live.url,
        storage_state=live.cookies["produsen@mb2.test"],
    )
    page = context.new_page()
    page.goto("/producer/rounds")
    page.get_by_role("link", name=SHOP).click()
    page.wait_for_load_state()
    why = page.locator("[data-why]:visible")
    expect(why).to_have_count(0)
    count(page)
    expect(why).to_have_count(len(BACK))
    page.get_by_role("button", name="Hitung", exact=True).locator("visible=true").last.click()
    expect(cards(page).first).to_contain_text("Terjual 11 · saldo baru 27")
    assert rounds(live) == []

    page.get_by_role("button", name="Sepakati").click()
    expect(page.get_by_role("alert")).to_contain_text("pilih alasan 2 ditarik")
    expect(why).to_have_count(len(BACK))
    for reasons in why.all():
        reasons.get_by_role("radio", name="Kemasan cacat").click()
    page.get_by_role("button", name="Sepakati").click()
    expect(page.get_by_role("heading", name=re.compile("Kunjungan titip"))).to_be_visible()
    assert len(rounds(live)) == 1
    context.close()


def agree_to_terms(live, hands):
    """From the other shop's first page."""
    let_in(live, "t03@mb2.test")
    shop = hands("t03")
    shop.home()
    act = shop.begin("agree to terms")
    shop.tap(f"{MAKER} mengusulkan ketentuan baru")
    shop.sees("Usul ketentuan baru")
    shop.tap("Setuju")
    shop.sees("Disetujui; berlaku untuk kiriman dan kunjungan mulai sekarang.")
    assert act.taps == 2


def test_a_first_visit_at_another_shop_begins_with_its_terms(live, shelf, hands):
    maker = hands("produsen")
    act = maker.begin("begin at another shop")
    maker.tap("Titip jual", within=".mb-nav")
    maker.tap("Mulai titip di toko lain")
    maker.type("Cari toko atau gerai", "metro raya")
    maker.tap("Cari", within="form[role=search]")
    maker.tap("Supermarket Fiktif Metro Raya", within="main")
    maker.type("Bagian toko, persen", "15")
    maker.tap("Usulkan titip jual")
    maker.sees("Usul Anda menunggu jawaban", "bagian toko 15")
    agree_to_terms(live, hands)
    maker.tap("Titip jual", within=".mb-nav")
    maker.tap("Supermarket Fiktif Metro Raya", within="main")
    maker.sees("Kunjungan titip", "Supermarket Fiktif Metro Raya", "bagian toko 15")
    maker.page.get_by_role("group", name=shelf[0]).get_by_label("Dibawa", exact=True).fill("12")
    maker.tap("Sepakati")
    maker.sees("Menunggu jawaban Supermarket Fiktif Metro Raya", shelf[0])
    print(f"begin at another shop: {act.taps} taps, {act.fields} fields")

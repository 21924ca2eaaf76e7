"""The catalog on a cheap phone and by keyboard alone: what is seen at once, what moves, what can be reached."""

import pytest

from tests.browser.people import PHONE

SHIFTS = """() => new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => tell(sum), 300);
})"""
WIDE = "() => document.documentElement.scrollWidth"
SMALL = """() => [...document.querySelectorAll("main .mb-btn, main .mb-tabs a, main .mb-crumb a")]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent.trim())"""
PAGES = ("/", "/catalog", "/catalog?view=list", "/catalog?q=kripik+pisnag", "/categories", "/producers")


def foot(page, selector):
    """Where, in px from the top of the screen, the first of these ends."""
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("address", PAGES)
def test_on_a_phone_nothing_moves_or_sticks_out_and_fingers_find_what_they_press(exhibit, phone, address):
    page = phone(exhibit)
    page.goto(address)
    page.mouse.wheel(0, 1_500)

    assert page.evaluate(SHIFTS) <= 0.05
    assert page.evaluate(WIDE) == 360
    assert page.evaluate(SMALL) == []


def test_on_a_phone_the_first_screen_shows_a_price(exhibit, phone):
    page = phone(exhibit)
    page.goto("/catalog?view=list")
    bar = page.locator(".mb-nav").bounding_box()["y"]
    assert foot(page, ".mb-good__text") < bar

    page.locator(".mb-good h3 a").first.click()
    assert foot(page, "main b:has-text('Rp')") < bar


def test_where_tabs_scroll_the_chosen_one_is_in_sight(exhibit, phone):
    page = phone(exhibit)
    page.goto("/categories/furniture")

    chosen = page.locator(".mb-tabs--line [aria-current]").bounding_box()
    assert chosen["x"] >= 0 and chosen["x"] + chosen["width"] <= 360


def test_by_keyboard_the_filters_are_one_step_from_the_count(exhibit, desk):
    page = desk(exhibit)
    page.goto("/catalog")
    way = page.locator(".mb-jump")
    assert way.bounding_box()["width"] <= 2

    way.focus()
    assert way.bounding_box()["width"] > 44
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "category"


LONG = "Keripik Keberlangsungankemasyarakatanpertanggungjawabannyasekabupaten" * 2
STICKING_OUT = """(long) => [...document.querySelectorAll(
    "main h1, main .mb-title h2, .mb-head p a, .mb-good h3 a, .mb-good p, .mb-good b, .mb-empty p, tbody th"
  )].filter((one) => {
    one.textContent = long;
    const around = one.closest(".mb-good, .mb-card, .mb-empty, main");
    return one.getClientRects().length
      && one.getBoundingClientRect().right > around.getBoundingClientRect().right;
  }).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("device", ["phone", "desk"])
def test_the_longest_name_stays_inside_its_card(exhibit, device, request):
    page = request.getfixturevalue(device)(exhibit)
    for address in ("/catalog", "/catalog?view=list", "/catalog/kopi-bubuk-robusta", "/catalog?q=zzqqxx"):
        page.goto(address)
        assert page.evaluate(STICKING_OUT, LONG) == [], address
        assert page.evaluate(WIDE) <= page.viewport_size["width"], address


def test_a_page_that_is_gone_offers_its_ways_on_in_the_middle(exhibit, phone):
    page = phone(exhibit)
    page.goto("/catalog/entah")
    for button in page.locator(".mb-empty .mb-btn").all():
        box = button.bounding_box()
        assert abs(box["x"] + box["width"] / 2 - 180) <= 1


@pytest.mark.parametrize("device", ["phone", "desk"])
def test_a_price_beside_a_long_name_can_be_read_where_it_is_typed(exhibit, device, request):
    page = request.getfixturevalue(device)(exhibit, person="produsen@mb2.test")
    page.goto("/producer/shelf-prints?kind=price")
    page.locator("main tbody th").first.evaluate("(one, long) => { one.textContent = long; }", LONG)
    price = page.locator("main .mb-money input").first
    price.fill("987.654.321.098")
    assert price.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    assert page.evaluate(WIDE) <= page.viewport_size["width"]


def test_without_scripts_the_whole_window_can_be_walked(exhibit, browser):
    context = browser.new_context(java_script_enabled=False, base_url=exhibit.url, **PHONE)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("keripik")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="Saring").click()
    assert page.url.endswith("#filters")
    page.locator("#filters [name=availability][value=ready]").check()
    page.get_by_role("button", name="Terapkan saringan").click()
    assert "q=keripik" in page.url and "availability=ready" in page.url
    page.get_by_role("link", name="Termurah").click()
    page.get_by_role("link", name="Tampilkan daftar").click()
    page.locator(".mb-good--row").first.wait_for()
    page.get_by_role("link", name="Terdekat").click()
    page.locator("#near").select_option(index=1)
    page.get_by_role("button", name="Urutkan").click()
    page.locator(".mb-good--row").first.wait_for()
    assert "near=" in page.url

    page.locator(".mb-good h3 a").first.click()
    page.locator("summary", has_text="Kode QR surat").click()
    page.locator("details[open] img").first.wait_for()
    page.locator("#h-pembuat ~ p a").first.click()
    page.locator(".mb-good").first.wait_for()
    assert "/producers/" in page.url
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_on_paper_stand_the_goods_and_nothing_to_press(exhibit, desk):
    page = desk(exhibit)
    page.goto("/catalog")
    page.emulate_media(media="print")
    for pressed in (".mb-search", ".mb-tabs", "#filters form", ".mb-nav"):
        assert not page.locator(pressed).first.is_visible(), pressed
    good = page.locator(".mb-good").first
    assert good.is_visible() and good.evaluate("(one) => getComputedStyle(one).breakInside") == "avoid"

"""Ten seconds of the Wali Kota: what docs/ten-seconds.md says is read first, second and third fits one screen."""

SIZES = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.getClientRects().length && getComputedStyle(one).fontSize === "48px" && !one.children.length)
  .map((one) => one.className || one.tagName)"""


def test_on_a_phone_share_coverage_and_trend_fit_the_first_screen(exhibit, phone):
    page = phone(exhibit, person="walikota@mb2.test")
    page.goto("/office/")
    share, coverage, trend = (
        page.locator(one).bounding_box() for one in (".mb-hero__is b", ".mb-cover", ".mb-glance__trend svg")
    )

    assert share["y"] < coverage["y"] < trend["y"]
    assert trend["y"] + trend["height"] <= page.locator(".mb-nav").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(SIZES) == ["B"]


def test_on_a_desk_share_and_trend_stand_side_by_side_above_the_tiles(exhibit, desk, accessible):
    page = desk(exhibit, person="walikota@mb2.test")
    page.goto("/office/")
    share, trend, tiles = (
        page.locator(f".mb-glance__{one}").bounding_box() for one in ("hero", "trend", "tiles")
    )

    assert share["y"] == trend["y"] and share["x"] < trend["x"]
    assert tiles["y"] + tiles["height"] <= 900
    accessible(page)

"""`make screens`: a picture of every page for every demo person at 360 and 1280 px, into screens/."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.live import ROOT, Live, demo_city, serve
from tests.browser.people import DESK, PEOPLE, PHONE, Browsing, shape, walk
from tests.day import start

SCREENS = ROOT / "screens"
DEVICES = {"360": PHONE, "1280": DESK}
VISITOR = "visitor"


def main() -> None:
    start()
    shutil.rmtree(SCREENS, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = chromium.find().launch(playwright)
        with serve(demo_city(folder, "small"), folder / "city") as live:
            faults = [fault for person in (None, *PEOPLE) for fault in picture(browser, live, person)]
        browser.close()
    print(*faults, f"{len(list(SCREENS.rglob('*.png')))} pictures in {SCREENS.name}/", sep="\n")
    raise SystemExit(1 if faults else 0)


def picture(browser: Browser, live: Live, person: str | None) -> list[str]:
    """Walk as this person, first on a desk to find the pages, then on a phone; returns what went wrong."""
    name = person.partition("@")[0] if person else VISITOR
    people = Browsing(browser)
    desk = people.open(live, DEVICES["1280"], person=person)
    desk.goto("/")
    found = []
    for stop in walk(desk):
        if stop.status >= 400:
            people.faults.append(f"{stop.address} answers {stop.status}")
        elif stop.page:
            _whole(desk, _file(name, "1280", stop.address))
            found.append(stop.address)
    phone = people.open(live, DEVICES["360"], person=person)
    for address in found:
        phone.goto(address)
        if wide := phone.evaluate("document.documentElement.scrollWidth") - PHONE["viewport"]["width"]:
            people.faults.append(f"{address} is {wide} px wider than a phone")
        _whole(phone, _file(name, "360", address))
    people.close()
    return [f"{name}: {fault}" for fault in people.faults]


def _whole(page: Page, path: Path) -> None:
    """A bar that stands at the bottom of the screen belongs at the bottom of the picture."""
    size = page.viewport_size
    if size is None:
        raise AssertionError("a page of ours has a size")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=path)
    page.set_viewport_size(size)


def _file(name: str, width: str, address: str) -> Path:
    words = shape(address).strip("/").replace("/", "-").replace("*", "x") or "home"
    return SCREENS / name / f"{words}-{width}.png"


if __name__ == "__main__":
    main()

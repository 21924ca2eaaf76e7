"""Browsers of people: a phone or a desk, each with an eye on what goes wrong, and the way to sign in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response, Route

from marketplace.adapters import second_factor
from marketplace.kernel import clock
from tests.browser.live import Live
from tests.day import machine

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

HOMES = {"/", "/account/", "/producer/", "/partner/", "/office/"}

PATIENCE = 60_000  # ms until what must come has come; what is there waits for nothing

PASSWORD = "mb2-demo-2026"
SECOND_FACTOR = "JBSWY3DPEHPK3PXP"
PEOPLE = (
    "produsen@mb2.test",
    "mitra@mb2.test",
    "petugas@mb2.test",
    "penyetuju@mb2.test",
    "auditor@mb2.test",
    "walikota@mb2.test",
    "admin@mb2.test",
)
LOST = re.compile(r"net::ERR_(CONNECTION_RESET|INTERNET_DISCONNECTED)")
MISTYPED = "status of 422"
VIEWER = re.compile(r"/files/\w+$")
NOT_A_PAGE = re.compile(
    r"^/(static|files|pictures)/|/(sign-out|signed\.json|data\.json)$|/export(/|$)|\.(pdf|xlsx|csv|zip|ics|svg|png|webp)$"
)


# The phone's clock, so many ms ahead; its timers run as ever.
SHIFTED = """{ const real = Date.now; Date = class extends Date {
constructor(...given) { super(...(given.length ? given : [Date.now()])); }
static now() { return real() + %d; } }; }"""


class Browsing:
    """Opens pages, and remembers what went wrong on any of them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(
        self, live: Live, device: dict[str, Any], *, person: str | None = None, installed: bool = False
    ) -> Page:
        """A browser of one's own; whoever signed in on this server before is signed in again."""
        context = self._browser.new_context(
            **device,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            base_url=live.url,
            storage_state=live.cookies.get(person) if person else None,
            service_workers="allow" if installed else "block",
        )
        context.set_default_timeout(PATIENCE)
        if installed:
            ahead = (clock.now() - machine()).total_seconds() * 1000
            context.add_init_script(SHIFTED % ahead)  # a page without a line goes by the phone's own day
        self._contexts.append(context)
        page = context.new_page()
        self._watch(context)
        if person and person not in live.cookies:
            sign_in(page, person)
            live.cookies[person] = context.storage_state()
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _watch(self, context: BrowserContext) -> None:
        context.on("console", self._record)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("response", self._look_at)

    def _record(self, message: ConsoleMessage) -> None:
        if LOST.search(message.text) or MISTYPED in message.text:
            return  # a line that the test itself cut, or a form that it filled in wrongly
        refused = message.text.startswith("Failed to load resource") and message.page is not None
        if VIEWER.search(message.location["url"]) and "inline style" in message.text:
            return  # the browser's own viewer of a bare picture styles itself, and our policy lets nothing do so
        if message.type == "error" and not (refused and message.location["url"] == message.page.url):
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")


@contextmanager
def browsing(browser: Browser) -> Iterator[Browsing]:
    """Pages that close at the end; a script error, a refused resource or an answer of 500 is a failure."""
    people = Browsing(browser)
    try:
        yield people
        assert not people.faults, "\n".join(people.faults)
    finally:
        people.close()


def sign_in(page: Page, person: str) -> None:
    """As the demo person of this address, with the second factor where the seat asks for one."""
    page.goto("/account/sign-in")
    page.locator("[name=email]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(
        "form:has([name=password]) button[type=submit], form:has([name=password]) button"
    ).first.click()
    if urlsplit(page.url).path == "/account/second-factor":
        page.locator("[name=code]").fill(second_factor.next_code(SECOND_FACTOR, clock.now(), after=0))
        page.locator("form:has([name=code]) button").first.click()
    if urlsplit(page.url).path.startswith(("/account/sign-in", "/account/second-factor")):
        raise AssertionError(f"{person} could not sign in: {page.locator('main').inner_text()}")


@contextmanager
def without_a_line(page: Page, path: str) -> Iterator[None]:
    """Nothing gets through, and no form sent there: offline alone, Chromium may let pass what a new page sends first.

    Below Playwright's own routes, which would switch the browser's cache off.
    """
    line = page.context.new_cdp_session(page)

    def cut(paused: dict[str, Any]) -> None:
        known = {"requestId": paused["requestId"]}
        if paused["request"]["method"] == "POST":
            line.send("Fetch.failRequest", known | {"errorReason": "InternetDisconnected"})
        else:
            line.send("Fetch.continueRequest", known)

    line.on("Fetch.requestPaused", cut)
    line.send("Fetch.enable", {"patterns": [{"urlPattern": f"*{path}"}]})
    page.context.set_offline(True)
    yield
    line.detach()
    page.context.set_offline(False)


def wait_until(page: Page, expression: str) -> None:
    """Until the page says so; Playwright's own waiting evaluates inside the page, which our policy refuses."""
    for _ in range(PATIENCE // 50):
        try:
            if page.evaluate(expression):
                return
        except Error as error:
            if "context was destroyed" not in error.message:
                raise  # only a page that is being left has no answer
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url} never came to {expression}")


def lose_one_answer(page: Page, address: str) -> None:
    """The next form sent there reaches the server, and its answer is lost on the way."""
    lost: list[str] = []

    def pass_on(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.request.url)
        route.fetch(max_redirects=0)
        return route.abort("connectionreset")

    page.route(address, pass_on)


def links(page: Page) -> list[str]:
    """The addresses of this server that the page shows a way to, without fragments."""
    shown = page.locator("a[href]:visible")
    found = (urlsplit(urljoin(page.url, href)) for href in shown.evaluate_all("all => all.map(a => a.href)"))
    here = urlsplit(page.url).netloc
    return [one._replace(scheme="", netloc="", fragment="").geturl() for one in found if one.netloc == here]


def shape(address: str) -> str:
    """What pages of the same kind have in common: the address without its names and numbers."""
    path = urlsplit(address).path
    parts = [re.sub(r"^(?=.*\d)[\w.-]+$|^[2-9a-hj-km-np-z]{12}$", "*", part) for part in path.split("/")]
    if len(parts) == 3 and parts[1] in ("catalog", "producers") and parts[2]:
        parts[2] = "*"
    return "/".join(parts)


@dataclass(frozen=True)
class Stop:
    """Where a walk came by: a page that is open now, or a file that was only fetched."""

    address: str
    status: int
    page: bool


def all_links(path: str, text: str) -> list[str]:
    """The same of a page that was only fetched, with those that are not visible at once."""
    found = (urlsplit(urljoin(path, unescape(href))) for href in re.findall(r'<a [^>]*?href="([^"]*)"', text))
    return [one._replace(fragment="").geturl() for one in found if not one.scheme and not one.netloc]


def walk(
    page: Page, *, met: set[str] | None = None, opens: Callable[[str], bool] = lambda address: True
) -> Iterator[Stop]:
    """Everything that visible links lead to, breadth first; of each kind of address one.

    `met` are the kinds that somebody else has opened already, who may open the same; homes are everybody's own. Pages
    that it `opens` not are only fetched.
    """
    queue, seen = [*links(page), "/"], set[str]()
    met = set() if met is None else met
    met -= HOMES
    while queue:
        address = queue.pop(0)
        kind = shape(address)
        if address in seen or kind in met or kind.endswith("/sign-out"):
            continue
        seen.add(address)
        met.add(kind)
        if NOT_A_PAGE.search(urlsplit(address).path):
            yield Stop(address, page.request.get(address).status, page=False)
            continue
        if not opens(address):
            fetched = page.request.get(address)
            yield Stop(address, fetched.status, page=False)
            queue += all_links(urlsplit(fetched.url).path, fetched.text())
            continue
        answer = page.goto(address)
        if answer is None:
            raise AssertionError(f"{address} gave no answer")
        yield Stop(address, answer.status, page=True)
        queue += links(page)


LOOK_OVER = """axe.run({"resultTypes": ["violations"]}).then(({violations}) => ({violations}))"""


def assert_accessible(page: Page) -> None:
    """axe finds nothing on the page as it stands. It comes in once a page, and says no more than what is wrong."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(LOOK_OVER))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

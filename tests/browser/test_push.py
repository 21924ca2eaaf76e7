"""A phone is switched on, and shows what the program sends it.

A browser on loopback has no push service behind it: `subscribe` is stubbed, and what was sent is decrypted here
and handed to the real service worker, whose notification is caught before the screen.
"""

import json

import pytest
from playwright.sync_api import expect

from marketplace.notices.kinds import products_listed
from marketplace.notices.telling import tell
from tests.browser.live import serve
from tests.browser.seeding import within
from tests.browser.test_paying_and_sharing import seat_of
from tests.browser.test_the_shop_window import SMALL, WIDE
from tests.push_service import push_service

SUBSCRIBED = "PushManager.prototype.subscribe = async () => ({ toJSON: () => (%s) })"
SHOWN = """(data) => new Promise((done) => {
    registration.showNotification = async (title, { tag, data }) => done([title, tag, data.link]);
    dispatchEvent(new PushEvent("push", { data }));
})"""
# A tap on it, without a finger: only one may focus a window, and only what the browser sent may be waited for.
TAPPED = """(link) => new Promise((done) => {
    const tap = new Event("notificationclick");
    tap.notification = { data: { link }, close() { this.closed = true; } };
    const end = () => done(tap.notification.closed ? null : "still shown");
    tap.waitUntil = (work) => work.then(end, (no) => done(`${no}`));
    WindowClient.prototype.focus = async function () { return this; };
    dispatchEvent(tap);
})"""
# Where no window is open, one is opened.
OPENED = """(link) => new Promise((done) => {
    clients.matchAll = async () => [];
    clients.openWindow = async (page) => done(page.pathname);
    const tap = new Event("notificationclick");
    tap.notification = { data: { link }, close() {} };
    tap.waitUntil = () => {};
    dispatchEvent(tap);
})"""


@pytest.fixture
def service():
    with push_service() as service:
        yield service


@pytest.fixture
def told(demo_pattern, tmp_path, service):
    more = {"MB2_PUSH_KEY_FILE": str(tmp_path / "push-key.pem"), "MB2_PUSH_LOCAL": service.origin}
    with serve(demo_pattern, tmp_path / "city", **more) as live:
        yield live


def test_a_phone_is_switched_on_and_told(told, service, phone, accessible, tmp_path):
    browser = service.browser()
    given = browser.address
    page = phone(told, person="produsen@mb2.test", installed=True)
    page.context.grant_permissions(["notifications"], origin=told.url)
    keys = {"p256dh": given.p256dh, "auth": given.auth}
    page.add_init_script(SUBSCRIBED % json.dumps({"endpoint": given.endpoint, "keys": keys}))
    page.goto("/account/notices")
    page.get_by_role("button", name="Nyalakan di perangkat ini").click()
    expect(page.get_by_text("Perangkat ini sekarang diberi tahu.")).to_be_visible()
    assert page.evaluate(WIDE) == 360 and page.evaluate(SMALL) == []
    accessible(page)

    with within(told, push_key_file=tmp_path / "push-key.pem", push_local=service.origin) as (uow, _):
        maker = seat_of(uow.session, "produsen@mb2.test")
        tell(uow, products_listed.LETTER, {maker: {"products": ["Keripik"], "link": "/producer/"}})
    [(*_, body)] = service.took
    data = browser.read(body)
    said = json.loads(data)

    worker = page.context.service_workers[0]
    assert worker.evaluate(SHOWN, data) == ["Produk Anda sudah tayang di MB2", said["tag"], said["link"]]
    assert worker.evaluate(TAPPED, "https://contoh.id/") is None and page.url.startswith(told.url)
    worker.evaluate(TAPPED, said["link"])  # the window that is open goes there
    page.wait_for_url(f"**{said['link']}")
    expect(page.locator("main")).to_contain_text("Produk Anda sudah tayang di MB2")
    assert worker.evaluate(OPENED, said["link"]) == said["link"]

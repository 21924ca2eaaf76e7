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
    page.goto(said["link"])
    expect(page.locator("main")).to_contain_text("Produk Anda sudah tayang di MB2")

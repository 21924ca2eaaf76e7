import pytest

from tests.browser.live import Live
from tests.browser.people import DESK, Browsing, browsing, shape


@pytest.fixture
def nowhere(tmp_path):
    """A server that nobody asks anything."""
    return Live("http://127.0.0.1:9", tmp_path)


@pytest.fixture
def page(phone, nowhere):
    return phone(nowhere)


def test_letters_are_drawn_in_a_real_font(page):
    page.set_content("<main><span id=thin>iiii</span> <span id=wide>WWWW</span></main>")
    widths = [page.locator(one).bounding_box()["width"] for one in ("#thin", "#wide")]
    assert widths[1] > 2 * widths[0] > 0  # boxes for missing letters would be equally wide


def test_a_phone_is_as_wide_as_a_cheap_phone(page):
    page.set_content("<meta name=viewport content='width=device-width'><h1>Beranda</h1>")
    assert page.evaluate("[innerWidth, navigator.language, navigator.maxTouchPoints > 0]") == [
        360,
        "id-ID",
        True,
    ]


def test_a_script_that_fails_is_a_fault(browser, nowhere, ran_on):
    ran_on(f"Chromium {browser.version}")
    people = Browsing(browser)
    page = people.open(nowhere, DESK)
    with page.context.expect_event("weberror"):
        page.set_content("<script>throw new Error('patah')</script>")
    people.close()
    assert any("patah" in fault for fault in people.faults)


def test_what_the_security_policy_refuses_is_a_fault(browser, nowhere):
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">"
    with pytest.raises(AssertionError, match="Content Security Policy"), browsing(browser) as people:
        page = people.open(nowhere, DESK)
        with page.expect_console_message():
            page.set_content(f"<head>{policy}</head><body><p id=here>a<script>document.title = 'x'</script>")


def test_axe_names_what_a_blind_person_cannot_read(page, accessible):
    page.set_content("<html lang=id><title>Foto</title><main><h1>Foto</h1><img src='data:,'></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        accessible(page)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "/"),
        ("/catalog?page=2", "/catalog"),
        ("/catalog/keripik-pisang", "/catalog/*"),
        ("/producers/dapur-bu-tini", "/producers/*"),
        ("/partner/orders/PO-2026-00012", "/partner/orders/*"),
        ("/office/reviews/k3m9p2q7r4s8", "/office/reviews/*"),
        ("/office/periods/2026-10/report", "/office/periods/*/report"),
        ("/producer/products/new", "/producer/products/new"),
        ("/producer/certificates/new/pirt", "/producer/certificates/new/pirt"),
    ],
)
def test_addresses_of_one_kind_have_one_shape(address, kind):
    assert shape(address) == kind

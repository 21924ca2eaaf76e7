"""What a shelf of 24 products costs who opens it over a slow line."""

import base64
import random
import re
from datetime import date

import brotli
import pytest

from marketplace.catalog.models import Product
from marketplace.kernel.roles import OWNER
from tests.factories.catalog import add_picture
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner

KB, HTML = 60_000, 20_000  # bytes over the line, without pictures
PACKED = {"Accept-Encoding": "br"}
FILES = re.compile(r'(?:href|src)="(/static/[^"#]+)')


@pytest.fixture
def shelf(session):
    """24 unlike products with all that a card can show; what no compression shortens is in it too."""
    chance = random.Random(24)
    for number in range(24):
        maker = make_maker(
            session, name=f"Dapur Ibu {chance.randbytes(6).hex()}", kelurahan_code="18.72.04.1003"
        )
        name = f"Keripik {chance.randbytes(4).hex()} rasa {chance.randbytes(8).hex()}"
        variant = make_goods(
            session, name=name, maker=maker, tiers={1: 12_500 + number, 10: 11_750, 50: 11_000}, net_content="250 g",
            retail_price=chance.randrange(9_000, 99_000), eligible_until=date(2099, 12, 31),
        )  # fmt: skip
        product = session.get(Product, variant.product_id)
        add_picture(
            session, product, alt=f"Kemasan {name}, tampak depan", width=1280, key=chance.randbytes(32).hex(),
            tiny=base64.b64encode(chance.randbytes(100)).decode(),
        )  # fmt: skip
        make_certificate(session, product, expires_on=date(2098, 5, 4))
        make_certificate(
            session, producer=maker, kind="halal", number=f"ID1831000000001{number:04}", expires_on=None
        )
    session.commit()


def over_the_line(browser, path):
    """Bytes of the page alone, and with every style sheet, script and drawing that it names; built or not, packed."""
    page = browser.open(path, **PACKED)
    assert page.headers["Content-Encoding"] == "br"
    files = {*FILES.findall(browser.open(path).text)}
    assert any("mb2" in file for file in files)
    return len(page.data), len(page.data) + sum(_packed(browser.open(file, **PACKED)) for file in files)


def _packed(answer):
    """What was not built yet is packed as building does it, though without making it shorter first."""
    assert answer.status_code == 200
    return len(answer.data if "Content-Encoding" in answer.headers else brotli.compress(answer.data))


def test_a_page_of_24_products_is_light_few_statements_and_not_sent_twice(shelf, stranger, statements):
    assert statements(lambda: stranger.open("/catalog", **PACKED)) <= 3
    page = stranger.open("/catalog", **PACKED)
    assert stranger.open("/catalog").text.count('<li class="mb-good') == 24
    html, whole = over_the_line(stranger, "/catalog")
    assert (html <= HTML, whole <= KB) == (True, True), (html, whole)
    again = stranger.open("/catalog", **PACKED, **{"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_it_is_no_heavier_for_who_buys(shelf, session, as_seat):
    partner = make_partner(session)
    make_outlet(session, partner)
    shop = as_seat(OWNER, at=partner.id)

    html, whole = over_the_line(shop, "/partner/shop")
    assert (html <= HTML, whole <= KB) == (True, True), (html, whole)

"""How pages look in a browser's tab, and where somebody sends their address."""

import re
import struct
from datetime import date

import pytest

from marketplace.catalog.models import Product
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker

LONG = date(2099, 12, 31)


def properties_of(page):
    """What the head says to readers of links, by name."""
    return dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))


@pytest.mark.parametrize(
    "path", ["/", "/catalog", "/categories", "/producers", "/partners", "/events", "/standards"]
)
def test_a_page_without_a_photo_of_its_own_is_shared_with_our_picture(app, stranger, path):
    found = properties_of(stranger.open(path).text)

    assert found["og:image"].startswith(app.config["BASE_URL"].rstrip("/") + "/static/")
    picture = stranger.open(found["og:image"].removeprefix(app.config["BASE_URL"].rstrip("/")))
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert len(picture.data) < 100_000
    width, height = struct.unpack(">II", picture.data[16:24])
    assert (found["og:image:width"], found["og:image:height"]) == (str(width), str(height))


def test_goods_of_one_name_and_pages_of_one_list_have_titles_of_their_own(session, stranger):
    for number in range(25):
        maker = make_maker(session, name=f"Dapur {number}")
        variant = make_goods(session, name="Keripik Pisang", maker=maker, eligible_until=LONG)
        make_certificate(session, producer=maker, expires_on=LONG)
    product = session.get(Product, variant.product_id)

    def title(path):
        return re.search(r"<title>(.*?)</title>", stranger.open(path).text)[1]

    assert title(f"/catalog/{product.slug}") == "Keripik Pisang · Dapur 24 · MB2 Metro Bangga Beli"
    assert title("/catalog") == "Katalog produk Metro · MB2 Metro Bangga Beli"
    assert title("/catalog?page=2") == "Katalog produk Metro (2) · MB2 Metro Bangga Beli"
    assert title("/producers?page=2") == "Pembuat bersertifikat di Metro (2) · MB2 Metro Bangga Beli"


@pytest.mark.parametrize(
    "path", ["/catalog/sudah-tidak-dijual", "/producers/sudah-tutup", "/categories/entah"]
)
def test_the_address_of_goods_that_are_gone_leads_to_others(stranger, path):
    answer = stranger.open(path)

    assert answer.status_code == 404
    assert 'mb-btn--go" href="/catalog"' in answer.text
    assert answer.text.count("mb-btn--go") == 1
    assert 'mb-btn--go" href="/catalog"' not in stranger.open("/entah").text

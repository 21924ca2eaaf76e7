import re
from datetime import date

import pytest

from marketplace.catalog.models import Continuity, Product, ProductRevision
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER
from marketplace.purchases.models.answers import Answer
from tests.conftest import NOW
from tests.factories.catalog import add_picture, add_variant
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker, set_tier
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

LONG = date(2099, 12, 31)
IRING_MULYO = "18.72.04.1003"


@pytest.fixture
def goods(session):
    """A listed product of today, whenever that is."""

    def make(name="Keripik Pisang", **given):
        return session.get(Product, make_goods(session, name=name, eligible_until=LONG, **given).product_id)

    return make


@pytest.fixture
def shop(session, as_seat):
    return as_seat(OWNER, at=make_partner(session).id)


def say(session, product, **given):
    """A newer revision, approved at once: revisions are never changed."""
    session.add(
        ProductRevision(
            **{
                "product_id": product.id,
                "number": 2,
                "category_id": product.category_id,
                "name": product.name,
                "written_by": None,
                "written_at": NOW,
            }
            | given
        )
    )
    session.flush()
    product.approved_number = 2
    session.commit()


def test_its_page_tells_a_stranger_all_but_wholesale_prices(stranger, session, goods):
    maker = make_maker(session, name="Keripik Bu Tini", kelurahan_code=IRING_MULYO, story="Sejak 1998.")
    product = goods(
        "Keripik Balado", maker=maker, net_content="150 g", retail_price=15_000, price=12_345,
        gtin="8999990001000",
    )  # fmt: skip
    make_certificate(session, product, expires_on=date(2098, 5, 4))
    front, back = add_picture(session, product), add_picture(session, product, position=2, alt="Belakang")
    add_variant(session, product.id, net_content="1 kg", retail_price=80_000)

    page = stranger.open(f"/catalog/{product.slug}").text
    for words in (
        ">Buatan Keripik Bu Tini</a>, Iring Mulyo", "150 g", "Rp15.000", "Rp10.000/100&nbsp;g", "Rp8.000/100&nbsp;g",
        "s.d. 4 Mei 2098", "Sejak 1998.", f"/producers/{maker.slug}", 'alt="Belakang"',
        'itemprop="price" content="15000"', 'itemprop="gtin" content="8999990001000"', "schema.org/InStock",
        f'rel="canonical" href="http://127.0.0.1:8000/catalog/{product.slug}"', front.sha256, back.sha256,
        f'property="og:image" content="http://127.0.0.1:8000/pictures/{front.sha256}/320.jpg"',
        'property="og:image:height" content="240"', "BreadcrumbList",
    ):  # fmt: skip
        assert words in page
    assert "12.345" not in page
    assert page.count("<h1") == 1


def test_a_shop_sees_what_it_would_pay_how_little_it_may_order_and_when_it_comes(session, shop, goods):
    maker = make_maker(session, order_minimum=250_000, delivery_days=["mon", "thu"])
    product = goods(
        tiers={1: 12_500, 10: 11_750},
        maker=maker,
        least=5,
        case_pack=20,
        net_content="250 g",
        retail_price=16_000,
    )
    say(session, product, packaging="Pouch berklip", capacity=1_500, continuity=Continuity.STEADY)
    set_tier(session, add_variant(session, product.id, net_content="ukuran L"), 99_000)
    session.commit()

    page = shop.open(f"/catalog/{product.slug}").text
    for words in (
        "Rp12.500", "Rp5.000/100&nbsp;g", "Rp11.750", "Rp4.700/100&nbsp;g", "Rp99.000",
        "Pesan paling sedikit 5; isi satu dus 20.", "Harga eceran yang disarankan Rp16.000.", "Senin, Kamis",
        "Rp250.000", "Pouch berklip", "1.500 bungkus", "Sepanjang tahun",
    ):  # fmt: skip
        assert words in page
    for kept in ("schema.org/Offer", 'rel="canonical"', "Harga grosir terlihat oleh mitra"):
        assert kept not in page
    assert "1.500 bungkus" not in shop.open("/catalog").text


def test_where_it_is_sold_is_told_without_what_was_paid(session, stranger, goods):
    maker = make_maker(session)
    product, other = goods(maker=maker), goods("Kopi", maker=maker)
    partner = make_partner(session, name="Minimarket Ganjar")
    for name, shown in (("Gerai Utama", True), ("Gerai Rahasia", False)):
        outlet = make_outlet(
            session,
            partner,
            name=name,
            shown=shown,
            address="Jl. Soekarno 4, Iring Mulyo",
            kelurahan_code=IRING_MULYO,
        )
        make_purchase(
            session, partner, maker, 1, outlet_id=outlet.id,
            answer=Answer.CONFIRMED, bought_on=clock.day_of(clock.now()),
            lines=[{"product_id": product.id, "net": 777_123}],
        )  # fmt: skip

    page = stranger.open(f"/catalog/{product.slug}").text
    assert "Dijual di" in page
    assert "Gerai Utama" in page
    assert page.count("Iring Mulyo") == 1  # once is enough where the address says it too
    assert "Gerai Rahasia" not in page
    assert not any(paid in page for paid in ("777.123", "777123"))
    assert "Dijual di" not in stranger.open(f"/catalog/{other.slug}").text
    assert "Gerai Utama" in stranger.open(f"/producers/{maker.slug}").text


def test_others_of_its_maker_are_shown_but_not_itself(stranger, session, goods):
    maker = make_maker(session)
    product, *_ = [goods(f"Produk {number}", maker=maker) for number in range(6)]
    goods("Orang lain")

    page = stranger.open(f"/catalog/{product.slug}").text
    names = re.findall(r'<h3><a href="/catalog/[^"]+">([^<]+)</a>', page)
    assert names == ["Produk 5", "Produk 4", "Produk 3", "Produk 2"]


@pytest.mark.parametrize("given", [{"eligible_until": None}, {"eligible_until": date(2020, 1, 1)}])
def test_what_is_not_listed_has_no_page(stranger, session, given):
    product = session.get(Product, make_goods(session, **given).product_id)

    assert stranger.open(f"/catalog/{product.slug}").status_code == 404
    assert stranger.open("/catalog/nothing-here").status_code == 404


def test_what_a_maker_wrote_cannot_break_the_page(stranger, session, goods):
    product = goods('<script>alert(1)</script>"><b x="')
    say(session, product, description='"><script>alert(2)</script>')

    for path in (
        "/catalog",
        f"/catalog/{product.slug}",
        f"/catalog/{product.slug}?x=%22%3E%3Cscript%3Ealert(3)",
    ):
        page = stranger.open(path).text
        assert "<script>alert" not in page
        assert '"><b x' not in page
        assert "&lt;script&gt;alert" in page


def test_in_english_what_a_maker_wrote_is_marked_as_indonesian(stranger, session, goods):
    maker = make_maker(session, story="Sejak 1998.")
    product = goods(maker=maker)
    say(session, product, description="Renyah dan gurih.")

    for path in (f"/catalog/{product.slug}", f"/producers/{maker.slug}"):
        assert 'lang="id">' not in stranger.open(path).text.split("<main")[1].split("</main>")[0]
        page = stranger.open(path, **{"Accept-Language": "en"}).text
        assert '<html lang="en">' in page
        assert re.search(r'lang="id">(<p>)?Sejak 1998\.', page)
    assert (
        'lang="id">Renyah dan gurih.'
        in stranger.open(f"/catalog/{product.slug}", **{"Accept-Language": "en"}).text
    )

import re
from datetime import date, timedelta

import pytest

from marketplace.catalog.models import Availability, Product
from marketplace.kernel import clock
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.ports.search import SearchDocument, SearchDown
from tests.factories.catalog import add_picture, make_category
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner

LONG = date(2099, 12, 31)
IRING_MULYO = "18.72.04.1003"


@pytest.fixture
def goods(session):
    """A listed product of today, whenever that is."""

    def make(name="Keripik Pisang", *, category=None, **given):
        variant = make_goods(session, name=name, eligible_until=LONG, **given)
        product = session.get(Product, variant.product_id)
        if category is not None:
            product.category_id = category.id
            session.commit()
        return product

    return make


@pytest.fixture
def found(app, goods):
    """Listed products that search knows of."""

    def make(*names):
        products = [goods(name) for name in names]
        app.extensions["tools"].search.index(
            [SearchDocument(product.id, product.name, "Pembuat", "", []) for product in products]
        )
        return products

    return make


@pytest.fixture
def shop(session, as_seat):
    return as_seat(OWNER, at=make_partner(session).id)


def shown(page):
    """Names of the cards, in their order."""
    names = re.findall(r'<h3><a href="/catalog/[^"]+">(.+?)</a>', page.text)
    return [re.sub("</?mark>", "", name) for name in names]


class TestList:
    def test_it_shows_what_is_listed_the_newest_first(self, stranger, goods, session):
        goods("Pertama")
        make_goods(session, name="Belum layak", eligible_until=None)
        goods("Kedua")

        page = stranger.open("/catalog")
        assert shown(page) == ["Kedua", "Pertama"]
        assert "2 produk" in page.text

    def test_a_card_tells_maker_place_availability_and_papers(self, stranger, goods, session):
        maker = make_maker(session, name="Keripik Bu Tini", kelurahan_code=IRING_MULYO)
        product = goods("Keripik Balado", maker=maker, availability=Availability.TO_ORDER, lead_days=3)
        make_certificate(session, product, expires_on=date(2098, 5, 4))
        add_picture(session, product, alt="Bungkus depan")

        page = stranger.open("/catalog").text
        for words in ("Keripik Bu Tini · Iring Mulyo", "Pesan 3 hari", "SPP-IRT s.d. 2098", "Bungkus depan"):
            assert words in page
        assert re.search(r'<source type="image/avif" srcset="/pictures/\w{64}/160\.avif 160w', page)

    def test_a_paper_that_is_about_to_end_says_when(self, stranger, goods, session):
        product = goods()
        soon = clock.day_of(clock.now()) + timedelta(days=9)
        make_certificate(session, product, expires_on=soon)
        make_certificate(session, product, kind="nib", number="1234567890123", expires_on=None)

        page = stranger.open("/catalog").text
        assert f"SPP-IRT habis {soon.day} " in page
        assert "NIB" not in page[page.index("mb-goods") :]

    def test_without_a_photo_it_says_so(self, stranger, goods):
        goods()

        assert 'alt="Belum ada foto"' in stranger.open("/catalog").text

    def test_an_empty_city_says_why_and_what_next(self, stranger):
        page = stranger.open("/catalog").text

        assert "Katalog masih kosong" in page
        assert "Cek syarat produk" in page

    def test_it_is_narrowed_by_kind_and_kelurahan(self, stranger, goods, session):
        coffee = make_category(session, code="coffee", name="Kopi")
        goods("Kopi Robusta", category=coffee)
        goods("Keripik", maker=make_maker(session, kelurahan_code=IRING_MULYO))

        assert shown(stranger.open("/catalog?category=coffee")) == ["Kopi Robusta"]
        assert shown(stranger.open(f"/catalog?kelurahan={IRING_MULYO}")) == ["Keripik"]
        narrowed = stranger.open("/catalog?category=coffee").text
        assert "1 dari 2 produk" in narrowed
        assert re.search(r'value="coffee" checked>Kopi<span>1</span>', narrowed)
        assert "Hapus saringan </span>Kopi</span></a>" in narrowed

    def test_filters_that_leave_nothing_can_be_taken_off(self, stranger, goods):
        goods()
        page = stranger.open("/catalog?category=unknown").text

        assert "Tidak ada yang cocok" in page
        assert 'href="/catalog">Hapus semua saringan' in page

    def test_a_long_list_has_pages_and_the_last_one_ends_it(self, stranger, goods):
        for number in range(25):
            goods(f"Produk {number:02}")

        first, last = stranger.open("/catalog"), stranger.open("/catalog?page=2")
        assert len(shown(first)) == 24
        assert 'rel="next" href="/catalog?page=2"' in first.text
        assert shown(last) == ["Produk 00"]
        assert 'rel="next"' not in last.text
        assert stranger.open("/catalog?page=9&sort=price").location == "/catalog?sort=price&page=2"
        assert stranger.open("/catalog?q=produk+24&page=3").location == "/catalog?q=produk+24"

    @pytest.mark.parametrize("page", ["0", "-3", "x"])
    def test_a_page_that_there_cannot_be_is_the_first(self, stranger, goods, page):
        goods()

        assert stranger.open(f"/catalog?page={page}").status_code == 200

    @pytest.mark.parametrize("path", ["/catalog", "/producers", "/partners", "/events"])
    @pytest.mark.parametrize("page", ["2", "9" * 30])
    def test_a_page_past_the_last_leads_there(self, stranger, goods, path, page):
        goods()

        answer = stranger.open(f"{path}?page={page}&q=a")
        assert (answer.status_code, answer.location) == (302, f"{path}?q=a")

    def test_thousands_are_written_with_a_dot(self, stranger, app):
        with app.test_request_context("/catalog"):
            assert (
                "10.000 produk"
                in app.jinja_env.from_string(
                    '{{ ngettext("%(num)s produk", "%(num)s produk", 10000, num=10000|number) }}'
                ).render()
            )


class TestSearch:
    def test_what_is_found_is_shown_the_best_first(self, stranger, found):
        found("Keripik Pisang", "Kopi", "Keripik Singkong Pisang")

        page = stranger.open("/catalog?q=keripik+pisang")
        assert shown(page) == ["Keripik Pisang", "Keripik Singkong Pisang"]
        assert 'value="keripik pisang"' in page.text

    def test_what_left_the_catalog_is_not_found(self, stranger, found, session):
        (product,) = found("Keripik Pisang")
        session.get(Product, product.id).paused_at = clock.now()
        session.commit()

        assert shown(stranger.open("/catalog?q=keripik")) == []

    def test_nothing_found_names_the_words_and_a_way_on(self, stranger, found):
        found("Kopi")
        page = stranger.open("/catalog?q=%3Cb%3Erendang").text

        assert "Tidak ada produk untuk “&lt;b&gt;rendang”" in page
        assert 'href="/catalog">Lihat semua produk' in page

    def test_when_search_is_down_names_are_looked_through_and_the_page_says_so(self, app, stranger, goods):
        class Down:
            def find(self, text, **how):
                raise SearchDown

        goods("Keripik Pisang")
        goods("Kopi")
        tools = app.extensions["tools"]
        app.extensions["tools"] = type(tools)(**{**vars(tools), "search": Down()})

        page = stranger.open("/catalog?q=pisang")
        assert shown(page) == ["Keripik Pisang"]
        assert "Pencarian lengkap sedang tidak tersedia" in page.text

    def test_a_filter_goes_along_with_the_words(self, stranger, found):
        found("Kopi")

        assert 'type="hidden" name="q" value="kopi"' in stranger.open("/catalog?q=kopi&category=x").text
        assert 'type="hidden" name="category" value="x"' in stranger.open("/catalog?q=kopi&category=x").text


class TestPrices:
    def test_strangers_see_the_retail_price_and_no_other(self, stranger, goods):
        goods(price=11_750, retail_price=15_000)

        page = stranger.open("/catalog").text
        assert "Rp15.000" in page
        assert "11.750" not in page
        assert "Harga grosir terlihat oleh mitra yang masuk" in page

    def test_a_shop_sees_the_price_of_each_quantity(self, shop, goods):
        goods(tiers={1: 12_500, 10: 11_750, 50: 11_000}, least=5)

        page = shop.open("/catalog").text
        for words in ("1–9", "10–49", "50+", "Rp12.500", "Rp11.750", "Rp11.000", "min. 5"):
            assert words in page

    def test_another_maker_sees_no_more_than_a_stranger(self, session, as_seat, goods):
        goods(price=11_750)

        assert "11.750" not in as_seat(OWNER, at=make_maker(session).id).open("/catalog").text

    def test_the_office_buys_too(self, as_seat, goods):
        goods(price=11_750)

        assert "Rp11.750" in as_seat(OFFICER).open("/catalog").text


def test_the_first_picture_of_a_shelf_does_not_wait_and_the_others_do(session, goods, stranger, as_seat):
    for number in range(3):
        add_picture(session, goods(f"Kopi {number}"))
    partner = make_partner(session)
    make_outlet(session, partner)
    shop = as_seat(OWNER, at=partner.id)

    pages = [stranger.open(path).text for path in ("/", "/catalog", "/catalog?view=list")]
    for page in (*pages, shop.open("/partner/shop").text, shop.open("/partner/shop?view=list").text):
        pictures = re.findall(r'<img src="/pictures/[^>]*>', page)
        assert ["lazy" in one for one in pictures] == [False, True, True]
        assert ["high" in one for one in pictures] == [True, False, False]


def test_a_card_shows_papers_without_an_end_first(session, goods, stranger):
    product = goods()
    make_certificate(session, product, expires_on=date(2098, 5, 4))
    make_certificate(session, product, kind="halal", number="ID18310000000010001", expires_on=None)

    page = stranger.open("/catalog").text
    card = page[page.index('<li class="mb-good') :]
    assert card.index("Halal") < card.index("SPP-IRT s.d. 2098")

import re
from datetime import date
from urllib.parse import urlencode

import pytest

from marketplace.catalog.models import Availability, Product, ProductRevision, Variant
from marketplace.catalog.synonyms import change_synonyms, synonym_lines
from marketplace.inventory.models import StockItem
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.roles import OWNER
from marketplace.ports.search import SearchDocument
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.catalog import make_category
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods
from tests.factories.partners import make_partner

LONG = date(2099, 12, 31)
HOSTILE = (
    "",
    "k" * 500,
    "kopi " * 100,
    "!!! --- ???",
    "🍌🍌",
    "*",
    "AND OR NOT",
    '"kopi" (OR',
    "قهوة",
    "'; DROP TABLE products; --",
    "kopi\0bubuk",
    "\0",
    "<script>alert(1)</script>",
    "%s %(x)s {0} {{ 7*7 }}",
)
IRING_MULYO, BANJARSARI = "18.72.04.1003", "18.72.02.1001"


@pytest.fixture
def found(app, session):
    """Listed products that search knows of."""

    def make(*names, text=""):
        ids = [make_goods(session, name=name, eligible_until=LONG).product_id for name in names]
        products = [session.get(Product, one) for one in ids]
        app.extensions["tools"].search.index(
            [SearchDocument(product.id, product.name, "Pembuat", text, []) for product in products]
        )
        return products

    return make


@pytest.fixture
def shop(session, as_seat):
    return as_seat(OWNER, at=make_partner(session).id)


def shown(page):
    """Names of the cards, in their order."""
    return re.findall(r'<h3><a href="/catalog/[^"]+">(.+?)</a>', page.text)


def change(session, product, **given):
    session.query(Variant).filter_by(product_id=product.id).update(given)
    session.commit()


class TestNarrowing:
    @pytest.fixture
    def city(self, session, found):
        """Three products that search knows of, each of another place, paper and state."""
        pisang, singkong, kopi = found("Keripik Pisang", "Keripik Singkong", "Kopi Bubuk")
        make_certificate(session, pisang, kind="pirt")
        make_certificate(session, pisang, kind="halal", number="ID18110000012340001", expires_on=None)
        make_certificate(session, singkong, kind="pirt")
        for product, place in ((pisang, IRING_MULYO), (singkong, BANJARSARI)):
            session.get(Producer, product.producer_id).kelurahan_code = place
        change(session, kopi, availability=Availability.SOLD_OUT)
        change(session, pisang, retail_price=15_000)
        return pisang, singkong, kopi

    def test_every_choice_says_how_much_it_would_leave(self, stranger, city):
        page = stranger.open("/catalog?paper=pirt").text

        for words in (
            "2 dari 3 produk",
            'value="pirt" checked>SPP-IRT<span>2</span>',
            'value="halal">Halal<span>1</span>',
            'value="10">Rp10.000–Rp24.999<span>1</span>',
            'value="ready">Ada<span>2</span>',
            f'value="{IRING_MULYO}">Iring Mulyo (1)',
            'value="18.72.04">Seluruh Metro Timur (1)',
            "<legend>Harga eceran</legend>",
        ):
            assert words in page
        assert 'value="sold_out"' not in page  # it would leave nothing

    def test_filters_go_together_and_each_can_be_taken_off(self, stranger, city):
        page = stranger.open("/catalog?q=keripik&paper=pirt&paper=halal&kelurahan=18.72.04")

        assert shown(page) == ["<mark>Keripik</mark> Pisang"]
        assert 'href="/catalog?q=keripik&amp;paper=pirt&amp;kelurahan=18.72.04"' in page.text
        assert 'href="/catalog?q=keripik">Hapus semua saringan' in page.text

    def test_what_removed_everything_is_named(self, stranger, city):
        page = stranger.open("/catalog?q=kopi&kelurahan=18.72.04&availability=sold_out").text

        assert "Saringan Anda menyisihkan semuanya" in page
        way_out = (
            '<a href="/catalog?q=kopi&amp;availability=sold_out">Tanpa saringan Seluruh Metro Timur ada 1</a>'
        )
        assert way_out in page
        assert "Tanpa saringan Habis" not in page

    def test_a_shop_chooses_by_wholesale_prices_and_counted_stock(self, shop, city, session):
        session.add(StockItem(variant_id=session.query(Variant.id).filter_by(product_id=city[0].id).scalar()))
        session.commit()
        page = shop.open("/partner/shop?availability=sold_out").text

        for words in ("<legend>Harga grosir</legend>", "2 dari 3 produk", "Rp10.000–Rp24.999<span>2</span>"):
            assert words in page

    def test_it_is_ordered_by_price_age_and_nearness_and_shown_as_a_list(self, stranger, city, session):
        change(session, city[1], retail_price=9_000)
        change(session, city[2], retail_price=30_000)
        pisang, singkong, kopi = "Keripik Pisang", "Keripik Singkong", "Kopi Bubuk"

        assert shown(stranger.open("/catalog?sort=price")) == [singkong, pisang, kopi]
        assert shown(stranger.open("/catalog")) == [kopi, singkong, pisang]
        assert shown(stranger.open(f"/catalog?sort=near&near={IRING_MULYO}")) == [pisang, singkong, kopi]
        assert "Pilih kelurahan" in stranger.open("/catalog?sort=near").text
        listed = stranger.open("/catalog?view=list")
        assert "mb-good--row" in listed.text
        assert len(shown(listed)) == 3

    def test_what_means_nothing_is_no_error(self, stranger, city):
        for query in (
            "price=x",
            "paper=%3Ci%3Ezz",
            "kelurahan=.",
            "category=%25",
            "sort=x&view=x",
            "near=%3Ci%3Ezz",
        ):
            page = stranger.open(f"/catalog?{query}")
            assert page.status_code == 200
            assert "<i>zz" not in page.text

    def test_nothing_that_is_typed_breaks_the_page(self, stranger, shop, city):
        for query in HOSTILE:
            for more in ({}, {"page": "9999"}, {"exact": "1", "page": "-5", "price": "-100"}):
                for door, at in ((stranger, "/catalog"), (shop, "/partner/shop")):
                    page = door.open(f"{at}?{urlencode({'q': query, **more})}")
                    if page.status_code == 302:  # past the last page
                        page = door.open(page.location)
                    assert page.status_code == 200, query
                    assert "<script>alert" not in page.text
                    assert "\0" not in page.text


class TestUnderstanding:
    def test_a_slip_is_corrected_and_the_exact_one_can_be_had(self, stranger, found):
        found("Keripik Pisang", "Kopi")
        page = stranger.open("/catalog?q=keripik+pisng")

        assert shown(page) == ["<mark>Keripik</mark> <mark>Pisang</mark>"]
        assert "Menampilkan <b>keripik pisang</b>" in " ".join(page.text.split())
        assert 'href="/catalog?q=keripik+pisng&amp;exact=1">Cari persis “keripik pisng”' in page.text
        exactly = stranger.open("/catalog?q=keripik+pisng&exact=1")
        assert shown(exactly) == []
        assert "Cari juga kata yang mirip" in exactly.text

    def test_a_synonym_finds_it_and_what_officers_add_holds_at_once(self, app, stranger, found):
        found("Keripik Pisang")
        assert len(shown(stranger.open("/catalog?q=kripik"))) == 1
        assert shown(stranger.open("/catalog?q=gethuk")) == []

        with app.app_context(), app.extensions["open_unit"](SYSTEM) as uow:
            line = next(one for one in synonym_lines(uow.session) if "keripik" in one.words)
            change_synonyms(uow, line.synonyms_id, [*line.words, "gethuk"])

        assert len(shown(stranger.open("/catalog?q=gethuk"))) == 1

    def test_a_snippet_shows_what_the_name_does_not_say(self, stranger, found, session):
        (product,) = found("Sambal Bawang", text="Pedas gurih. Cabai, terasi bakar")
        words = {"description": "Pedas gurih.", "composition": "Cabai, <b>terasi</b> bakar"}
        session.add(
            ProductRevision(
                product_id=product.id, number=2, category_id=product.category_id, name=product.name, **words,
                written_by=None, written_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        product.approved_number = 2
        session.commit()

        page = stranger.open("/catalog?q=terasi").text
        assert "…Cabai, &lt;b&gt;<mark>terasi</mark>&lt;/b&gt; bakar" in page

    def test_a_shop_sees_the_same_marks_and_may_buy_at_once(self, shop, found):
        found("Keripik Pisang", "Kopi")

        for view in ("", "list"):
            page = shop.open(f"/partner/shop?q=kripik&view={view}")
            assert shown(page) == ["<mark>Keripik</mark> Pisang"]
            assert "Rp10.000" in page.text

    def test_what_is_typed_is_completed(self, stranger, found):
        found("Keripik Pisang", "Keripik Singkong")
        answer = stranger.open("/catalog/complete?q=keripik+pi")

        assert answer.json == ["keripik pisang"]
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert stranger.open("/catalog/complete").json == []

    def test_nothing_found_offers_kinds_to_look_through(self, stranger, found, session):
        (product,) = found("Kopi")
        product.category_id = make_category(session, code="coffee", name="Kopi dan teh").id
        session.commit()
        page = stranger.open("/catalog?q=zzzz").text

        assert 'href="/catalog?category=coffee">Kopi dan teh <span>1</span>' in page

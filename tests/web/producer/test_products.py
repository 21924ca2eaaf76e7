import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from marketplace.catalog.models import (
    Availability,
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    Variant,
)
from marketplace.files.models import Rendition
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from tests.factories.catalog import add_picture, make_category, make_draft
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

FIELDS = {
    "name": "Keripik Balado",
    "net_content": "150 g",
    "unit": "PCS",
    "price_1": "12.500",
    "least": "5",
    "case_pack": "20",
}


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def owner(as_seat, maker):
    return as_seat(OWNER, at=maker.id)


@pytest.fixture
def draft(session, maker):
    """A draft with a price and a photo, ready to be handed in."""
    return make_draft(session, maker=maker, price=12_500, photo=True)


@pytest.fixture
def fields(session):
    return FIELDS | {"category_id": str(make_category(session).id)}


def jpeg(width=800, height=600):
    content = BytesIO()
    Image.new("RGB", (width, height), "brown").save(content, "JPEG")
    return BytesIO(content.getvalue())


def page(product, *more):
    return "/".join(("/producer/products", product.public_id, *more))


def fresh(session, model=Product):
    """What stands in the database now, of the only or newest row."""
    session.rollback()
    return session.scalars(select(model).order_by(model.id.desc())).first()


class TestList:
    def test_nothing_yet_says_how_to_begin(self, owner):
        answer = owner.open("/producer/products")

        assert "Belum ada produk" in answer.text
        assert "/producer/products/new" in answer.text

    def test_it_shows_ones_own_and_their_state(self, session, owner, maker):
        make_draft(session, maker=maker, name="Draf saya")
        make_draft(session, maker=maker, name="Tayang saya", state=APPROVED, eligible_until=date(2099, 1, 1))
        make_draft(session, maker=maker, name="Tanpa surat", state=APPROVED)
        make_draft(session, name="Orang lain")

        text = owner.open("/producer/products").text
        for told in ("Draf saya", "Tayang saya", "Tanpa surat", "Draf</span>", "Tayang</span>", "1 Jan 2099"):
            assert told in text
        assert "Orang lain" not in text
        assert "3 produk" in text


class TestNew:
    def test_it_is_kept_as_a_draft_and_leads_on_to_the_photo(self, session, owner, fields):
        more = {"from_2": "10", "price_2": "11.750", "shelf_life_days": "120", "composition": "Singkong"}
        answer = owner.send("/producer/products/new", fields | more)

        product = fresh(session)
        assert answer.location == page(product)
        assert (product.name, product.state, product.slug) == ("Keripik Balado", DRAFT, "keripik-balado")
        variant = session.scalars(select(Variant).filter_by(product_id=product.id)).one()
        assert (variant.net_content, variant.least, variant.case_pack) == ("150 g", 5, 20)
        tiers = session.execute(select(PriceTier.from_quantity, PriceTier.price).order_by("from_quantity"))
        assert tiers.all() == [(1, 12_500), (10, 11_750)]
        revision = fresh(session, ProductRevision)
        assert (revision.composition, revision.shelf_life_days) == ("Singkong", 120)
        assert "Produk disimpan sebagai draf" in owner.open(answer.location).text

    def test_a_blank_form_complains_of_nothing(self, owner):
        assert "wajib" not in owner.open("/producer/products/new").text

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"name": ""}, "Nama produk wajib diisi"),
            ({"price_1": "murah"}, "murah"),
            ({"price_1": "0"}, "Harga grosir per satuan"),
            ({"shelf_life_days": "9999"}, "Masa simpan (hari)"),
            ({"category_id": "999999"}, "Jenis"),
            ({"gtin": "8991234567890"}, "angka pemeriksa “8991234567890” tidak cocok"),
            ({"least": "0"}, "Pesanan paling sedikit"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, session, owner, fields, wrong, says):
        typed = {"composition": "Singkong, cabai"}
        answer = owner.send("/producer/products/new", fields | typed | wrong)

        assert answer.status_code == 422
        assert says in answer.text
        assert "Singkong, cabai" in answer.text
        assert 'value="150 g"' in answer.text
        assert fresh(session) is None

    @pytest.mark.parametrize("half", [{"from_2": "10"}, {"price_2": "11.000"}])
    def test_a_second_price_needs_both_its_halves(self, session, owner, fields, half):
        answer = owner.send("/producer/products/new", fields | half)

        assert answer.status_code == 422
        assert "mulai jumlah dan harganya" in answer.text
        assert fresh(session) is None

    def test_two_prices_cannot_begin_at_the_same_quantity(self, owner, fields):
        twice = {"from_2": "10", "price_2": "11.000", "from_3": "10", "price_3": "10.000"}
        answer = owner.send("/producer/products/new", fields | twice)

        assert answer.status_code == 422
        assert "sudah dipakai" in answer.text

    def test_a_number_of_ones_own_is_used_once(self, session, owner, fields):
        owner.send("/producer/products/new", fields | {"sku": "KB-1"})
        answer = owner.send("/producer/products/new", fields | {"sku": "KB-1", "name": "Lain"})

        assert answer.status_code == 422
        assert "SKU KB-1 sudah dipakai produk Anda yang lain" in answer.text
        session.rollback()
        assert session.scalar(select(func.count(Product.id))) == 1


class TestEdit:
    def test_the_page_shows_what_is_there_and_what_is_missing(self, session, owner, maker):
        product = make_draft(session, maker=maker, name="Keripik Ubi")

        text = owner.open(page(product)).text
        assert 'value="Keripik Ubi"' in text
        assert "Masih kurang:" in text
        assert "harga, foto" in text
        assert "Mengapa belum tayang" in text

    def test_a_change_is_a_new_revision(self, session, owner, draft, fields):
        answer = owner.send(page(draft), fields | {"name": "Keripik Balado Manis"})

        assert answer.location == page(draft)
        assert fresh(session).name == "Keripik Balado Manis"
        assert fresh(session, ProductRevision).number == 2
        assert "Perubahan disimpan" in owner.open(answer.location).text

    def test_a_new_price_holds_from_today(self, session, owner, draft, fields):
        owner.send(page(draft), fields | {"price_1": "13.000"})
        text = owner.open(page(draft)).text

        assert 'value="13.000"' in text

    def test_a_price_that_is_taken_away_no_longer_holds(self, session, owner, draft, fields):
        owner.send(page(draft), fields | {"from_2": "10", "price_2": "11.000"})
        assert 'value="11.000"' in owner.open(page(draft)).text
        owner.send(page(draft), fields)

        assert 'value="11.000"' not in owner.open(page(draft)).text

    def test_an_approved_one_leaves_the_catalog_when_its_text_changes(self, session, owner, maker, fields):
        product = make_draft(session, maker=maker, price=12_500, photo=True, state=APPROVED)
        assert "menurunkan produk dari katalog" in owner.open(page(product)).text
        owner.send(page(product), fields | {"name": "Nama baru"})

        assert fresh(session).state is DRAFT

    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, session, owner, draft, fields):
        answer = owner.send(page(draft), fields | {"name": "", "net_content": "seratus"})

        assert answer.status_code == 422
        assert "Nama produk wajib diisi" in answer.text
        assert 'value="seratus"' in answer.text
        assert fresh(session).name == "Keripik Pisang"

    def test_officials_notes_are_shown(self, session, owner, maker):
        product = make_draft(
            session, maker=maker, state=RETURNED, review_notes={"name": "Nama belum sama dengan label"}
        )

        assert "Nama belum sama dengan label" in owner.open(page(product)).text

    @pytest.mark.parametrize(
        "more", [(), ("submit",), ("pause",), ("resume",), ("availability",), ("photos",)]
    )
    def test_another_makers_product_is_not_there(self, session, owner, more):
        theirs = make_draft(session, price=1, photo=True)
        owner.open("/producer/products/new")

        answer = owner.send(page(theirs, *more), FIELDS, page="/producer/products/new")
        assert answer.status_code == 404
        assert owner.open(page(theirs)).status_code == 404
        assert fresh(session).state is DRAFT


class TestSubmit:
    def test_a_complete_one_goes_to_the_officials(self, session, owner, draft):
        answer = owner.send(page(draft, "submit"), page=page(draft))

        assert answer.location == page(draft)
        assert fresh(session).state is SUBMITTED
        text = owner.open(page(draft)).text
        assert "Produk diajukan" in text
        assert "Menunggu petugas memeriksa" in text
        assert "Produk diajukan" in text[text.index("Riwayat") :]

    def test_an_incomplete_one_does_not_and_says_what_is_missing(self, session, owner, maker):
        product = make_draft(session, maker=maker)
        answer = owner.send(page(product, "submit"), page=page(product))

        assert answer.status_code == 409
        assert "Lengkapi: harga, foto" in answer.text
        assert fresh(session).state is DRAFT

    def test_twice_is_refused(self, owner, draft):
        owner.send(page(draft, "submit"), page=page(draft))

        assert owner.send(page(draft, "submit"), page=page(draft)).status_code == 409


class TestPhotos:
    def add(self, owner, product, content, name="foto.jpg", alt=""):
        return owner.send(page(product, "photos"), {"photo": (content, name), "alt": alt}, page=page(product))

    def test_one_is_added_in_every_width(self, session, owner, maker):
        product = make_draft(session, maker=maker)
        answer = self.add(owner, product, jpeg(1600, 1200), alt="Bungkus depan")

        assert answer.location == page(product)
        session.rollback()
        widths = set(session.scalars(select(Rendition.width)))
        assert len(widths) >= 3
        text = owner.open(page(product)).text
        assert 'alt="Bungkus depan"' in text
        picture = re.search(r'src="(/pictures/[0-9a-f]{64}\.webp)"', text)[1]
        assert owner.open(picture).mimetype == "image/webp"

    def test_one_is_taken_away(self, session, owner, draft):
        picture = add_picture(session, draft, position=2)
        answer = owner.send(page(draft, "photos", picture.public_id, "remove"), page=page(draft))

        assert answer.location == page(draft)
        session.rollback()
        assert session.scalar(select(func.count()).select_from(ProductPhoto)) == 1

    def test_what_is_no_photo_is_told_at_its_field(self, owner, draft):
        answer = self.add(owner, draft, BytesIO(b"%PDF-1.7 bukan foto"), alt="Label belakang")

        assert answer.status_code == 422
        assert "Berkas ini bukan foto" in answer.text
        assert 'href="#photo"' in answer.text
        assert 'value="Label belakang"' in answer.text
        assert 'value="Keripik Pisang"' in answer.text  # the product's own form is as it was

    def test_none_chosen_is_told(self, owner, draft):
        answer = owner.send(page(draft, "photos"), {"alt": ""}, page=page(draft))

        assert answer.status_code == 422
        assert "Foto produk wajib diisi" in answer.text

    def test_more_than_eight_are_refused(self, session, owner, draft):
        for position in range(2, 9):
            add_picture(session, draft, position=position)
        answer = self.add(owner, draft, jpeg())

        assert answer.status_code == 422
        assert "Paling banyak 8 foto" in answer.text


class TestAvailability:
    def say(self, owner, product, **fields):
        return owner.send(page(product, "availability"), fields, page=page(product))

    def test_it_is_said_in_one_step(self, session, owner, draft):
        answer = self.say(owner, draft, availability="sold_out")

        assert answer.location == page(draft)
        assert fresh(session, Variant).availability is Availability.SOLD_OUT

    def test_made_to_order_needs_its_days(self, session, owner, draft):
        answer = self.say(owner, draft, availability="to_order")
        assert answer.status_code == 422
        assert "Isi berapa hari pembuatan" in answer.text

        self.say(owner, draft, availability="to_order", lead_days="3")
        assert fresh(session, Variant).lead_days == 3

    def test_what_is_no_answer_is_told(self, session, owner, draft):
        assert self.say(owner, draft, availability="maybe").status_code == 422
        assert fresh(session, Variant).availability is Availability.READY


class TestPause:
    @pytest.fixture
    def approved(self, session, maker):
        return make_draft(session, maker=maker, price=1, photo=True, state=APPROVED)

    def test_it_is_paused_with_a_reason_and_shown_again(self, session, owner, approved):
        owner.send(page(approved, "pause"), {"reason": "Mesin rusak"}, page=page(approved))
        assert fresh(session).paused_at is not None
        text = owner.open(page(approved)).text
        assert "Anda menjeda produk ini" in text
        assert "Mesin rusak" in text

        owner.send(page(approved, "resume"), page=page(approved))
        assert fresh(session).paused_at is None

    def test_without_a_reason_it_is_not(self, session, owner, approved):
        answer = owner.send(page(approved, "pause"), {"reason": ""}, page=page(approved))

        assert answer.status_code == 422
        assert "Alasan wajib diisi" in answer.text
        assert fresh(session).paused_at is None


class TestWhoMay:
    def test_staff_may(self, as_seat, maker, draft):
        assert as_seat(STAFF, at=maker.id).open(page(draft)).status_code == 200

    def test_others_may_not(self, session, stranger, as_seat, draft):
        shop = as_seat(OWNER, at=make_partner(session).id)

        assert stranger.open(page(draft)).location.startswith("/account/sign-in")
        for visitor in (shop, as_seat(OFFICER)):
            assert visitor.open("/producer/products").status_code == 403
            assert visitor.open(page(draft)).status_code == 403

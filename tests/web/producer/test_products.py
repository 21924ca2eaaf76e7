import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from marketplace.catalog.categories import load_categories
from marketplace.catalog.models import (
    Availability,
    Category,
    Continuity,
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    Variant,
)
from marketplace.certification.models import Level, Requirement
from marketplace.files.models import Picture, PictureState
from marketplace.kernel import clock
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from tests.factories.catalog import add_picture, make_draft
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

TEXT = {"name": "Keripik Balado", "net_content": "150 g", "unit": "PCS"}
PRICES = {"net_content": "150 g", "unit": "PCS", "price_1": "12.500", "least": "5", "case_pack": "20"}
NEW = "/producer/products/new"
LATER = date(2099, 1, 1)


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def draft(session, maker):
    """A draft with a price and a photo, ready to be handed in."""
    return make_draft(session, maker=maker, price=12_500, photo=True)


@pytest.fixture
def food(session, work):
    with work() as uow:
        load_categories(uow)
    session.rollback()
    return str(session.scalars(select(Category.id).filter_by(code="dry-food")).one())


def jpeg(colour="brown"):
    content = BytesIO()
    Image.new("RGB", (400, 300), colour).save(content, "JPEG")
    return BytesIO(content.getvalue())


def page(product, *more):
    return "/".join(("/producer/products", product.public_id, *more))


def fresh(session, model=Product):
    """What stands in the database now, of the only or newest row."""
    session.rollback()
    return session.scalars(select(model).order_by(model.id.desc())).first()


def current(session):
    session.rollback()
    newest = select(ProductRevision).order_by(ProductRevision.number.desc())
    return session.scalars(newest.limit(1)).one()


def photos_hung(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(ProductPhoto))


def variant_of(session, product):
    session.rollback()
    return session.scalars(select(Variant).filter_by(product_id=product.id).order_by(Variant.id)).first()


class TestList:
    def test_nothing_yet_says_how_to_begin(self, owner):
        answer = owner.open("/producer/products")

        assert "Belum ada produk" in answer.text
        assert NEW in answer.text

    def test_it_shows_ones_own_and_their_state(self, session, owner, maker):
        make_draft(session, maker=maker, name="Draf saya")
        make_draft(session, maker=maker, name="Tayang saya", state=APPROVED, eligible_until=date(2099, 1, 1))
        make_draft(session, maker=maker, name="Tanpa surat", state=APPROVED)
        make_draft(session, maker=maker, name="Lama saya", archived_at=clock.now())
        make_draft(session, name="Orang lain")

        text = owner.open("/producer/products").text
        for seen in ("Draf saya", "Tayang saya", "Tanpa surat", "Draf</span>", "Tayang</span>", "1 Jan 2099"):
            assert seen in text
        assert "Orang lain" not in text
        assert "Lama saya" not in text
        assert "3 produk" in text
        assert "Lama saya" in owner.open("/producer/products?archived=1").text

    def test_what_is_revised_is_said_to_be_shown_still(self, session, owner, maker):
        product = make_draft(session, maker=maker, state=APPROVED, eligible_until=date(2099, 1, 1))
        product.state = DRAFT
        session.commit()

        text = owner.open("/producer/products").text
        assert "Tayang</span>" in text
        assert "Perubahan: Draf</span>" in text

    def test_who_has_few_needs_no_filter_and_who_has_many_finds_one_by_its_number(
        self, session, owner, maker
    ):
        few = owner.open("/producer/products").text
        for number in range(28):
            make_draft(session, maker=maker, name=f"Keripik {number:02}")
        many = owner.open("/producer/products").text
        found = owner.open("/producer/products?q=keripik+07&sort=name&state=to-mend").text

        assert 'role="search"' not in few and "Perlu dilengkapi" not in few
        assert "28 produk" in many and "Perlu dilengkapi" in many and 'rel="next"' in many
        assert "Keripik 07" in found and "1 produk" in found and "Keripik 08" not in found
        assert "sort=name" in many and "sort=-name" in found and "q=keripik+07" in found.split("produk")[-1]
        assert "Lihat semua" in owner.open("/producer/products?q=rendang").text

    def test_what_was_never_approved_shows_the_way_on_instead_of_taps(self, session, owner, maker):
        make_draft(session, maker=maker, name="Draf")
        make_draft(session, maker=maker, name="Kembali", state=RETURNED)
        make_draft(session, maker=maker, name="Menunggu", state=SUBMITTED)

        text = owner.open("/producer/products").text
        for seen in ("Lengkapi<", "Perbaiki<", "Petugas sedang memeriksa."):
            assert seen in text
        assert "mb-tap" not in text

    def test_what_is_shown_can_be_taken_home(self, session, owner, maker):
        make_draft(session, maker=maker, name="Tayang", price=9_000, state=APPROVED, eligible_until=LATER)
        make_draft(session, maker=maker, name="Draf", price=7_000)
        make_draft(session, name="Orang lain", price=5_000)

        every = owner.open("/producer/products/export?as=csv").get_data(as_text=True)
        shown = owner.open("/producer/products/export?as=csv&state=listed").get_data(as_text=True)
        assert [line.split(";")[0] for line in every.splitlines()] == ["\ufeffProduk", "Draf", "Tayang"]
        [_, line] = shown.splitlines()
        for seen in ("Tayang", "Disetujui", "Ada", "9000"):
            assert seen in line
        assert owner.open("/producer/products/export").status_code == 200


class TestText:
    def test_a_new_one_is_a_draft_and_leads_on_to_its_photos(self, session, owner, food):
        assert "wajib" not in owner.open(NEW).text
        more = {"shelf_life_days": "120", "composition": "Singkong"}
        answer = owner.send(NEW, TEXT | more | {"category_id": food})

        product = fresh(session)
        assert answer.location == page(product, "photos")
        assert (product.name, product.state, product.slug) == ("Keripik Balado", DRAFT, "keripik-balado")
        assert variant_of(session, product).net_content == "150 g"
        revision = fresh(session, ProductRevision)
        assert (revision.composition, revision.shelf_life_days) == ("Singkong", 120)
        text = owner.open(page(product)).text
        assert "belum ada harga" in text
        assert "Lanjut: Foto &amp; label" in text

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"name": "", "net_content": "seratus"}, ["Nama produk wajib diisi", "misalnya 150 g"]),
            ({"shelf_life_days": "9999"}, ["Masa simpan (hari)"]),
            ({"category_id": "999999"}, ["Jenis: pilih"]),
        ],
    )
    def test_all_that_is_wrong_is_told_and_what_was_typed_stays(self, session, owner, food, wrong, says):
        typed = TEXT | {"composition": "Singkong, cabai", "category_id": food}
        answer = owner.send(NEW, typed | wrong)

        assert answer.status_code == 422
        assert [one for one in says if one not in answer.text] == []
        assert "Singkong, cabai" in answer.text
        assert fresh(session) is None

    def test_the_same_one_is_not_made_twice_by_going_back(self, session, owner, food):
        owner.send(NEW, TEXT | {"category_id": food})
        answer = owner.send(NEW, TEXT | {"category_id": food, "name": "keripik balado "})

        assert answer.status_code == 422
        assert "Anda sudah punya produk bernama keripik balado" in answer.text
        only = fresh(session)
        assert session.scalar(select(func.count()).select_from(Product)) == 1
        only.archived_at = clock.now()
        session.commit()
        assert owner.send(NEW, TEXT | {"category_id": food}).status_code == 302

    def test_a_change_is_a_revision_that_keeps_what_other_steps_said(self, session, owner, draft):
        owner.send(
            page(draft, "label"), {"packaging": "Pouch", "capacity": "400"}, page=page(draft, "photos")
        )
        fields = TEXT | {"category_id": str(draft.category_id), "then": "next"}
        answer = owner.send(page(draft, "text"), fields | {"net_content": "ukuran L"})

        assert answer.location == page(draft, "photos")
        revision = fresh(session, ProductRevision)
        assert (revision.name, revision.packaging, revision.capacity) == ("Keripik Balado", "Pouch", 400)
        assert variant_of(session, draft).net_content == "ukuran L"  # no food
        tiers = session.scalars(select(PriceTier.price)).all()
        assert tiers == [12_500]

    def test_an_approved_one_stays_shown_while_it_is_revised(self, session, owner, maker):
        product = make_draft(session, maker=maker, price=1, photo=True, state=APPROVED)
        fields = TEXT | {"name": "Nama baru", "category_id": str(product.category_id)}
        owner.send(page(product, "text"), fields)

        changed = fresh(session)
        assert (changed.state, changed.approved_number, changed.name) == (DRAFT, 1, "Keripik Pisang")
        text = owner.open(page(product)).text
        assert "Katalog menampilkan yang sudah disetujui" in text
        assert "<ins>Nama baru</ins>" in owner.open(page(product, "revisions", "2")).text.replace(
            "<ins> ", "<ins>"
        )
        assert "Ada di katalog" in owner.open(page(product, "revisions")).text

    def test_what_two_hands_write_at_once_is_put_together_and_what_both_wrote_is_asked(
        self, session, owner, draft
    ):
        fields = TEXT | {"category_id": str(draft.category_id), "net_content": "ukuran L", "number": "1"}
        assert 'name="number"' in owner.open(page(draft, "text")).text
        owner.send(page(draft, "text"), fields | {"storage": "Di toples"})
        sheet = {"packaging": "Pouch", "number": "1"}
        assert owner.send(page(draft, "label"), sheet, page=page(draft, "photos")).status_code == 302

        answer = owner.send(page(draft, "text"), fields | {"name": "Keripik Dua", "storage": "Kering"})
        assert answer.status_code == 422
        assert answer.text.count("Baru saja diubah dari tempat lain") == 2  # above, and at the field
        assert 'value="Keripik Dua"' in answer.text
        assert 'value="3"' in answer.text  # the number of what now stands
        assert current(session).storage == "Di toples"

        again = fields | {"name": "Keripik Dua", "storage": "Kering", "number": "3"}
        assert owner.send(page(draft, "text"), again).status_code == 302
        revision = current(session)
        assert (revision.name, revision.storage, revision.packaging) == ("Keripik Dua", "Kering", "Pouch")

    def test_notes_of_officials_stand_at_their_fields(self, session, owner, draft):
        notes = {
            "name": "Belum sama dengan label",
            "curation-packaging": "Segel belum rapat",
            f"variant-{variant_of(session, draft).public_id}": "Barcode tidak terbaca",
        }
        product = fresh(session)
        product.state, product.review_notes, product.review_reason = RETURNED, notes, "Perbaiki dulu"
        session.commit()

        hub = owner.open(page(draft)).text
        assert "Perbaiki dulu" in hub
        assert f'href="{page(draft, "text")}#name"' in hub
        for step, note in zip(("text", "photos", "prices"), notes.values(), strict=True):
            text = owner.open(page(draft, step)).text
            assert [one for one in notes.values() if one in text] == [note]


class TestPhotos:
    def add(self, owner, product, *photos, **headers):
        files = [(content, f"foto{place}.jpg") for place, content in enumerate(photos)]
        return owner.send(page(product, "photos"), {"photo": files}, **headers)

    def test_several_come_at_once_and_wait_until_they_are_made(self, session, owner, maker):
        product = make_draft(session, maker=maker)
        answer = self.add(owner, product, jpeg("brown"), jpeg("green"))

        assert answer.location == page(product, "photos") + "#photos"
        text = owner.open(page(product, "photos", "list")).text
        assert len(set(re.findall(r'src="(/pictures/[0-9a-f]{64}/160\.jpg)"', text))) == 2
        session.rollback()
        first, second = session.scalars(select(Picture).order_by(Picture.attachment_id))
        first.state, second.state, second.trouble = (
            PictureState.WAITING,
            PictureState.UNFIT,
            "too_many_pixels",
        )
        session.commit()
        text = owner.open(page(product, "photos", "list")).text
        for seen in ("Satu foto masih diolah", "data-waits", "40 megapiksel"):
            assert seen in text
        assert "foto masih diolah, foto yang rusak" in owner.open(page(product, "submit")).text

    def test_the_same_one_sent_again_over_a_broken_line_hangs_once(self, session, owner, maker):
        product = make_draft(session, maker=maker)
        answers = [self.add(owner, product, jpeg(), **{"MB2-Keep": "1"}) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert photos_hung(session) == 1
        assert "Foto diterima" not in owner.open(page(product)).text

    def test_they_are_put_in_order_described_and_taken_away(self, session, owner, draft):
        second = add_picture(session, draft, position=2)
        at = page(draft, "photos")
        owner.send(f"{at}/{second.public_id}/move", {"to": "1"}, page=at)
        owner.send(f"{at}/{second.public_id}/describe", {"alt": "Kemasan depan"}, page=at)

        text = owner.open(at).text
        assert text.index('alt="Kemasan depan"') < text.index('alt="Foto 2 Keripik Pisang"')
        answer = owner.send(f"{at}/{second.public_id}/describe", {"alt": "x" * 161}, page=at)
        assert (answer.status_code, "x" * 161 in answer.text) == (422, True)
        answer = owner.send(f"{at}/{second.public_id}/remove", page=at)
        assert answer.location == f"{at}#photos"
        assert photos_hung(session) == 1

    def test_a_small_one_is_taken_with_a_word_about_it(self, session, owner, draft):
        assert "Foto ini kecil, 320 × 240 px" in owner.open(page(draft, "photos")).text
        session.scalars(select(Picture)).one().width = 1280
        session.commit()
        assert "Foto ini kecil" not in owner.open(page(draft, "photos")).text

    def test_what_is_no_photo_is_told_and_none_chosen_too(self, owner, draft):
        answer = self.add(owner, draft, BytesIO(b"%PDF-1.7 bukan foto"))
        assert answer.status_code == 422
        assert "Berkas ini bukan foto" in answer.text
        assert 'href="#photo"' in answer.text

        answer = owner.send(page(draft, "photos"))
        assert "Foto produk wajib diisi" in answer.text

    def test_more_than_eight_are_refused(self, session, owner, draft):
        for position in range(2, 8):
            add_picture(session, draft, position=position)
        answer = self.add(owner, draft, jpeg("red"), jpeg("blue"))

        assert answer.status_code == 422
        assert "Paling banyak 8 foto" in answer.text

    def test_what_the_label_shows_and_what_can_be_made_is_kept(self, session, owner, food, maker):
        product = make_draft(session, maker=maker, category_id=int(food))
        shown = {"label_shows": ["name", "expiry"], "continuity": "seasonal", "then": "next"}
        answer = owner.send(page(product, "label"), shown, page=page(product, "photos"))

        assert answer.location == page(product, "prices")
        revision = fresh(session, ProductRevision)
        assert (revision.label_shows, revision.continuity) == (["name", "expiry"], Continuity.SEASONAL)
        answer = owner.send(page(product, "label"), {"capacity": "banyak"}, page=page(product, "photos"))
        assert (answer.status_code, 'value="banyak"' in answer.text) == (422, True)


class TestVariants:
    def test_the_only_one_is_priced_at_once(self, session, owner, draft):
        fields = PRICES | {"price_1": "13.000", "from_2": "10", "price_2": "11.000", "then": "next"}
        answer = owner.send(
            page(draft, "variants", variant_of(session, draft).public_id), fields, page=page(draft, "prices")
        )

        assert answer.location == page(draft, "submit")
        text = owner.open(page(draft, "prices")).text
        assert 'value="13.000"' in text
        assert 'value="11.000"' in text
        assert "Rp8.667 per 100 g" in text
        variant = variant_of(session, draft)
        assert (variant.least, variant.case_pack) == (5, 20)
        owner.send(page(draft, "variants", variant.public_id), PRICES)
        assert 'value="11.000"' not in owner.open(page(draft, "prices")).text

    def test_the_price_comes_first_and_the_pack_is_folded_unless_it_lacks_something(
        self, session, owner, draft
    ):
        at = page(draft, "variants", variant_of(session, draft).public_id)
        folded = re.compile(r'<details class="mb-card mb-fold"( open)?><summary>Kemasan: ')
        owner.send(at, PRICES)
        text = owner.open(page(draft, "prices")).text

        assert text.index("Harga grosir per satuan") < text.index("Kemasan: 150 g, buah")
        assert folded.search(text)[1] is None
        answer = owner.send(at, PRICES | {"net_content": ""}, page=page(draft, "prices"))
        assert folded.search(answer.text)[1]

    def test_shops_are_only_said_to_see_what_they_can(self, session, owner, draft):
        tap = {"variant": variant_of(session, draft).public_id, "availability": "ready"}

        def seen():
            answer = owner.send(page(draft, "availability"), tap, page=page(draft))
            return owner.open(answer.location).text

        assert "toko langsung melihatnya" not in seen()
        product = fresh(session)
        product.state, product.approved_number = APPROVED, 1
        session.commit()
        assert "toko langsung melihatnya" in seen().partition("<h1>")[0]

    def test_several_stand_in_a_list_and_may_leave_it(self, session, owner, draft):
        answer = owner.send(page(draft, "variants", "new"), PRICES | {"name": "Besar", "sku": "KB-2"})
        big = fresh(session, Variant)
        there = f"{page(draft, 'prices')}#v-{big.public_id}"  # where the next key is pressed
        assert answer.location == there
        text = owner.open(page(draft, "prices")).text
        assert "Besar" in text
        assert page(draft, "variants", big.public_id) in text
        assert "Isi bersih tiap varian" in owner.open(page(draft, "text")).text

        again = owner.send(page(draft, "variants", "new"), PRICES | {"sku": "KB-2"})
        assert (again.status_code, "SKU KB-2 sudah dipakai" in again.text) == (422, True)
        at = page(draft, "variants", big.public_id)
        assert owner.send(f"{at}/archive", page=at).location == there
        assert f'id="v-{big.public_id}"' in owner.open(page(draft, "prices")).text
        gone = owner.open(at).text
        assert "Tidak dijual lagi" in gone
        assert "Simpan varian" not in gone
        owner.send(f"{at}/restore", page=at)
        assert fresh(session, Variant).archived_at is None

    def test_a_price_of_a_later_day_is_announced_and_called_off(self, session, owner, draft):
        at = page(draft, "variants", variant_of(session, draft).public_id)
        tomorrow = clock.day_of(clock.now()) + timedelta(days=1)
        coming = {"from_quantity": "1", "price": "14.000", "from_on": tomorrow.isoformat()}
        answer = owner.send(f"{at}/prices", coming, page=at)

        assert answer.location == f"{at}#coming"
        text = owner.open(at).text
        assert "Rp14.000" in text
        assert 'value="12.500"' in text  # until then
        owner.send(f"{at}/prices/call-off", {"from_quantity": "1", "from_on": tomorrow.isoformat()}, page=at)
        assert "Rp14.000" not in owner.open(at).text
        dear = coming | {"from_quantity": "12", "price": "99.000"}
        answer = owner.send(f"{at}/prices", dear, page=at)
        assert answer.status_code == 422
        assert "akan lebih mahal daripada harga untuk yang lebih sedikit. Isi harga lain" in answer.text
        assert 'value="99.000"' in answer.text
        today = coming | {"from_on": clock.day_of(clock.now()).isoformat()}
        assert owner.send(f"{at}/prices", today, page=at).status_code == 422

    def test_a_pack_of_food_says_how_much_is_in_it(self, session, owner, maker, food):
        product = make_draft(session, maker=maker, category_id=int(food))
        at = page(product, "variants", variant_of(session, product).public_id)
        answer = owner.send(at, PRICES | {"net_content": "ukuran L"})

        assert answer.status_code == 422
        assert "tulis angka dan satuan, misalnya 150 g" in answer.text
        assert 'value="ukuran L"' in answer.text

    @pytest.mark.parametrize("content", ["0 g", "-5", "0"])
    def test_what_is_no_food_has_a_size_too(self, session, owner, draft, content):
        answer = owner.send(
            page(draft, "variants", variant_of(session, draft).public_id), PRICES | {"net_content": content}
        )
        assert (answer.status_code, "tulis angka dan satuan" in answer.text) == (422, True)

    @pytest.mark.parametrize(
        ("prices", "says"),
        [
            ({"from_2": "20", "price_2": "13.000"}, "Harga mulai 20 lebih mahal"),
            (
                {"from_2": "20", "price_2": "12.000", "from_3": "10", "price_3": "11.000"},
                "Harga mulai 20 lebih mahal",
            ),
            ({"from_2": "20", "price_2": "12.000", "retail_price": "11.000"}, "toko akan merugi"),
        ],
    )
    def test_prices_that_make_no_sense_are_told(self, session, owner, draft, prices, says):
        at = page(draft, "variants", variant_of(session, draft).public_id)
        answer = owner.send(at, PRICES | prices)

        assert (answer.status_code, says in answer.text) == (422, True)
        assert owner.send(at, PRICES | {"from_2": "20", "price_2": "12.500"}).status_code == 302

    def test_an_approved_pack_stays_as_it_is_while_its_change_waits(self, session, owner, maker):
        product = make_draft(
            session, maker=maker, price=12_500, photo=True, state=APPROVED, eligible_until=LATER
        )
        at = page(product, "variants", variant_of(session, product).public_id)
        owner.send(at, PRICES | {"gtin": "8999991870018"})
        owner.send(page(product, "variants", "new"), PRICES | {"name": "Besar"}, page=page(product, "prices"))

        session.rollback()
        assert [one.net_content for one in session.scalars(select(Variant).order_by(Variant.id))] == [
            "",
            "150 g",
        ]
        text = owner.open(page(product, "prices")).text
        assert "Toko masih melihat: buah." in text
        assert "Toko melihatnya setelah petugas menyetujui." in text
        assert 'value="8999991870018"' in owner.open(at).text
        assert owner.open(page(product)).text.count('class="mb-taps"') == 1


class TestSubmit:
    def test_a_complete_one_goes_to_the_officials(self, session, owner, draft):
        answer = owner.send(page(draft, "submit"))

        assert answer.location == page(draft)
        assert fresh(session).state is SUBMITTED
        text = owner.open(page(draft)).text
        assert "Produk diajukan" in text
        assert "Menunggu petugas memeriksa" in text
        assert owner.send(page(draft, "submit"), page=page(draft)).status_code == 422  # twice

    def test_an_incomplete_one_does_not_and_says_what_is_missing(self, session, owner, maker):
        product = make_draft(session, maker=maker)
        assert "harga, foto" in owner.open(page(product, "submit")).text
        answer = owner.send(page(product, "submit"))

        assert answer.status_code == 422
        assert "Lengkapi: harga, foto" in answer.text
        assert fresh(session).state is DRAFT

    def test_papers_that_it_needs_to_be_listed_are_told_with_the_way_there(self, session, owner, draft):
        assert "suratnya juga" not in owner.open(page(draft, "submit")).text
        session.add(
            Requirement(
                category_id=None,
                scale=None,
                certificate_kind="halal",
                level=Level.MANDATORY,
                from_on=date(2018, 8, 1),
                basis="UU 33/2014",
            )
        )
        session.commit()
        text = owner.open(page(draft, "submit")).text

        assert "Supaya tayang, suratnya juga" in text
        assert 'href="/producer/certificates/new/halal">Unggah surat' in text

    def test_it_is_looked_at_beforehand_as_a_shop_and_as_a_stranger(self, session, owner, draft):
        variant = variant_of(session, draft)
        variant.retail_price = 15_000
        session.commit()

        shop, stranger = (owner.open(page(draft, f"preview?by={who}")).text for who in ("shop", "stranger"))
        assert ("Rp12.500" in shop, "Rp12.500" in stranger) == (True, False)
        assert "Rp15.000" in stranger


class TestOffTheShelf:
    def test_availability_is_said_in_one_tap(self, session, owner, draft):
        variant = variant_of(session, draft).public_id

        def say(**fields):
            return owner.send(page(draft, "availability"), fields | {"variant": variant}, page=page(draft))

        assert say(availability="sold_out").location == page(draft) + f"#v-{variant}"
        assert fresh(session, Variant).availability is Availability.SOLD_OUT
        answer = say(availability="to_order")
        assert (answer.status_code, "Isi berapa hari pembuatan" in answer.text) == (422, True)
        assert say(availability="maybe").status_code == 422

    @pytest.mark.parametrize(("act", "back"), [("pause", "resume"), ("archive", "restore")])
    def test_it_leaves_with_a_reason_and_comes_back(self, session, owner, maker, act, back):
        product = make_draft(session, maker=maker, price=1, photo=True, state=APPROVED)

        def gone():
            now = fresh(session)
            return bool(now.paused_at or now.archived_at)

        answer = owner.send(page(product, act), page=page(product))
        assert (answer.status_code, "Alasan wajib diisi" in answer.text, gone()) == (422, True, False)
        owner.send(page(product, act), {"reason": "Mesin rusak"}, page=page(product))
        assert gone()
        assert "Mesin rusak" in owner.open(page(product)).text
        owner.send(page(product, back), page=page(product))
        assert not gone()


class TestWhoMay:
    def test_staff_may(self, as_seat, maker, draft):
        assert as_seat(STAFF, at=maker.id).open(page(draft)).status_code == 200

    def test_others_may_not(self, session, stranger, as_seat, draft):
        shop = as_seat(OWNER, at=make_partner(session).id)

        assert stranger.open(page(draft)).location.startswith("/account/sign-in")
        for visitor in (shop, as_seat(OFFICER)):
            assert visitor.open("/producer/products").status_code == 403
            assert visitor.open(page(draft)).status_code == 403

    def test_another_makers_product_and_variant_are_not_there(self, session, owner, draft):
        theirs = make_draft(session, price=1, photo=True)
        picture, variant = (
            add_picture(session, theirs, position=2).public_id,
            variant_of(session, theirs).public_id,
        )
        gets = [
            "",
            "text",
            "photos",
            "photos/list",
            "prices",
            "variants/new",
            "submit",
            "preview",
            "revisions",
        ]
        gets += ["revisions/1", f"variants/{variant}"]
        posts = ["text", "photos", "label", "submit", "pause", "resume", "archive", "restore", "availability"]
        posts += [f"photos/{picture}/{act}" for act in ("move", "describe", "remove")]
        posts += [
            f"variants/{variant}{act}" for act in ("", "/prices", "/prices/call-off", "/archive", "/restore")
        ]

        assert {owner.open(page(theirs, one)).status_code for one in gets if one} == {404}
        assert {owner.send(page(theirs, one), page=NEW).status_code for one in posts} == {404}
        mine = [f"variants/{variant}", f"photos/{picture}/remove"]  # of theirs, at a product of one's own
        assert {owner.send(page(draft, one), PRICES, page=NEW).status_code for one in mine} == {404}
        assert owner.open(page(draft, "revisions", "9")).status_code == 404
        assert fresh(session).state is DRAFT

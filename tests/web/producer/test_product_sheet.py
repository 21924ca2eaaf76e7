"""A maker's products as a workbook: out, filled in by another program, looked at, applied, and again."""

import html
import io
import re

import openpyxl
import pytest
from flask import g
from flask_babel import force_locale
from sqlalchemy import func, select

from marketplace.catalog.bulk import reading, services
from marketplace.catalog.bulk.current import CurrentProducts
from marketplace.catalog.bulk.reading import choices, headings
from marketplace.catalog.categories import ENTRIES
from marketplace.catalog.models import Availability, PriceTier, Product, ProductRevision, Variant
from marketplace.files.models import Attachment
from marketplace.journal.models import JournalEntry
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED, DRAFT
from marketplace.kernel.roles import OWNER
from marketplace.web.language import by_name, translate
from marketplace.web.producer import product_sheet
from tests.adapters.opendocument import ods, table
from tests.catalog.bulk.sheets import GTIN
from tests.factories.catalog import make_category, make_draft
from tests.factories.ordering import make_maker

PAGE = "/producer/products/sheet"


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


def opened(answer):
    """The first sheet as openpyxl has it: the book, and its rows by their headings."""
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    first = book.worksheets[0]
    return book, {cell.value: cell.column for cell in first[1]}


def filled(answer, *rows):
    """The book with cells changed, (row, {heading: value}); row 0 is the next blank one."""
    book, columns = opened(answer)
    sheet = book.worksheets[0]
    for number, cells in rows:
        number = number or sheet.max_row + 1
        for heading, value in cells.items():
            sheet.cell(number, columns[heading]).value = value
    return written(book)


def written(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(owner, content, name="produk saya.xlsx"):
    return owner.send(PAGE, {"file": (io.BytesIO(content), name)})


def apply(owner, look):
    """The button on the page that shows what would be done."""
    [seen] = re.findall(r'name="seen"[^>]*value="(\w+)"', owner.open(look).text) or [""]
    return owner.send(look, {"seen": seen}, page=PAGE)


def read(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def counts(session):
    session.rollback()
    models = (Product, ProductRevision, Variant, PriceTier, JournalEntry)
    return [session.scalar(select(func.count()).select_from(model)) for model in models]


def test_it_goes_out_filled_in_and_comes_back_looked_at_applied_and_mended(session, owner, maker):
    category = make_category(session, name="Keripik dan kerupuk")
    old = make_draft(session, maker=maker, price=12_500, state=APPROVED, category_id=category.id)
    make_draft(session, name="Milik orang lain", price=1)
    assert "Sudah terisi 1 varian" in read(owner.open(PAGE))
    before = counts(session)

    sheet = owner.open(f"{PAGE}.xlsx")
    row = {
        "Nama produk": "Keripik Nangka",
        "Jenis": "Keripik dan kerupuk",
        "Harga grosir": 9000,
        "Isi bersih": "100 g",
    }
    content = filled(
        sheet,
        (2, {"Harga grosir": 13_000, "Pesanan paling sedikit": 6, "Tentang produk": "Renyah."}),
        (0, row | {"Barcode (GTIN)": GTIN, "SKU": "0007", "Mulai jumlah 2": 12, "Harga 2": "8.500"}),
        (0, row | {"Varian": "Besar", "Isi bersih": "300 g", "Harga grosir": "dua puluh ribu"}),
        (0, row | {"Nama produk": "+1 rasa", "Jenis": "Kuliner", "Barcode (GTIN)": "123"}),
    )
    look = send(owner, content).location
    page = read(owner.open(look))

    assert counts(session)[:-1] == before[:-1]  # only that a file was kept
    assert re.search(r"Baru 1 baris menjadi draf Berubah 1 baris 1 produk perlu diajukan lagi", page)
    assert "Harga grosir: Rp12.500 → Rp13.000" in page and "Ditolak 2 baris" in page
    assert "“dua puluh ribu” bukan jumlah rupiah" in page and "Terapkan 2 baris" in page

    assert apply(owner, look).location == look
    session.rollback()
    made = session.scalars(select(Product).where(Product.name == "Keripik Nangka")).one()
    variant = session.scalars(select(Variant).filter_by(product_id=made.id)).one()
    assert (made.state, made.producer_id) == (DRAFT, maker.id)
    assert (variant.sku, variant.gtin, variant.net_content) == ("0007", GTIN, "100 g")
    old = session.get(Product, old.id)
    first = session.scalars(select(Variant).filter_by(product_id=old.id)).one()
    assert (first.least, old.state, old.approved_number) == (6, DRAFT, 1)
    prices = select(PriceTier.price).filter_by(variant_id=first.id).order_by(PriceTier.id.desc())
    assert session.scalars(prices).first() == 13_000

    after = counts(session)
    assert "2 baris ditolak" in read(owner.open(look))
    apply(owner, look)
    assert counts(session) == after

    back = owner.open(f"{look}/rejected.xlsx")
    book, columns = opened(back)
    wrong = book.worksheets[0]
    assert "bukan jumlah rupiah" in wrong.cell(2, columns["Harga grosir"]).comment.text
    assert wrong.cell(2, columns["Baris"]).value == 4
    assert wrong.cell(3, columns["Nama produk"]).data_type == "s"
    assert set(wrong.cell(3, columns["Alasan"]).value.split("\n")) == {
        "Jenis “Kuliner” tidak dikenal; pilih dari daftar di kolom Jenis.",
        "Barcode (GTIN) “123”: jumlah angka atau angka pemeriksa tidak cocok; salin ulang dari kemasan.",
    }
    mended = filled(
        back,
        (2, {"Harga grosir": 20_000}),
        (3, {"Nama produk": "Rengginang", "Jenis": "Keripik dan kerupuk", "Barcode (GTIN)": None}),
    )
    look = send(owner, mended).location
    assert apply(owner, look).location == "/producer/products"
    session.rollback()
    assert session.scalar(select(func.count(Variant.id)).filter_by(product_id=made.id)) == 2
    assert (
        "semua baris sama" in read(owner.open(send(owner, owner.open(f"{PAGE}.xlsx").data).location)).lower()
    )


def test_it_comes_back_as_libreoffice_saves_it(session, owner, maker):
    make_draft(session, maker=maker, price=12_500)
    changed = filled(owner.open(f"{PAGE}.xlsx"), (2, {"Harga grosir": 13_000}))
    book = openpyxl.load_workbook(io.BytesIO(changed))
    look = send(
        owner,
        ods(*(table(sheet.iter_rows(values_only=True), sheet.title) for sheet in book.worksheets)),
        name="produk.ods",
    ).location

    page = read(owner.open(look))
    assert "produk.ods" in page and "Harga grosir: Rp12.500 → Rp13.000" in page
    assert apply(owner, look).location == "/producer/products"


def test_what_is_no_sheet_is_refused_and_what_is_anothers_is_not_there(session, owner, as_seat, maker):
    make_draft(session, maker=maker, price=12_500)
    for content, name, says in (
        (b"", "kosong.xlsx", "kosong"),
        (b"%PDF-1.4 %%EOF", "surat.pdf", "bukan XLSX, XLS, ODS, atau CSV"),
        (b"Tanggal;Nota\n1/1/2026;7\n", "nota.csv", "Judul kolom tidak ditemukan"),
    ):
        answer = send(owner, content, name)
        assert answer.status_code == 422 and says in read(answer)
    assert session.scalar(select(func.count(Attachment.id))) == 0
    session.rollback()

    look = send(owner, owner.open(f"{PAGE}.xlsx").data).location
    other = as_seat(OWNER, at=make_maker(session).id)
    for address in (look, f"{look}/rejected.xlsx"):
        assert owner.open(address).status_code == 200
        assert other.open(address).status_code == 404
    assert other.send(look, {}, page=PAGE).status_code == 404


def test_many_rows_are_applied_a_hundred_at_a_time(session, owner, monkeypatch):
    make_category(session, name="Kerupuk")
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(product_sheet, "MOST_AT_ONCE", 2)
    row = {"Jenis": "Kerupuk", "Harga grosir": 9000, "Isi bersih": "100 g"}
    rows = [(0, row | {"Nama produk": f"Kerupuk {number}"}) for number in range(3)]
    look = send(owner, filled(owner.open(f"{PAGE}.xlsx"), *rows)).location

    assert "Terapkan 2 pertama" in read(owner.open(look))
    assert [apply(owner, look).location for _ in range(2)] == [look, "/producer/products"]
    assert session.scalar(select(func.count(Product.id))) == 3


def test_an_empty_catalog_gets_an_empty_sheet_with_its_explanation(owner):
    book, columns = opened(owner.open(f"{PAGE}.xlsx"))

    assert "Masih kosong" in owner.open(PAGE).text
    assert book.worksheets[0].max_row == 1 and "Kode" in columns
    assert book.sheetnames == ["Produk", "Di luar lembar ini", "Keterangan", "Pilihan"]
    note = book.worksheets[0].data_validations.dataValidation
    assert len(note) == len(columns) and all(one.prompt and one.promptTitle for one in note)
    assert book["Keterangan"].max_row == 1 + len(columns) + book.worksheets[1].max_column


def test_all_that_the_forms_ask_for_goes_out_and_comes_back(session, owner, maker):
    category = make_category(session, name="Keripik dan kerupuk")
    product = make_draft(session, maker=maker, price=12_500, category_id=category.id)
    sheet = owner.open(f"{PAGE}.xlsx")
    book, columns = opened(sheet)
    first = book.worksheets[0]
    assert (first.cell(2, columns["Ketersediaan"]).value, first.cell(2, columns["Foto"]).value) == ("Ada", 0)
    page = first.cell(2, columns["Halaman produk"])
    assert (
        page.value.endswith(f"/producer/products/{product.public_id}") and page.hyperlink.target == page.value
    )

    content = filled(
        sheet,
        (2, {"Ketersediaan": "Pesan dulu", "Lama pembuatan (hari)": 3, "Label: Komposisi": "ya"}),
        (
            0,
            {
                "Nama produk": "Keripik Nangka",
                "Jenis": "Keripik dan kerupuk",
                "Harga grosir": 9000,
                "Isi bersih": "100 g",
                "Ketersediaan": "Habis",
            },
        ),
    )
    assert apply(owner, send(owner, content).location).location == "/producer/products"
    session.rollback()
    old, new = session.scalars(select(Variant).filter_by(producer_id=maker.id).order_by(Variant.id)).all()
    assert (old.availability, old.lead_days) == (Availability.TO_ORDER, 3)
    assert new.availability is Availability.SOLD_OUT
    said_last = select(ProductRevision.label_shows).filter_by(product_id=product.id)
    assert "composition" in session.scalars(said_last.order_by(ProductRevision.number.desc())).first()


def test_what_was_changed_since_is_not_overwritten(session, owner, maker):
    product = make_draft(session, maker=maker, price=12_500)
    old = owner.open(f"{PAGE}.xlsx")
    new = filled(old, (2, {"Harga grosir": 13_000}))
    apply(owner, send(owner, new).location)

    page = read(owner.open(send(owner, old.data).location))
    assert "perubahan itu dibiarkan" in page and "baris 2, " in page and "Harga grosir" in page
    assert "tidak ada yang perlu diterapkan" in page

    look = send(owner, filled(old, (2, {"Harga grosir": 14_000}))).location
    assert "sudah diubah menjadi “Rp13.000” sesudah lembar ini diunduh" in read(owner.open(look))

    look = send(owner, filled(owner.open(f"{PAGE}.xlsx"), (2, {"Pesanan paling sedikit": 9}))).location
    token = re.search(r'name="seen"[^>]*value="(\w+)"', owner.open(look).text)[1]
    apply(owner, send(owner, filled(owner.open(f"{PAGE}.xlsx"), (2, {"Pesanan paling sedikit": 5}))).location)
    answer = owner.send(look, {"seen": token}, page=PAGE)
    assert answer.status_code == 422 and "berubah sesudah halaman ini dibuka" in read(answer)
    session.rollback()
    assert session.scalars(select(Variant.least).filter_by(product_id=product.id)).one() == 5


def test_a_column_under_another_name_is_told(session, owner, maker):
    make_draft(session, maker=maker, price=12_500)
    book, columns = opened(owner.open(f"{PAGE}.xlsx"))
    book.worksheets[0].cell(1, columns["Harga grosir"]).value = "Harga jual"
    assert "Kolom “Harga jual” tidak dikenal" in read(owner.open(send(owner, written(book)).location))


def test_in_english_it_goes_out_in_english_and_comes_back_in_either_language(session, owner, maker):
    category = make_category(session, name="Kopi dan teh")
    product = make_draft(session, maker=maker, price=12_500, state=APPROVED, category_id=category.id)
    indonesian = owner.open(f"{PAGE}.xlsx")
    owner.client.set_cookie("lang", "en")
    english = owner.open(f"{PAGE}.xlsx")

    book, columns = opened(english)
    assert {"Name of the product", "Kind", "Unit of sale", "Wholesale price", "Code"} <= columns.keys()
    first = book.worksheets[0]
    row = {heading: first.cell(2, column).value for heading, column in columns.items()}
    assert (row["Kind"], row["Availability"]) == ("Coffee and tea", "In stock")
    assert len(columns) == len(opened(indonesian)[1])
    assert "Masih kosong" not in read(owner.open(PAGE))

    same = read(owner.open(send(owner, english.data).location))
    assert "All rows are as what is there already" in same and "Kolom" not in same

    wrong = filled(english, (2, {"Kind": "Drinks", "Unit of sale": "packet", "Wholesale price": "a lot"}))
    look = send(owner, wrong).location
    page = read(owner.open(look))
    assert "a lot" in page and "Wholesale price" in page and not re.search("Harga|Baris|Ditolak", page)
    back, columns = opened(owner.open(f"{look}/rejected.xlsx"))
    assert back.worksheets[0].cell(2, columns["Unit of sale"]).value == "packet"
    assert "a lot" in back.worksheets[0].cell(2, columns["Reason"]).value

    change = (2, {"Unit of sale": "packet", "Availability": "To order", "Time to make (days)": 3})
    owner.client.set_cookie("lang", "id")
    look = send(owner, filled(english, change)).location
    assert "Satuan jual: buah → bungkus" in read(owner.open(look))
    apply(owner, look)
    session.rollback()
    variant = session.scalars(select(Variant).filter_by(product_id=product.id)).one()
    assert (variant.availability, variant.lead_days) == (Availability.TO_ORDER, 3)

    owner.client.set_cookie("lang", "en")
    look = send(owner, filled(indonesian, (2, {"Satuan jual": "botol"}))).location
    assert "packet" in read(owner.open(look)) and "bungkus" not in read(owner.open(look))


def test_no_two_words_of_a_sheet_are_one_word_in_english(app):
    known = CurrentProducts(categories={entry.name: number for number, entry in enumerate(ENTRIES)})
    with app.test_request_context("/"):
        for labels in (headings(), *choices(known).values()):
            assert len({str(meant) for meant in by_name(labels).values()}) == len(set(labels))
            for one in labels:
                with force_locale("en"):
                    g.pop("speech", None)
                    in_english = str(translate(one))
                assert by_name(labels)[same_name(in_english)] == one


def test_the_most_rows_are_told_before_a_sheet_is_sent_and_after(session, owner, maker, monkeypatch):
    for number in range(3):
        make_draft(session, maker=maker, price=9_000, name=f"Kerupuk {number}")
    assert "paling banyak 500 baris dan 4 MB" in read(owner.open(PAGE))
    monkeypatch.setattr(product_sheet, "MOST_LINES", 2)
    monkeypatch.setattr(reading, "MOST_LINES", 2)
    note = "Paling banyak 2 baris sekali unggah, dan lembar ini berisi 3. Hapus baris yang tidak Anda ubah, produknya"
    assert note in read(owner.open(PAGE))
    answer = send(owner, owner.open(f"{PAGE}.xlsx").data)
    assert answer.status_code == 422 and read(answer).count(note) > 1

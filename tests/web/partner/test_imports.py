"""A shop's register through the pages: nothing is recorded before it was looked at."""

import html
import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from marketplace.files.models import Attachment
from marketplace.imports.models import ImportBatch, ImportWork
from marketplace.imports.states import COMMITTED, DROPPED
from marketplace.kernel.roles import OFFICER, OWNER, STAFF, VIEWER
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.sheets.opening import TROUBLE
from marketplace.web.partner import imports
from tests.factories.imports import NearSheets, bytes_of, load_city
from tests.factories.partners import make_partner

JULY = "01_swalayan_titikkoma.csv"
HEADING = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"


def lines(*rows):
    return "\n".join([HEADING, *rows]).encode()


@pytest.fixture
def tools(app):
    app.extensions["tools"] = tools = replace(app.extensions["tools"], sheets=NearSheets())
    return tools


@pytest.fixture
def city(work, tools, app):
    load_city(work, tools)


@pytest.fixture
def shop(session):
    return make_partner(session, name="Swalayan Contoh")


@pytest.fixture
def owner(as_seat, shop, tools):
    return as_seat(OWNER, at=shop.id)


def upload(owner, content=None, name=JULY, first="2026-07", **more):
    file = (io.BytesIO(bytes_of(name) if content is None else content), name)
    return owner.send("/partner/imports/new", {"file": file, "first": first, **more})


def text_of(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a_shop_without_files_is_told_what_to_do(owner):
    page = text_of(owner.open("/partner/imports"))
    assert "Belum ada berkas" in page
    assert "Unduh contoh register kosong" in page


def test_the_preview_shows_every_complaint_and_records_nothing(session, owner, city):
    page = owner.open(upload(owner).location)
    text = text_of(page)
    assert "Belum ada yang dicatat" in text
    assert "140 baris dibaca 3 baris lain dilewati" in text
    assert re.search(r"10 baris ditolak Yang ditolak bernilai Rp[\d.]+", text)
    assert "Sama dengan berkas" in text
    for number in (9, 23, 38, 52, 67, 80, 95, 109, 121, 133):
        assert re.search(rf'<span class="mb-narrow-only">Baris </span>{number}</th>', page.text)
    assert "Lihat 20 baris pertama yang terbaca" in text
    assert "Catat 130 baris" in text
    assert count(session, Purchase) == 0


def test_a_complaint_stands_in_the_cell_it_is_about(owner, city):
    page = owner.open(upload(owner).location).text
    day = re.search(r'<td data-l="Tanggal" class="is-bad"><span[^>]*>31/06/2026</span>.*?</td>', page)
    assert "“31/06/2026” bukan tanggal" in html.unescape(day[0])


def test_rows_and_rupiah_of_the_preview_add_up_to_those_of_the_file(owner, city):
    text = text_of(owner.open(upload(owner).location))
    taken = re.findall(r"(Siap dicatat|Perlu nama) (\d+) baris Rp([\d.]+)", text)
    assert [word for word, *_ in taken] == ["Siap dicatat", "Perlu nama"]
    assert sum(int(rows) for _, rows, _ in taken) == 130
    assert sum(int(rupiah.replace(".", "")) for *_, rupiah in taken) == 100_818_850
    assert "Menurut kami Rp100.818.850 Jumlah di berkas Rp100.818.850" in text


def test_remarks_are_amber_in_their_cell(session, owner, city, shop):
    page = owner.open(
        upload(
            owner,
            lines(
                "02/07/2026;N1;Sulam Tapis Andaian;Kain;1;PCS;10.000;10.000",
                "02/07/2026;;Tapis Andaian;Dompet;1;PCS;10.000;",
            ),
        ).location
    ).text
    cells = [
        html.unescape(re.sub(r"<[^>]+>", " ", cell))
        for cell in re.findall(r'<td [^>]*class="is-warn[^>]*>.*?</td>', page)
    ]
    text = " ".join(" ".join(cells).split())
    assert "Dikenali sebagai Sulam Tapis Andaian." in text
    assert "kosong Tanpa nomor nota: buktinya paling lemah." in text
    assert "Jumlah harga kosong" in text


UNCLEAR = "\n".join(
    [
        "Harga sudah termasuk PPN",
        HEADING,
        "07/08/2026;F1;CV Grosir;Gula;10;KG;11.100;111.000",
        "08/07/2026;F2;CV Grosir;Gula;1;KG;11.100;11.100",
    ]
).encode()
MONTHS = {"first": "2026-07", "last": "2026-08"}


def test_what_the_file_leaves_open_is_asked_before_it_is_looked_at(session, owner, city):
    page = owner.open(upload(owner, UNCLEAR, **MONTHS).location)
    text = text_of(page)
    assert "2 hal perlu Anda pastikan" in text
    assert "Belum ada yang dicatat dari 2 baris" in text
    assert "Apakah harga di berkas ini sudah termasuk PPN?" in text
    assert "Juli 2026 s.d. Agustus 2026 menjadi Rp122.100" in text
    assert "Juli 2026 s.d. Agustus 2026 menjadi Rp110.000" in text
    assert "Di berkas" in text  # rows as every answer reads them
    assert " checked" not in page.text  # nothing is ticked without evidence
    assert not re.search(r"Catat \d+ baris", text)


def test_what_is_still_open_is_next_and_sums_follow_the_answers_given(owner, city):
    address = upload(owner, UNCLEAR, **MONTHS).location
    back = owner.send(f"{address}/questions", {"vat": "with", "dates": "maybe"}, page=address).location
    assert back == f"{address}#pastikan"
    page = owner.open(address)
    assert "1 hal perlu Anda pastikan" in text_of(page)
    assert re.search(r'value="with" checked', page.text)
    focus = page.text.partition('id="pastikan" tabindex="-1"')[2]
    assert focus.startswith(' aria-labelledby="h-dates"')
    assert "menjadi Rp122.100" not in focus  # 110.000 whichever way days are read, VAT taken off


UNKNOWN = (
    "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Modal\n01/07/2026;F1;CV Grosir;Gula;10;KG;11.100"
)
NO_HEADINGS = "\n".join(f"0{day}/07/2026;F{day};Dapur;Keripik;10;PCS;11.100;111.000" for day in (1, 2, 3))


def test_a_file_without_a_known_price_asks_which_column_it_is(session, owner, city):
    address = upload(owner, UNKNOWN.encode()).location
    text = text_of(owner.open(address))
    assert "Kolom “Modal”: apa isinya?" in text
    assert "Barisnya terbaca setelah kolomnya jelas." in text
    assert "Juli 2026 menjadi Rp111.000" in text
    owner.send(f"{address}/questions", {"column:modal": "price"}, page=address)
    text = text_of(owner.open(address))
    assert "Kolom “Modal”: Harga satuan" in text
    owner.send(f"{address}/commit", page=address)
    assert session.scalars(select(PurchaseLine.net)).all() == [111_000]
    text = text_of(
        owner.open(
            upload(owner, UNKNOWN.replace("/07/2026;F1", "/08/2026;F2").encode(), first="2026-08").location
        )
    )
    assert "Dipakai seperti bulan lalu: kolom “Modal” = Harga satuan." in text


UNNAMED = (
    "Tanggal;Kode Surat;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Ukuran\n"
    "01/07/2026;SJ-1;CV Grosir;Gula;10;KG;11.100;besar"
)


def test_a_column_that_nothing_asks_about_can_be_explained(session, owner, city):
    address = upload(owner, UNNAMED.encode()).location
    text = text_of(owner.open(address))
    assert "2 kolom tidak dipakai" in text
    sent = {"column:kodesurat": "document", "column:ukuran": "nonsense", "column:qty": "unused"}
    owner.send(f"{address}/questions", sent, page=address)
    text = text_of(owner.open(address))
    assert "Kolom “Kode Surat”: Nomor nota" in text
    assert "1 kolom tidak dipakai" in text
    owner.send(f"{address}/commit", page=address)
    assert session.scalars(select(Purchase.document_number)).all() == ["SJ-1"]


def test_many_columns_are_asked_about_together_and_in_short(owner, city):
    address = upload(owner, NO_HEADINGS.encode()).location
    page = owner.open(address)
    assert len(re.findall(r'<select class="mb-in" name="column:kolom[a-h]"', page.text)) == 7
    sent = dict(zip("acdegf", ("day", "seller", "item", "quantity", "price", "unit"), strict=True))
    owner.send(
        f"{address}/questions", {f"column:kolom{one}": each for one, each in sent.items()}, page=address
    )
    text = text_of(owner.open(address))
    assert "Kolom “Kolom H” dibaca sebagai Jumlah harga barisnya." in text
    assert "Catat 3 baris" in text


def test_what_is_in_a_pack_is_typed(session, owner, city):
    row = "02/07/2026;N1;Keripik Contoh Melati;Keripik Pisang Coklat 100 g;2;DUS;112.000;224.000"
    address = upload(owner, lines(row)).location
    page = owner.open(address)
    name = re.search(r'type="number"[^>]* name="(pack:dus:[a-z0-9]+)-isi"', page.text)[1]
    owner.send(f"{address}/questions", {f"{name}-isi": "40"}, page=address)
    assert "Isi kemasan: 40 isinya" in text_of(owner.open(address))
    owner.send(f"{address}/commit", page=address)
    assert session.execute(select(PurchaseLine.quantity_milli, PurchaseLine.net)).all() == [(80_000, 224_000)]


def test_nothing_is_recorded_while_a_question_is_open(session, owner, city):
    address = upload(owner, UNCLEAR, **MONTHS).location
    assert owner.send(f"{address}/commit", page=address).location == address
    assert "masih perlu dipastikan" in text_of(owner.open(address))
    assert count(session, Purchase) == 0


def test_the_last_answer_leads_to_the_preview_which_repeats_them(session, owner, city):
    address = upload(owner, UNCLEAR, **MONTHS).location
    owner.send(f"{address}/questions", {"vat": "with", "dates": "day"}, page=address)
    page = owner.open(address)
    text = text_of(page)
    assert "Belum dicatat Rp110.000 Catat 2 baris" in text
    given = text.partition("Jawaban Anda Ubah")[2]
    assert re.search(r"PPN: Sudah termasuk", given)
    assert "Tulisan tanggal: " in given
    assert re.search(r'value="with" checked', owner.open(f"{address}/questions").text)
    owner.send(f"{address}/commit", page=address)
    assert count(session, Purchase) == 2
    assert owner.open(f"{address}/questions").location == address  # it is written: nothing is asked any more
    owner.send(f"{address}/questions", {"vat": "without"}, page="/partner/imports/new")
    assert session.scalars(
        select(ImportBatch.answers).filter_by(state=COMMITTED, period="2026-07..2026-08")
    ).all() == [{"vat": "with", "dates": "day"}]


def test_recording_says_what_was_counted_and_what_still_waits(session, owner, city, shop):
    address = upload(owner).location
    assert owner.send(f"{address}/commit", page=address).location == address
    assert count(session, Purchase) == 130
    assert session.scalars(select(ImportBatch.state).filter_by(organisation_id=shop.id)).one() is COMMITTED
    page = owner.open(address)
    text = text_of(page)
    assert "130 baris tercatat" in text
    assert "Tanpa berkas ini Rp0 Sekarang Rp32.958.885" in text
    assert re.search(r"\d+ baris perlu nama \d+ penjual, Rp[\d.]+; dapat menaikkan belanja lokal", text)
    assert "10 baris ditolak Perbaiki, lalu unggah lagi Unduh" in text
    assert "Pembelian diimpor" in text


def test_an_import_declares_nothing_and_shows_the_way_to_declare(session, owner, city):
    address = upload(owner).location
    assert 'name="declare"' not in owner.open(address).text
    fields = {"declare": "y", "signer": "Bu Sri"}  # what the form of old sent
    owner.send(f"{address}/commit", fields, page=address)
    assert count(session, SpendDeclaration) == 0
    public_id = address.rpartition("/")[2]
    way = f"month=2026-07&batch={public_id}"
    assert way in html.unescape(owner.open(address).text)


def test_the_same_file_again_says_so_kindly_and_offers_no_rows(session, owner, city):
    address = upload(owner).location
    owner.send(f"{address}/commit", page=address)
    text = text_of(owner.open(upload(owner).location))
    assert "Berkas yang sama sudah dicatat" in text
    assert "Semua baris sudah tercatat" in text
    assert not re.search(r"Catat \d+ baris", text)
    assert count(session, Purchase) == 130


def test_a_file_that_waits_is_opened_again_instead_of_kept_twice(session, owner, city):
    assert upload(owner).location == upload(owner).location
    assert "1 berkas belum dicatat" in text_of(owner.open("/partner/"))


def test_dropping_leaves_the_ledger_as_it_was(session, owner, city):
    address = upload(owner).location
    assert owner.send(f"{address}/drop", page=address).location == "/partner/imports"
    assert count(session, Purchase) == 0
    assert session.scalars(select(ImportBatch.state).order_by(ImportBatch.id.desc())).first() is DROPPED
    text = text_of(owner.open("/partner/imports"))
    assert "Berkas dibuang; tidak ada yang dicatat." in text


def test_bad_rows_come_back_as_a_workbook(owner, city, tools):
    address = f"{upload(owner).location}/bad-rows.xlsx"
    answer = owner.open(address)
    assert answer.headers["Content-Disposition"] == "attachment; filename=ditolak-2026-07.xlsx"
    sheet = tools.sheets.read(answer.data, "ditolak.xlsx").sheets[0]
    assert len(sheet.rows) == 1 + 10
    assert sheet.rows[0][:4] == ["Alasan", "Baris", "No", "Tanggal"]

    owner.client.set_cookie("lang", "en")
    answer = owner.open(address)
    assert answer.headers["Content-Disposition"] == "attachment; filename=rejected-2026-07.xlsx"
    english = tools.sheets.read(answer.data, "rejected.xlsx").sheets[0]
    assert english.rows[0][:4] == ["Reason", "Row", "No", "Tanggal"]  # its own headings stay
    for row, other in zip(sheet.rows[1:], english.rows[1:], strict=True):
        assert row[0] != other[0]
        assert row[1:] == other[1:]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_blank_register_can_be_filled_in_and_read(owner, city, tools, language):
    owner.client.set_cookie("lang", language)
    answer = owner.open("/partner/imports/template.xlsx")
    heading = tools.sheets.read(answer.data, "x.xlsx").sheets[0].rows[0]
    filled = ["02/07/2026", "F1", "Batik Umpama", "", "Kemeja", "1", "PCS", "100000", "", "", "", ""]
    content = "\n".join(";".join(row) for row in (heading, filled)).encode()
    address = upload(owner, content, "isi.csv").location
    owner.client.set_cookie("lang", "id")
    assert "Catat 1 baris" in text_of(owner.open(address))


def test_several_months_are_read_at_once(owner, city):
    content = lines(
        "30/06/2026;F1;Batik Umpama;Kemeja;1;PCS;100.000;100.000",
        "02/07/2026;F2;Batik Umpama;Kemeja;1;PCS;100.000;100.000",
    )
    page = owner.open(upload(owner, content, first="2026-06", last="2026-07").location)
    assert "Catat 2 baris" in text_of(page)
    assert "Juni 2026 s.d. Juli 2026" in text_of(page)


@pytest.mark.parametrize(
    ("content", "fields", "status", "text"),
    [
        (b"", {}, 422, "kosong"),
        (b"%PDF-1.7 x", {}, 422, str(TROUBLE["wrong_type"])),
        (b"PK\x03\x04 torn", {}, 422, str(TROUBLE["unreadable"])),
        (b"Tanggal;Nama Barang\n1;2\n", {}, 422, "tambahkan kolom"),
        (None, {"first": ""}, 422, "Bulan wajib diisi"),
        (None, {"first": "juli"}, 422, "bukan bulan"),
        (None, {"first": "2199-01"}, 422, "bukan bulan"),
        (None, {"first": "2099-01"}, 422, "paling akhir"),
        (None, {"first": "2026-07", "last": "2026-06"}, 422, "tukar keduanya"),
        (None, {"mapping": "tebak"}, 422, "pilih dari yang ditawarkan"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it_and_keeps_nothing(
    session, owner, content, fields, status, text
):
    answer = upload(owner, content, **({"first": "2026-07"} | fields))
    assert answer.status_code == status
    assert text in text_of(answer)
    assert count(session, ImportBatch) == count(session, Attachment) == 0


def test_more_than_the_program_takes_at_once_is_too_large(app, session, owner):
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    assert upload(owner).status_code == 413
    assert count(session, Attachment) == 0


def test_the_register_of_another_shop_is_not_there(session, as_seat, owner, city):
    address = upload(owner).location
    other = as_seat(STAFF, at=make_partner(session).id)
    for path in (address, f"{address}/questions", f"{address}/bad-rows.xlsx"):
        assert other.open(path).status_code == 404
    for act in ("commit", "drop", "questions", "undo"):
        assert other.send(f"{address}/{act}", page="/partner/imports/new").status_code == 404
    assert count(session, Purchase) == 0


@pytest.mark.parametrize("role", [OFFICER, VIEWER])
def test_officials_have_their_own_doors(as_seat, role):
    assert as_seat(role).open("/partner/imports").status_code == 403


def test_a_formula_in_a_name_is_shown_as_text_and_never_run(owner, city, tools):
    bad = '32/07/2026;F1;=HYPERLINK("x");<script>alert(1)</script>;1;PCS;100;100'
    address = upload(owner, lines(bad, bad.replace("32/", "02/"))).location
    assert "<script>alert" not in owner.open(address).text
    sheet = tools.sheets.read(owner.open(f"{address}/bad-rows.xlsx").data, "x.xlsx").sheets[0]
    assert '=HYPERLINK("x")' in str(sheet.rows[1])


MENDED = "02/07/2026;F1;Sulam Tapis Andaian;Dompet;{0};PCS;10.000;{0}0.000"


def test_a_row_that_changed_is_asked_about_before_anything_is_looked_at(session, owner, city):
    first = upload(owner, lines(MENDED.format(1))).location
    owner.send(f"{first}/commit", page=first)
    address = upload(owner, lines(MENDED.format(2))).location
    page = owner.open(address)
    text = text_of(page)
    assert "1 hal perlu Anda pastikan" in text
    assert "mengganti catatan yang ada, atau pembelian lain?" in text
    assert re.search(r"Ganti catatan yang ada Juli 2026 menjadi Rp20\.000", text)
    assert re.search(r"Tambahkan: pembelian lain Juli 2026 menjadi Rp30\.000", text)
    assert "checked" not in page.text  # nothing is ticked without evidence
    assert owner.send(f"{address}/commit", page=address).location == address
    assert count(session, Purchase) == 1  # nothing is written while it is open


def test_an_answer_opens_the_preview_and_can_be_changed(session, owner, city):
    first = upload(owner, lines(MENDED.format(1))).location
    owner.send(f"{first}/commit", page=first)
    address = upload(owner, lines(MENDED.format(2))).location
    assert "1 hal perlu" in text_of(owner.open(owner.send(f"{address}/questions", {"changed": "x"}).location))
    back = owner.send(f"{address}/questions", {"changed": "add"}).location
    assert back == f"{address}#pastikan"
    assert "Ganti" not in text_of(owner.open(address)).partition("Jawaban Anda")[2].partition("Buang")[0]
    assert re.search(r'value="add" checked', owner.open(f"{address}/questions").text)
    owner.send(f"{address}/questions", {"changed": "replace"})
    owner.send(f"{address}/commit", page=address)
    assert "1 baris tercatat" in text_of(owner.open(address))
    session.rollback()
    assert session.scalar(select(func.sum(PurchaseLine.net))) == 20_000


def test_undoing_says_what_it_takes_back_and_leaves_nothing_counted(session, owner, city):
    address = upload(owner).location
    owner.send(f"{address}/commit", page=address)
    text = text_of(owner.open(address))
    assert "130 baris keluar dari catatan" in text
    assert "Belanja lokal Juli 2026 kembali Rp0" in text
    assert owner.send(f"{address}/undo", page=address).location == address
    text = text_of(owner.open(address))
    assert "Impor dibatalkan; barisnya tidak dihitung lagi." in text
    assert session.scalar(select(func.sum(PurchaseLine.net))) == 0
    assert "Catat 130 baris" in text_of(owner.open(upload(owner).location))


def test_what_was_not_recorded_cannot_be_undone(session, owner, city):
    address = upload(owner).location
    assert owner.send(f"{address}/undo", page=address).location == address
    assert "Catat 130 baris" in text_of(owner.open(address))


@pytest.fixture
def large(monkeypatch):
    """Every file is one for the worker."""
    monkeypatch.setattr(imports, "LARGE", 100)


def test_a_large_file_ends_at_the_same_pages_as_a_small_one(session, owner, city, large):
    address = upload(owner).location
    page = text_of(owner.open(address))
    assert "140 baris dibaca 3 baris lain dilewati" in page
    assert "Catat 130 baris" in page
    assert "Baca lagi" in page
    owner.send(f"{address}/commit", page=address)
    assert "130 baris tercatat" in text_of(owner.open(address))
    assert count(session, Purchase) == 130


def test_while_the_worker_is_at_it_the_page_says_how_far_and_the_list_leads_back(
    session, owner, city, large, no_worker
):
    address = upload(owner).location
    page = owner.open(address)
    assert "Berkas sedang dibaca" in text_of(page)
    assert re.search(r"<progress [^>]*>", page.text)
    assert '<noscript><meta http-equiv="refresh"' in page.text  # without the script it loads itself
    assert re.search(rf'href="{address}".*?Sedang dibaca', owner.open("/partner/imports").text, re.DOTALL)
    session.execute(update(ImportWork).values(done=12_000, rows=95_000))
    session.commit()
    page = owner.open(address)
    assert "Sedang dibaca: 12.000 dari 95.000 baris" in text_of(page)
    assert 'max="95000" value="12000"' in page.text
    no_worker()
    assert "Catat 130 baris" in text_of(owner.open(address))
    owner.send(f"{address}/commit", page=address)
    assert "Berkas sedang disimpan" in text_of(owner.open(address))
    owner.send(f"{address}/commit", page=address)  # pressed twice
    no_worker()
    assert "130 baris tercatat" in text_of(owner.open(address))
    assert count(session, Purchase) == 130


def test_a_large_file_without_the_needed_columns_is_refused_at_once(session, owner, large):
    answer = upload(owner, b"Tanggal;Nama Barang\n" + b"1;2\n" * 200)
    assert answer.status_code == 422 and "tambahkan kolom" in text_of(answer)
    assert count(session, ImportBatch) == 0


def test_a_large_file_that_the_worker_cannot_read_says_why_and_can_be_read_again_or_dropped(
    session, owner, large, no_worker
):
    rows = [f"02/07/2026;F{n};Sulam Tapis Andaian;Dompet;1;PCS;10.000;10.000" for n in range(2, 110)]
    address = upload(owner, lines(*rows)).location
    session.rollback()
    session.execute(update(ImportBatch).values(mapping="gone"))  # as by an upgrade meanwhile
    session.commit()
    no_worker()
    page = text_of(owner.open(address))
    assert "Pemetaan “gone” tidak ada" in page
    assert "Sedang" not in page
    assert owner.send(f"{address}/read", page=address).location == address
    assert "Berkas sedang dibaca" in text_of(owner.open(address))
    owner.send(f"{address}/drop", page=address)
    no_worker()
    assert "Dibatalkan" in text_of(owner.open(address))


def test_questions_of_a_large_file_are_answered_and_it_is_read_again(session, owner, city, large, no_worker):
    rows = [f"02/07/2026;F{n};Sulam Tapis Andaian;Dompet;1;PCS;10.000;10.000" for n in range(2, 110)]
    for quantity in (1, 2):
        address = upload(owner, lines(MENDED.format(quantity), *rows)).location
        no_worker()
        if quantity == 1:
            owner.send(f"{address}/commit", page=address)
            no_worker()
    assert "1 hal perlu Anda pastikan" in text_of(owner.open(address))
    owner.send(f"{address}/questions", {"changed": "replace"}, page=address)
    assert "Berkas sedang dibaca" in text_of(owner.open(address))
    no_worker()
    assert "Catat 1 baris" in text_of(owner.open(address))

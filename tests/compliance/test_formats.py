import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pypdf
import pytest
import python_calamine

from config import ROOT
from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.compliance.envelopes import unseal
from marketplace.compliance.exporting import file_name, format_named, paper_of
from marketplace.compliance.formats.base import FORMATS, ReportPaper
from marketplace.compliance.formats.printed_rows import most_of_each, rows_in
from marketplace.compliance.formats.tables import CLAUSE_COLUMNS, clause_table, kind_table, row_table
from marketplace.compliance.freezing import JournalMark, SignedDocument, write_document
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.public_figures import public_figures
from marketplace.compliance.public_purchases import PublicItem, PublicPurchase
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OWNER, VIEWER
from tests.compliance.test_coverage import a_month as a_month_of
from tests.compliance.test_database import make_report
from tests.conftest import NOW
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total
from tests.factories.papers import pages_of
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

DOCUMENT = write_document(
    SignedDocument(
        number="0001/LAP-MB2/XII/2026",
        month="2026-08",
        circular=None,
        measures={},
        figures=public_figures(evaluate_all(MonthInputs(month="2026-08", circular=None, partners=()))),
        journal=JournalMark(seq=18204, hash="7c1e" * 16),
        public_key="0" * 64,
        signed_at=NOW,
        signer="",
        supersedes=None,
        cause="",
        annex_sha256="0" * 64,
    )
)
BOUGHT = PublicPurchase(
    public_id="abc",
    bought_on=date(2026, 8, 3),
    document_number=None,
    buyer_id="kantor",
    buyer="Kantor Contoh",
    supplier_id="dapur",
    supplier="Dapur Contoh",
    items=(PublicItem(line=7, text="Keripik", quantity_milli=1500, unit="KGM", net=30_000),),
)
TOOLS = SimpleNamespace(
    sheets=SpreadsheetSheets(), documents=TypstDocuments(ROOT / "templates" / "documents")
)


def a_month(partners=3):
    circular = a_circular(
        a_clause(code="4a"),
        a_clause("local_sku_count", code="4b"),
        a_clause("minimum_spend", {"least": 9}, code="5"),
    )
    inputs = [
        PartnerInputs(
            partner=a_partner(id=number, name=f"Toko Contoh {number}", under_mou=True),
            lines=(
                a_line(net=1_234_567 * number, producer_id=number),
                a_line(net=50_000, producer_id=99, certified=False),
            ),
            totals=(a_total(12_500_000),) if number % 2 else (),
        )
        for number in range(1, partners + 1)
    ]
    silent = PartnerInputs(partner=a_partner(id=77, name="=Toko Diam"), lines=(), totals=())
    return evaluate_all(
        MonthInputs(month="2026-08", circular=circular, partners=(*inputs, silent), local_before=9_000_000)
    )


def provisional_of(result):
    return ReportPaper(result=result, made_on=date(2026, 11, 24))


@pytest.fixture
def provisional():
    return provisional_of(a_month())


@pytest.fixture
def published(session):
    report = make_report(session, document=DOCUMENT, annex="{}")
    return ReportPaper(
        result=a_month(),
        made_on=date(2026, 12, 1),
        report=report,
        signer="Dra. Endang Contoh, M.M.",
        address=f"https://mb2.test/verify/{report.public_id}",
        purchases=(BOUGHT,),
    )


def words(content):
    return " ".join(pages_of(content))


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_writes_a_published_month(published, key):
    form = FORMATS[key]
    assert (
        form.label and "/" in form.media_type and file_name(published, form) == f"mb2-2026-08.{form.suffix}"
    )
    assert len(form().write(TOOLS, published)) > 100


class TestPdf:
    def test_it_opens_with_a_letter_of_one_page_to_the_mayor(self, published):
        first, second, *_ = pages_of(FORMATS["pdf"]().write(TOOLS, published))
        assert "Wali Kota Metro" in first and "Surat Edaran contoh 500/017/2026" in first
        assert "Rp7.557.402" in first and "Kepala Dinas" in first and "Mengetahui" in first
        assert "2 dari 4 mitra terikat" in first and "Halaman 1 dari" in first
        assert "Butir 4a" in second and "=Toko Diam" in second

    def test_who_is_not_bound_is_held_against_no_target(self):
        result = a_month_of(
            ("shop", 20, 100), ("hotel", 1, 100), circular=a_circular(a_clause(kinds=("shop",)))
        )
        first, second, *_ = pages_of(FORMATS["pdf"]().write(TOOLS, provisional_of(result)))
        assert "20,00 % · Terpenuhi" in first and "Hotel 1,00 %" in first
        assert "Hotel 1 dari 1 Rp1 Rp100 1,00 % tidak terikat" in second
        assert "Tidak berlaku" not in first + second and "Belum terpenuhi" not in first + second

    def test_heads_are_no_money_and_have_no_total(self):
        circular = a_circular(a_clause("minimum_spend", {"least": 35_000, "per_employee": True}))
        hotel = PartnerInputs(
            partner=a_partner(name="Hotel", staff=12), lines=(a_line(net=120_000),), totals=()
        )
        result = evaluate_all(MonthInputs(month="2026-08", circular=circular, partners=(hotel,)))
        text = words(FORMATS["pdf"]().write(TOOLS, provisional_of(result)))
        assert "Hotel Rp120.000 12 pegawai Rp10.000 per pegawai Belum terpenuhi Kurang Rp300.000" in text
        assert "Target Rp35.000 per pegawai" in text and "Rp12 " not in text and "Bersama" not in text

    def test_who_has_no_data_and_who_is_exempt_stand_apart_with_a_name(self):
        result = a_month_of(("minimarket", 9, None), ("minimarket", 30, 100), ("minimarket", 1, 100, "4a"))
        text = words(FORMATS["pdf"]().write(TOOLS, provisional_of(result)))
        assert "Toko Contoh (Minimarket). Terhitung Rp9. Total belanja belum dinyatakan" in text
        assert "Dikecualikan: Toko Contoh (Minimarket)." in text
        assert "Semua mitra sudah melapor" not in text and "2 melapor, 1 menyatakan belanja" in text

    def test_what_was_open_is_printed_with_the_reason(self, published):
        opened = replace(
            published, open_matters=("Satu pertanyaan auditor (Rp240.000)",), reason="Tidak mengubah."
        )
        text = words(FORMATS["pdf"]().write(TOOLS, opened))
        assert "hal yang masih terbuka" in text and "Satu pertanyaan auditor (Rp240.000)" in text
        assert "Alasan: “Tidak mengubah.”" in text
        assert "masih terbuka" not in words(FORMATS["pdf"]().write(TOOLS, published))

    def test_it_can_be_archived_and_read_aloud(self, published):
        reader = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"]().write(TOOLS, published)))
        about = reader.trailer["/Root"]["/Metadata"].get_data().decode()
        assert [re.search(f"<pdfaid:{name}>(.*?)<", about)[1] for name in ("part", "conformance")] == [
            "2",
            "A",
        ]
        assert re.search("<pdfuaid:part>(.*?)<", about)[1] == "1"
        assert reader.metadata.title == "Belanja lokal Metro Bangga Beli, Agustus 2026"
        assert reader.trailer["/Root"]["/Lang"].startswith("id") and reader.trailer["/Root"]["/OutputIntents"]

    def test_the_key_of_the_office_is_named_on_every_page(self, published):
        pages = pages_of(FORMATS["pdf"]().write(TOOLS, published))
        assert all(f"kunci kantor {published.key_mark}" in page for page in pages)
        assert re.fullmatch("([0-9a-f]{4} ){7}[0-9a-f]{4}", published.key_mark)

    def test_a_provisional_one_says_so_and_has_no_seal(self, provisional):
        text = words(FORMATS["pdf"]().write(TOOLS, provisional))
        assert "SEMENTARA 2026-08" in text and "belum ditandatangani" in text
        assert "Keaslian" not in text

    def test_a_published_one_carries_its_seal(self, published):
        text = words(FORMATS["pdf"]().write(TOOLS, published))
        assert "SEMENTARA" not in text
        assert published.report.number in text and published.address in text and "18204" in text
        assert spelled(fingerprint(published.report.public_key)) in text

    def test_no_declaration_at_all_is_said_and_not_drawn_as_zero(self):
        silent = MonthInputs(month="2026-08", circular=None, partners=())
        text = words(
            FORMATS["pdf"]().write(
                TOOLS, ReportPaper(result=evaluate_all(silent), made_on=date(2026, 11, 24))
            )
        )
        assert "belum dapat dihitung" in text and "0,00" not in text

    def test_forty_partners_break_over_pages_with_their_heads(self):
        content = FORMATS["pdf"]().write(TOOLS, ReportPaper(result=a_month(40), made_on=date(2026, 11, 24)))
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
        assert len(pages) > 4 and sum("Seluruh belanja" in page for page in pages) >= 2

    def test_a_long_one_prints_who_fails_first_and_tells_where_the_rest_is(self, published, monkeypatch):
        monkeypatch.setattr("marketplace.compliance.formats.printed_rows.MOST", 16)
        whole = replace(published, result=a_month(30))
        text = words(FORMATS["pdf"]().write(TOOLS, whole))
        first, _, rest = text.partition("Butir 4a. ")
        shown, of_all = map(int, re.search(r"mencetak (\d+) dari (\d+) barisnya", first).groups())
        assert 10 <= shown <= 16 and of_all == sum(rows_in(whole.figures)) > 100
        assert "lembar Baris dan Mitra" in first and "bagian Keaslian" in first
        clause = rest.partition("Butir 4b. ")[0]
        assert re.findall(r"(Toko Contoh \d+) Rp", clause) == ["Toko Contoh 1", "Toko Contoh 9"]
        assert "Tercetak 2 dari 5 baris" in clause and "Tercetak 2 dari 26 baris" in clause
        assert "Bersama, 5 mitra" in clause and "Terpenuhi 4, Belum terpenuhi 1, Belum ada data 26" in clause

    def test_what_is_printed_of_many_rows_is_shared_out_to_the_last(self):
        figures = provisional_of(a_month(30)).figures
        each = most_of_each(figures, 60)
        assert sum(min(length, each) for length in rows_in(figures)) in range(50, 61)
        assert most_of_each(figures, 1_000) == max(rows_in(figures))
        assert most_of_each(figures, 0) == 0

    def test_a_short_one_says_nothing_of_that(self, published):
        text = words(FORMATS["pdf"]().write(TOOLS, published))
        assert "Tercetak" not in text and "mencetak" not in text


class TestSheets:
    def test_the_csv_adds_up_to_the_totals_of_the_city(self, published):
        text = FORMATS["csv"]().write(TOOLS, published).decode("utf-8-sig")
        head, *rows, totals = list(csv.reader(io.StringIO(text), delimiter=";"))
        local = head.index("Belanja lokal")
        assert sum(int(row[local] or 0) for row in rows) == int(totals[local]) == published.result.city.local

    def test_no_data_is_an_empty_cell_and_names_run_no_formula(self, published):
        text = FORMATS["csv"]().write(TOOLS, published).decode("utf-8-sig")
        silent = next(row for row in csv.reader(io.StringIO(text), delimiter=";") if "Diam" in row[0])
        assert silent[0] == "'=Toko Diam" and silent[3:8] == [""] * 5

    def test_each_clause_has_its_figure_and_state_beside_the_partner(self, published):
        text = FORMATS["csv"]().write(TOOLS, published).decode("utf-8-sig")
        head, *rows, totals = list(csv.reader(io.StringIO(text), delimiter=";"))
        reading, state = head.index("4a hasil"), head.index("4a keadaan")
        assert [row[state] for row in rows] == [
            "Belum terpenuhi",
            "Belum ada data",
            "Terpenuhi",
            "Belum ada data",
        ]
        assert (totals[reading], totals[state]) == (published.figures.headline.shared, "Terpenuhi")

    def test_the_workbook_has_the_same_totals_and_explains_its_columns(self, published):
        book = python_calamine.load_workbook(io.BytesIO(FORMATS["xlsx"]().write(TOOLS, published)))
        assert book.sheet_names == ["Ringkasan", "Per butir", "Jenis", "Baris", "Mitra", "Keterangan"]
        assert book.get_sheet_by_name("Mitra").to_python()[-1][3] == published.result.city.local
        assert len(book.get_sheet_by_name("Baris").to_python()) == 1 + 4 * 3

    def test_rows_hold_only_whom_a_clause_binds(self):
        result = a_month_of(("minimarket", 20, 100), ("minimarket", 1, 100, "4a"), ("hotel", 1, 100))
        rows = row_table(provisional_of(result)).rows
        assert [row[2] for row in rows] == ["Terpenuhi", "Dikecualikan"]
        kinds = kind_table(provisional_of(result)).rows
        assert [(row[0], row[-1]) for row in kinds] == [
            ("Minimarket", "Terpenuhi"),
            ("Minimarket, dikecualikan", "tidak terikat"),
            ("Hotel", "tidak terikat"),
        ]

    def test_reported_declared_and_bought_are_three_columns(self):
        result = a_month_of(("minimarket", 20, 100), ("minimarket", 20, None), ("minimarket", None, 100))
        head = [column.title for column in CLAUSE_COLUMNS]
        (row,) = clause_table(provisional_of(result)).rows
        found = dict(zip(head, row, strict=True))
        assert [found[name] for name in ("Mitra terikat", "Melapor", "Menyatakan belanja", "Membeli", "Berdata")] == [
            3, 3, 2, 2, 2,
        ]  # fmt: skip


class TestSigned:
    def test_it_is_what_verification_reads(self, published):
        assert unseal(FORMATS["json"]().write(TOOLS, published).decode()).number == published.report.number

    def test_a_large_one_is_made_piece_by_piece(self, published):
        pieces = FORMATS["json"]().pieces(TOOLS, published)
        assert isinstance(pieces, Iterator)  # so nothing is made yet
        assert b"".join(pieces) == FORMATS["json"]().write(TOOLS, published)

    def test_a_provisional_month_has_none(self, provisional):
        with pytest.raises(Refused, match="belum terbit"):
            FORMATS["json"]().write(TOOLS, provisional)


class TestPaper:
    def test_without_a_report_it_is_made_from_the_books(self, session, work):
        partner = make_partner(session)
        make_purchase(session, partner)
        declare(session, partner)
        with work(VIEWER, at=1) as uow:
            paper = paper_of(uow, Month(2026, 8), str)
        assert (paper.report, paper.result.city.declared) == (None, 1_000_000)

    def test_a_shop_gets_none_of_it(self, session, work):
        with pytest.raises(Forbidden), work(OWNER, at=make_partner(session).id) as uow:
            paper_of(uow, Month(2026, 8), str)

    def test_an_unknown_format_is_not_found(self):
        with pytest.raises(NotFound):
            format_named("docx")

"""What a clause asks, read back; nothing here needs a database."""

import pytest
from pydantic import BaseModel

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.rules.base import RULE_TYPES, RuleType
from marketplace.circulars.sentences import sentence_of
from marketplace.circulars.terms import JudgedMonths
from tests.factories.evaluating import a_clause

SAID = {
    "clean_supply": (
        {"least": 9_000},
        "membeli paling sedikit 90\u00a0% pasokan lokalnya dengan surat lengkap",
    ),
    "continuity": ({"least": 4}, "membeli produk lokal dalam paling sedikit 4 bulan"),
    "corner_active": ({"least": 8_000}, "mengisi ulang pojok UMKM pada paling sedikit 80\u00a0% kantor"),
    "input_share": ({"least": 2_000}, "membelanjakan paling sedikit 20\u00a0% dari belanja bahan bakunya"),
    "meeting_food_share": (
        {"least": 5_000},
        "membelanjakan paling sedikit 50\u00a0% dari belanja konsumsi rapatnya",
    ),
    "local_growth": (
        {"least": 1_000},
        "menaikkan belanja lokal paling sedikit 10\u00a0% dibanding masa sebelumnya",
    ),
    "mou_coverage": ({"least": 8_000}, "punya MoU yang berlaku pada paling sedikit 80\u00a0% mitra"),
    "outlet_coverage": ({"least": 8_000}, "membeli produk lokal untuk paling sedikit 80\u00a0% gerainya"),
    "reporting_discipline": (
        {"least": 9_000},
        "mengirim paling sedikit 90\u00a0% laporannya dalam 10 hari sesudah bulannya",
    ),
    "paid_in_time": (
        {"least": 9_000, "days": 7},
        "melunasi paling sedikit 90\u00a0% tagihan pembuat dalam 7 hari",
    ),
    "days_to_pay": ({"most": 15}, "melunasi 90\u00a0% tagihan tercepatnya paling lama 15 hari"),
    "report_delay": (
        {"most": 10},
        "mengirim 90\u00a0% laporan tercepatnya paling lama 10 hari sesudah bulannya",
    ),
    "return_rate": ({"most": 500}, "mengembalikan paling banyak 5\u00a0% pembelian lokalnya"),
    "value_share": ({"least": 1250}, "membelanjakan paling sedikit 12,5\u00a0% dari seluruh belanjanya"),
    "local_sku_count": ({"least": 12}, "membeli paling sedikit 12 jenis produk"),
    "producer_breadth": ({"least": 5}, "membeli dari paling sedikit 5 pembuat"),
    "kelurahan_breadth": ({"least": 3}, "membeli dari pembuat di paling sedikit 3 kelurahan"),
    "minimum_spend": ({"least": 50_000}, "membelanjakan paling sedikit Rp50.000"),
}


@pytest.mark.parametrize("rule", SAID)
def test_every_rule_says_what_it_asks(rule):
    figures, phrase = SAID[rule]
    assert f" wajib {phrase}; yang dihitung: " in sentence_of(a_clause(rule, figures))


@pytest.mark.parametrize("rule", RULE_TYPES)
def test_no_rule_borrows_the_words_of_another(rule):
    own = "phrase" in vars(RULE_TYPES[rule])
    assert own == (RULE_TYPES[rule].phrase is not RuleType.phrase) == (rule in SAID)


def test_what_no_purchase_tells_is_not_said_to_be_counted_from_purchases():
    declared, stated = a_clause("report_delay", {"most": 10}), a_clause("shelf_share", {"least": 1_000})
    assert sentence_of(declared).endswith("; yang dihitung: tanggal pernyataan belanja dikirim.")
    assert sentence_of(stated) == (
        "Setiap bulan, semua mitra wajib memenuhi “Ruang pajang untuk produk lokal” (Paling sedikit (persen):"
        " 10\u00a0%); yang dihitung: luas rak atau ruang promosi, dengan foto."
    )


@pytest.mark.parametrize("rule", SAID)
def test_a_rule_that_says_nothing_itself_is_read_by_its_name_and_figures(rule, monkeypatch):
    monkeypatch.setattr(RULE_TYPES[rule], "phrase", RuleType.phrase)
    clause = a_clause(rule, SAID[rule][0])
    sentence = sentence_of(clause)
    assert f"wajib memenuhi “{clause.rule_type.label}” (" in sentence
    assert "(Paling " in sentence or "(Tumbuh paling sedikit" in sentence


def test_a_rule_nobody_wrote_words_for_has_none():
    class Figures(BaseModel):
        least: int

    assert RuleType().phrase(Figures(least=1)) is None


def test_whom_how_often_how_strictly_and_what_counts_are_all_said():
    clause = a_clause(
        "minimum_spend",
        {"least": 50_000, "per_employee": True},
        kinds=("public_office", "state_enterprise", "hotel"),
        stretch=JudgedMonths.QUARTER,
        binding=Binding.ADVISORY,
        seller_test=SellerTest.LOCAL_CERTIFIED,
        scope=("coffee-tea",),
        lowest_grade="B",
    )
    assert sentence_of(clause, {"coffee-tea": "Kopi dan teh"}) == (
        "Setiap triwulan, Kantor pemerintah, BUMN/BUMD dan Hotel diimbau membelanjakan paling sedikit Rp50.000 untuk"
        " setiap pegawainya, khusus Kopi dan teh; yang dihitung: pembelian dari pembuat lokal dengan produk"
        " bersertifikat, bukti paling rendah B."
    )


@pytest.mark.parametrize(
    ("subject", "whom"),
    [
        ("partner", "Toko"),
        ("outlet", "setiap gerai Toko"),
        ("chain", "setiap jaringan (Toko)"),
        ("city", "Toko bersama-sama"),
    ],
)
def test_of_whom_it_is_asked_is_said(subject, whom):
    clause = a_clause("producer_breadth", {"least": 3, "subject": subject}, kinds=("shop",))
    assert sentence_of(clause).startswith(
        f"Setiap bulan, {whom} wajib membeli dari paling sedikit 3 pembuat;"
    )


def test_what_is_asked_from_a_later_day_on_is_said_too():
    clause = a_clause(figures={"least": 1800, "steps": [["2027-07-01", 2000]]})
    assert (
        "paling sedikit 18\u00a0% dari seluruh belanjanya; mulai 01/07/2027 membelanjakan paling sedikit 20\u00a0%"
        in sentence_of(clause)
    )

"""What a clause asks, read back; nothing here needs a database."""

import pytest
from pydantic import BaseModel

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.rules.base import RULE_TYPES, RuleType
from marketplace.circulars.sentences import sentence_of
from marketplace.circulars.terms import JudgedMonths
from tests.factories.evaluating import a_clause

SAID = {
    "value_share": ({"least": 1250}, "membelanjakan paling sedikit 12,5\u00a0% dari seluruh belanjanya"),
    "local_sku_count": ({"least": 12}, "membeli paling sedikit 12 jenis produk"),
    "producer_breadth": ({"least": 5}, "membeli dari paling sedikit 5 pembuat"),
    "kelurahan_breadth": ({"least": 3}, "membeli dari pembuat di paling sedikit 3 kelurahan"),
    "minimum_spend": ({"least": 50_000}, "membelanjakan paling sedikit Rp50.000"),
}


@pytest.mark.parametrize("rule", SAID)
def test_every_rule_says_what_it_asks(rule):
    figures, phrase = SAID[rule]
    assert sentence_of(a_clause(rule, figures)) == (
        f"Setiap bulan, semua mitra wajib {phrase}; yang dihitung: pembelian dari pembuat lokal."
    )


@pytest.mark.parametrize("rule", SAID)
def test_a_rule_that_says_nothing_itself_is_read_by_its_name_and_figures(rule, monkeypatch):
    monkeypatch.setattr(RULE_TYPES[rule], "phrase", RuleType.phrase)
    clause = a_clause(rule, SAID[rule][0])
    sentence = sentence_of(clause)
    assert f"wajib memenuhi “{clause.rule_type.label}” (" in sentence
    assert "(Paling sedikit" in sentence


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

"""One set of figures for every paper: who is bound is held against a target, and nobody else."""

from dataclasses import replace

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import MET, NO_DATA, NOT_MET
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.evaluation import judge
from marketplace.compliance.figures import figures_of
from marketplace.compliance.months import MonthInputs, PartnerInputs, evaluate_all
from marketplace.compliance.sentences import (
    basis,
    clause_tally,
    everybody,
    lead,
    not_yet_due,
    paper_figures,
    three_counts,
)
from marketplace.kernel.period import Month
from tests.compliance.test_coverage import a_month
from tests.factories.evaluating import a_circular, a_clause, a_line, a_partner, a_total

AUGUST = Month(2026, 8)
NBSP = "\u00a0"
TRADE = ("minimarket", "shop")
CIRCULAR = a_circular(
    a_clause(code="4a", kinds=TRADE),
    a_clause(
        "minimum_spend",
        {"least": 35_000, "per_employee": True},
        code="4d",
        kinds=("hotel",),
        binding=Binding.ADVISORY,
    ),
)


def figures(*partners, circular=CIRCULAR):
    return figures_of(a_month(*partners, circular=circular))


CITY = figures(
    ("minimarket", 20, 100),
    ("minimarket", 10, 100),
    ("minimarket", 5, None),
    ("shop", 10, 100),
    ("shop", 90, 100, "4a"),
    ("hotel", 1, 100),
    ("state_enterprise", 2, 100),
)


def one_partner(partner, *lines, totals=(), circular=None):
    inputs = PartnerInputs(partner=partner, lines=lines, totals=totals)
    return evaluate_all(MonthInputs(month="2026-08", circular=circular, partners=(inputs,)))


class TestKinds:
    def test_a_kind_that_the_clause_does_not_bind_is_held_against_nothing(self):
        assert [(one.kind, one.outcome) for one in CITY.others] == [
            ("Toko, dikecualikan", None),
            ("BUMN/BUMD", None),
            ("Hotel", None),
        ]

    def test_bound_kinds_are_judged_over_those_with_data(self):
        assert [(one.kind, one.with_data, one.partners, one.outcome) for one in CITY.kinds] == [
            ("Minimarket", 2, 3, MET),
            ("Toko", 1, 1, NOT_MET),
        ]

    def test_kinds_add_up_to_the_share_of_the_city(self):
        assert CITY.share == (40, 300)
        assert (sum(one.part for one in CITY.kinds), sum(one.whole for one in CITY.kinds)) == CITY.share

    def test_a_kind_without_data_has_no_word_of_success(self):
        (kind,) = figures(("shop", 9, None)).kinds
        assert (kind.outcome, kind.share) == (NO_DATA, "—")

    def test_exactly_the_target_is_reached(self):
        (kind,) = figures(("shop", 15, 100)).kinds
        assert kind.outcome is MET


class TestClauses:
    def test_only_the_bound_are_listed_the_highest_first(self):
        first = CITY.clauses[0]
        assert [one.reading for one in first.rows] == [f"20,00{NBSP}%", f"10,00{NBSP}%", f"10,00{NBSP}%"]
        assert [one.counted for one in first.unknown] == ["Rp5"]
        assert [one.state for one in first.exempt] == ["Dikecualikan"]
        assert clause_tally(first) == (
            "4 mitra terikat. Terpenuhi 1, Belum terpenuhi 2, Belum ada data 1, Dikecualikan 1."
        )

    def test_heads_are_no_money_and_have_no_joint_total(self):
        hotel = a_partner(kind="hotel", staff=4)
        found = figures_of(one_partner(hotel, a_line(net=100_000), circular=CIRCULAR))
        (row,) = found.clauses[1].rows
        assert (row.base, row.reading, row.target) == (
            "4 pegawai",
            "Rp25.000 per pegawai",
            "Rp35.000 per pegawai",
        )
        assert (found.clauses[1].share, found.clauses[1].shared) == (None, "")

    def test_a_clause_over_a_quarter_says_when_it_is_due(self):
        month = a_month(
            ("shop", 1, 10), circular=a_circular(a_clause(stretch=JudgedMonths.QUARTER, kinds=TRADE))
        )
        found = figures_of(month)
        assert "September 2026" in not_yet_due(found.clauses[0], found.month)
        assert not_yet_due(CITY.clauses[0], CITY.month) is None

    def test_a_clause_of_the_city_has_its_own_row_and_binds_nobody(self):
        asked = a_clause("producer_breadth", code="9")
        own = judge(asked, a_partner(), AUGUST, lines=[a_line()], totals=[])
        month = replace(a_month(circular=a_circular(asked)), city_clauses=(own,))
        (clause,) = figures_of(month).clauses
        assert [(row.partner, row.reading, row.state) for row in clause.rows] == [
            ("Seluruh kota", "1 pembuat", "Belum terpenuhi")
        ]
        assert clause_tally(clause) == "Seluruh kota, dinilai sebagai satu kesatuan."


class TestSentences:
    def test_the_lead_speaks_of_the_bound_alone(self):
        assert lead(CITY) == (
            f"Mitra yang terikat butir 4a membelanjakan 13,33{NBSP}% untuk produk Metro, di bawah target 15{NBSP}%."
        )
        assert "mencapai target" in lead(figures(("shop", 15, 100), ("hotel", 0, 1000)))

    def test_it_says_of_how_many(self):
        assert basis(CITY) == (
            "Rp40 dari Rp300, dihitung dari 3 dari 4 mitra terikat."
            " 1 mitra terikat belum ada datanya dan tidak dihitung nol."
        )

    def test_reported_declared_and_bought_are_three_counts(self):
        assert three_counts(CITY) == "Dari 4 mitra terikat: 4 melapor, 3 menyatakan belanja, 4 membeli."

    def test_what_the_public_sees_is_said_of_all_who_declared(self):
        assert everybody(CITY) == (
            "Semua mitra, terikat atau tidak: 6 dari 7 menyatakan belanja yang dapat dihitung,"
            f" Rp133 dari Rp600 atau 22,17{NBSP}%."
        )

    def test_no_data_at_all_is_said_and_is_no_zero(self):
        silent = figures(("shop", None, None))
        assert "belum dapat dihitung" in lead(silent) and "0,00" not in lead(silent) + basis(silent)

    def test_without_a_circular_nothing_is_held_against_a_target(self):
        month = figures_of(one_partner(a_partner(), a_line(net=5), totals=(a_total(100),)))
        assert "target" not in lead(month) and f"5,00{NBSP}%" in lead(month)
        assert (month.kinds, [one.outcome for one in month.others]) == ((), [None])
        assert len(paper_figures(month)) == 3 and len(paper_figures(CITY)) == 4

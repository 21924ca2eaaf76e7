"""The three sample files, row by row, against what was written down about them."""

import json
from collections import Counter

import pytest

from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.imports.registers.answers import register_json
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.reader import read_register
from marketplace.imports.registers.rows import row_keys
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from tests.imports.conftest import SAMPLES

EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
PERIODS = ["2026-07", "2026-08", "2026-09"]
MAPPINGS = ["till-register", "grouped-report", "cooperative"]
OTHERS = {
    "N01": "PT Distribusi Contoh Nasional",
    "N02": "CV Grosir Rekayasa Bandar",
    "N03": "PT Minuman Fiktif Indonesia",
}
SHOWN = ["ref", "date", "supplier", "item", "qty", "unit", "unit_price", "net_total", "is_return"]
FIGURES = ["good_rows", "return_rows", "bad_rows", "skipped", "warnings", "net_total_idr",
           "local_net_total_idr", "local_lines", "distinct_local_producers"]  # fmt: skip


@pytest.fixture(scope="module", params=zip(EXPECTED, PERIODS, MAPPINGS, strict=True), ids=PERIODS)
def read(request, sample, catalogue):
    expected, period, mapping = request.param
    register = read_register(sample(expected["file"]), period=MonthSpan.parse(period), catalogue=catalogue)
    return expected, register, mapping


def test_every_good_row_is_as_expected(read):
    expected, register, _ = read
    wanted = [
        {name: row[name] for name in SHOWN} | {"supplier": OTHERS.get(row["supplier"], row["supplier"])}
        for row in expected["rows"]
    ]
    assert register_json(register, expected["file"], 0)["rows"] == wanted


def test_every_bad_row_has_its_reason_and_a_sentence(read):
    expected, register, _ = read
    bad = register_json(register, expected["file"], 0)["bad"]
    assert [(row["ref"], row["reason"]) for row in bad] == [
        (row["ref"], row["reason"]) for row in expected["bad"]
    ]
    assert all(row["note"].endswith(".") for row in bad)
    assert Counter(row.reason for row in register.bad) == expected["bad_by_reason"]


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_agree(read, figure):
    expected, register, _ = read
    assert register_json(register, expected["file"], 0)[figure] == expected[figure]


def test_the_printed_total_is_that_of_the_good_rows(read):
    expected, register, _ = read
    assert register.printed_total == register.net_total == expected["net_total_idr"]


def test_the_likest_mapping_is_found(read):
    _, register, mapping = read
    assert register.mapping == mapping


def test_row_keys_differ_and_do_not_depend_on_what_is_known_or_asked(read, sample):
    expected, register, _ = read
    keys = list(row_keys(register.rows))
    assert len(set(keys)) == len(keys)
    wider = read_register(
        sample(expected["file"]), period=MonthSpan.parse("2026-01..2026-12"), catalogue=Catalogue()
    )
    assert set(keys) <= set(row_keys(wider.rows))


def test_totals_of_each_supplier_agree(read):
    expected, register, _ = read
    totals = Counter()
    for row in register.rows:
        totals[row.maker.ref if row.maker else row.seller] += row.net
    assert totals == {OTHERS.get(ref, ref): total for ref, total in expected["net_total_by_supplier"].items()}


def test_tax_discount_and_document_come_along(sample, catalogue):
    expected = EXPECTED[0]
    register = read_register(sample(expected["file"]), period=MonthSpan.parse("2026-07"), catalogue=catalogue)
    assert sum(row.tax for row in register.rows) == expected["vat_total_idr"]
    assert [(row.discount, row.tax, row.document) for row in register.rows] == [
        (row["discount"], row["vat"], row["invoice"]) for row in expected["rows"]
    ]


def test_mended_bad_rows_are_read_again(read):
    _, register, _ = read
    sheets = SpreadsheetSheets()
    table = register.refused
    again = read_register(
        sheets.read(sheets.write_xlsx([table]), "tolak.xlsx"),
        period=register.period,
        mapping=register.mapping,
    )
    kept = [(bad.reason, bad.note) for bad in register.bad if bad.reason != "DUPLICATE"]
    assert [(bad.reason, bad.note) for bad in again.bad] == kept
    assert list(table.rows)[0][0] == str(register.bad[0].note)


def test_months_of_the_period_sum_up(read):
    _, register, _ = read
    assert register.net_by_month() == {Month.parse(str(register.period)): register.net_total}
    assert isinstance(register.net_by_month()[register.period.first], Rupiah)

"""What is shown before anything is recorded: each complaint at its cell, sums that add up."""

import json
from datetime import date

import pytest

from marketplace.imports.previews import ABOUT, FIRST, NO_DOCUMENT, PreviewState, UnknownName, preview
from marketplace.imports.reasons import RowReason, Warn
from marketplace.imports.registers.headings import Field
from marketplace.imports.services import (
    check_register,
    commit_register,
    marked_register,
    plan_register,
    read_file,
)
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.holding import hold_documents
from tests.factories.imports import REGISTERS, SAMPLES, bytes_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

EXPECTED = {one["file"]: one for one in json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))}
JULY = "01_swalayan_titikkoma.csv"
HEADING = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"
EMPTY = {"MISSING_PRODUCT", "MISSING_SUPPLIER"}


@pytest.fixture
def server(sqlite, ran_on):
    """One engine is enough for what a page shows; what it is made of is tested on both."""
    ran_on(sqlite.version)
    return sqlite


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def look(work, tools, partner):
    """The preview of a sample, or of lines under the till's heading."""

    def look(*rows, name=JULY, period="2026-07", commit=False):
        content = "\n".join([HEADING, *rows]).encode() if rows else bytes_of(name)
        file = {"content": content, "name": name}
        register = read_file(work(), tools, period=MonthSpan.parse(period), **file)
        if commit:
            with work() as uow:
                batch = check_register(uow, tools, partner.id, register, **file)
                commit_register(uow, batch.id, marked_register(partner.id, register))
        return preview(register, plan_register(work(), marked_register(partner.id, register)))

    return look


@pytest.fixture(params=REGISTERS)
def sample(request, look, city):
    period, local, total, good = REGISTERS[request.param]
    return EXPECTED[request.param], look(name=request.param, period=period)


def test_rows_and_rupiah_add_up_to_those_of_the_file(sample):
    expected, seen = sample
    assert seen.rows == expected["good_rows"] + expected["bad_rows"]
    assert seen.tallies[PreviewState.REFUSED].rows == expected["bad_rows"]
    assert seen.new == expected["good_rows"]
    assert seen.ready.total + seen.tallies[PreviewState.UNNAMED].total == seen.taken == seen.total
    assert seen.total == expected["net_total_idr"]
    assert seen.off == 0
    assert seen.tallies[PreviewState.REFUSED].total > 0


def test_every_refused_row_shows_what_was_typed_at_the_cell_complained_of(sample):
    expected, seen = sample
    refused = {line.ref: line for line in seen.refused}
    assert list(refused) == [bad["ref"] for bad in expected["bad"]]
    for bad in seen.register.bad:
        line, field = refused[bad.ref], ABOUT[bad.reason]
        assert line.remarks == {field: [bad.note]}
        assert (line.cells[field] == "") == (bad.reason in EMPTY)
        assert sum(bool(line.cells[one]) for one in Field) >= 5
        quoted = bad.note.partition("“")[2].partition("”")[0]
        assert quoted in " ".join((line.cells[field], line.cells[Field.UNIT]))


def test_the_first_rows_are_shown_with_values(sample):
    expected, seen = sample
    assert [line.ref for line in seen.first] == [row["ref"] for row in expected["rows"][:FIRST]]
    assert seen.first[0].cells[Field.DAY] == date.fromisoformat(expected["rows"][0]["date"])
    assert seen.first[0].cells[Field.TOTAL] == expected["rows"][0]["net_total"]


def test_warnings_are_remarks_on_rows_that_are_taken(sample):
    expected, seen = sample
    noted = {line.ref for line in seen.noted}
    assert {warning["ref"] for warning in expected["warnings"]} <= noted


def test_what_is_odd_about_a_price_stands_at_the_price(look, city):
    seen = look("02/07/2026;F1;Sulam Tapis Andaian;Dompet;10;PCS;12;120")
    assert [list(line.remarks) for line in seen.noted] == [[Field.PRICE]]


def test_a_local_row_without_a_document_is_told_its_grade(look, city):
    seen = look(
        "02/07/2026;;Sulam Tapis Andaian;Dompet;1;PCS;10.000;10.000",
        "02/07/2026;;CV Grosir;Gula;1;PCS;10.000;10.000",
    )
    assert [line.remarks for line in seen.first] == [{Field.DOCUMENT: [NO_DOCUMENT]}, {}]


def test_a_row_of_a_handovers_document_is_evidence_and_not_counted(session, look, city, partner, work):
    maker = make_maker(session, name="Keripik Bu Tini")
    with work() as uow:
        hold_documents(uow, partner.id, maker.id, handover="a", numbers=["SJ/1"], purchase_id=None)
    seen = look(
        "02/07/2026;SJ-1;Keripik Bu Tini;Keripik;1;PCS;10.000;10.000",
        "02/07/2026;SJ-2;Keripik Bu Tini;Keripik;1;PCS;10.000;10.000",
    )
    assert [line.state for line in seen.first] == [PreviewState.EVIDENCE, PreviewState.READY]
    assert (seen.new, seen.taken, seen.total) == (1, 10_000, 20_000)


def test_another_figure_on_a_known_document_is_a_change(look, city):
    row = "02/07/2026;F1;Sulam Tapis Andaian;Dompet;{0};PCS;10.000;{0}0.000"
    look(row.format(1), commit=True)
    seen = look(row.format(2), row.format(1).replace("F1", "F2"))
    assert [line.state for line in seen.first] == [PreviewState.CHANGED, PreviewState.READY]
    assert (seen.new, seen.ready.rows) == (2, 1)


def test_rows_that_stand_in_the_ledger_are_not_new(look, city):
    look(commit=True)
    seen = look()
    assert (seen.new, seen.tallies[PreviewState.THERE].rows) == (0, 130)
    assert {line.state for line in seen.first} == {PreviewState.THERE}


def test_a_seller_nobody_recognises_is_listed_once_and_its_rows_are_taken(look, city):
    seen = look(
        "02/07/2026;F1;CV Grosir;Gula;1;PCS;10.000;10.000",
        "03/07/2026;F2;C.V. GROSIR;Gula;2;PCS;10.000;20.000",
        "03/07/2026;F3;Pak Dar;Keranjang;4;PCS;10.000;40.000",
        "03/07/2026;F4;Sulam Tapis Andaian;Dompet;1;PCS;10.000;10.000",
    )
    assert seen.names == [UnknownName("Pak Dar", 1, 40_000), UnknownName("CV Grosir", 2, 30_000)]
    assert (seen.ready.rows, seen.tallies[PreviewState.UNNAMED].rows, seen.new) == (1, 3, 4)
    assert seen.taken == 80_000


def test_a_row_that_needs_a_name_still_shows_what_is_remarked_about_it(look, city):
    seen = look("02/07/2026;F1;CV Grosir;Gula;1;PCS;10.000;")
    assert [(line.state, list(line.remarks)) for line in seen.noted] == [
        (PreviewState.UNNAMED, [Field.TOTAL])
    ]


def test_a_printed_total_that_differs_says_by_how_much(look, city):
    seen = look(
        "02/07/2026;F1;Sulam Tapis Andaian;Dompet;1;PCS;10.000;10.000",
        ";;TOTAL;;;;;12.000",
    )
    assert seen.off == 2_000


def test_only_so_many_rows_are_shown(look, city):
    seen = look(*(f"32/07/2026;F{n};CV Grosir;Gula;1;PCS;10.000;10.000" for n in range(230)))
    assert (len(seen.refused), seen.tallies[PreviewState.REFUSED].rows, seen.first) == (200, 230, [])


def test_every_complaint_about_a_row_has_its_cell():
    assert set(RowReason) <= set(ABOUT)
    assert {Warn.PRICE_PER_PACK, Warn.PRICE_TINY} <= set(ABOUT)

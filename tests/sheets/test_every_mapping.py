"""Whatever people fill in: each row is taken or refused with a reason, and a refused row is taken once it is mended."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.catalog.bulk.checking import check
from marketplace.catalog.bulk.columns import FIELDS, title_of
from marketplace.catalog.bulk.reading import lines_of
from marketplace.catalog.bulk.writing import rejected_sheet
from marketplace.imports.lists.lines import read_lines
from marketplace.imports.lists.producers import ProducerChecks, ProducerLine
from marketplace.imports.lists.products import ProductChecks, ProductLine
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.reader import read_register
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet, Table
from tests.catalog.bulk.sheets import NEW, known
from tests.factories.producers import make_producer

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOME = ["", "-", "12.500", "Rp 1,2 jt", "200 g", "24 pcs", "lusin", "karung", "31/07/2026", "31/02/2026", "ya",
        "TOTAL", "BATAL", "8999991870018", "1e9", "=1+1", "x" * 200]  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(SOME),
    st.text(max_size=9),
    st.integers(),
    st.floats(),
    st.dates(),
)


class Registers:
    """Purchase registers, by one mapping."""

    titles = [field.label for field in Field]
    good = {"Tanggal": "01/07/2026", "Nama Pemasok": "Toko Andaian", "Nama Barang": "Gula 1 kg", "Qty": "2",
            "Harga Satuan": "10.000"}  # fmt: skip
    own = "Nama Barang"
    spoilt = {"Tanggal": "31/02/2026", "Qty": "habis", "Harga Satuan": "gratis", "Satuan": "karung"}

    def __init__(self, mapping):
        self.mapping = mapping

    def read(self, book):
        read = read_register(book, period=MonthSpan.parse("2026-07"), mapping=self.mapping)
        return len(read.rows), [bad.note for bad in read.bad], read.refused


class CityList:
    def __init__(self, session, model, checks, good, own, spoilt):
        self.session, self.model, self.checks, self.titles = session, model, checks, list(model.model_fields)
        self.good, self.own, self.spoilt = good, own, spoilt

    def read(self, book):
        read = read_lines(book, self.model, self.checks(self.session))
        return read.good, [row.note for row in [*read.bad, *read.skipped]], read.refused


class Workbook:
    """The product workbook of a maker with nothing in the catalog yet."""

    titles = [title_of(name) for name in FIELDS]
    good = {title_of(name): value for name, value in NEW.items()}
    own = "Nama produk"
    spoilt = {
        "Jenis": "Kuliner",
        "Isi bersih": "sekotak",
        "Harga grosir": "dua ribu",
        "Barcode (GTIN)": "123",
    }

    def read(self, book):
        outcome = check(lines_of(book), replace(known(), products={}))
        notes = [complaint.sentence for row in outcome.wrong for complaint in row.complaints]
        table = rejected_sheet(outcome, known())
        return len(outcome.rows) - len(outcome.wrong), notes, table


@pytest.fixture(params=[*MAPPINGS, "producers", "products", "workbook"])
def mapping(request, session):
    if request.param == "workbook":
        return Workbook()
    if request.param == "producers":
        good = {"producer_id": "Q1", "name": "Keripik Ujung"}
        spoilt = {"nib": "12345", "scale": "raksasa", "kelurahan_code": "18.71"}
        return CityList(session, ProducerLine, ProducerChecks, good, "producer_id", spoilt)
    if request.param == "products":
        make_producer(session, city_ref="P01")
        good = {"supplier_id": "P01", "name": "Keripik", "unit": "PCS", "list_price_idr": "1.000"}
        spoilt = {"list_price_idr": "gratis", "unit": "karung", "gtin13": "123", "supplier_id": "N01"}
        return CityList(session, ProductLine, ProductChecks, good, "name", spoilt)
    return Registers(request.param)


def book_of(titles, rows, kind="xlsx"):
    return Book(kind, [Sheet("A", [titles, *rows])])


@QUIET
@given(data=st.data())
def test_any_row_is_taken_or_has_its_reason(mapping, data):
    more = data.draw(st.lists(st.sampled_from(mapping.titles), unique=True))
    titles = data.draw(st.permutations(list(dict.fromkeys([*mapping.good, *more]))))
    filled = st.tuples(*(CELLS | st.just(mapping.good.get(title)) for title in titles), CELLS)
    rows = data.draw(
        st.lists(st.builds(lambda row, most: row[:most], filled, st.integers(0, 99)), max_size=6)
    )
    try:
        good, notes, table = mapping.read(book_of(titles, rows, data.draw(st.sampled_from(["csv", "xlsx"]))))
    except Refused as refused:
        assert refused.sentence
        return
    assert good >= 0 and all(notes)
    assert isinstance(table, Table)
    assert all(len(row) == len(table.columns) and row[0] for row in table.rows)
    assert bool(table.rows) == bool(notes)


def test_refused_rows_are_taken_once_they_are_mended(mapping):
    titles = list(dict.fromkeys([*mapping.good, *mapping.spoilt]))
    rows = []
    for number, (title, cell) in enumerate(mapping.spoilt.items()):
        row = mapping.good | {mapping.own: f"{mapping.good[mapping.own]} {number}", title: cell}
        rows.append([row.get(each) for each in titles])
    good, notes, table = mapping.read(book_of(titles, rows))
    assert (good, len(notes)) == (0, len(mapping.spoilt))

    back = [column.title for column in table.columns]
    mended = [list(row) for row in table.rows]
    for row, title in zip(mended, mapping.spoilt, strict=True):
        assert row[back.index(title)] == mapping.spoilt[title]
        row[back.index(title)] = mapping.good.get(title)
    assert mapping.read(book_of(back, mended))[:2] == (len(mapping.spoilt), [])

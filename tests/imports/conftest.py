import csv
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.adapters import wiring
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.imports.registers.catalogue import Catalogue, KnownMaker, KnownProduct
from marketplace.imports.registers.reader import read_register
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet
from tests.factories.imports import NearSheets, load_city
from tests.factories.partners import make_partner
from tests.factories.registers import Books
from tests.servers import settings

SAMPLES = Path(__file__).parents[1] / "data" / "sample_imports"
ALWAYS = ((None, None),)


def lines_of(name):
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def catalogue():
    """The ten makers of the city's list; their sellers' products, nobody else's."""
    makers = [
        KnownMaker(id, line["producer_id"], (line["name"], *line["aliases"].split("|")), ALWAYS)
        for id, line in enumerate(lines_of("producers.csv"), 1)
    ]
    ids = {maker.ref: maker.id for maker in makers}
    products = [
        KnownProduct(id, ids[line["supplier_id"]], line["name"], line["unit"], line["gtin13"])
        for id, line in enumerate(lines_of("products.csv"), 1)
        if line["supplier_id"] in ids
    ]
    return Catalogue(makers, products)


@pytest.fixture(scope="session")
def sample():
    def sample(name):
        return SpreadsheetSheets().read((SAMPLES / name).read_bytes(), name)

    return sample


HEADING = ["No", "Tanggal", "No Faktur", "Nama Supplier", "Barcode", "Nama Barang", "Qty", "Satuan",
           "Harga Beli", "Diskon (Rp)", "PPN", "Jumlah", "Ket"]  # fmt: skip


@pytest.fixture
def line():
    """A row of the till's register; the words of the heading change it."""

    def line(**given):
        cells = {"No": "1", "Tanggal": "01/07/2026", "No Faktur": "F1", "Nama Supplier": "Toko Andaian",
                 "Nama Barang": "Gula 1 kg", "Qty": "2", "Satuan": "PCS", "Harga Beli": "10.000"}  # fmt: skip
        cells |= {name.replace("_", " "): cell for name, cell in given.items()}
        cells = {"Diskon (Rp)" if name == "Diskon" else name: cell for name, cell in cells.items()}
        return [cells.get(name, "") for name in HEADING]

    return line


@pytest.fixture
def register():
    """Reads rows that stand under the till's heading."""

    def register(*rows, kind="csv", period="2026-07", heading=HEADING, name="", **given):
        book = Book(kind, [Sheet(name, [heading, *rows])])
        return read_register(book, period=MonthSpan.parse(period), **given)

    return register


@pytest.fixture
def tools(tmp_path):
    return replace(wiring.toolbox(settings("sqlite://", tmp_path)), sheets=NearSheets())


@pytest.fixture
def city(work, tools):
    """The makers and products of the city's lists stand in the books."""
    load_city(work, tools)


@pytest.fixture
def books(session, work, tools):
    return Books(session, work, tools, make_partner(session))

"""The city's two lists in the books, as an officer brought them in, and a shop that buys."""

from pathlib import Path
from typing import NamedTuple

from marketplace.adapters.sandbox import RefusedBytes
from marketplace.adapters.sheets import reading
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.imports.lists.lines import CityList
from marketplace.imports.lists.services import check_list, commit_list, read_list
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.ports.sheets import BadSheet, Book, Sheet

SAMPLES = Path(__file__).parents[1] / "data" / "sample_imports"
LISTS = {BatchKind.PRODUCERS: "producers.csv", BatchKind.PRODUCTS: "products.csv"}
REGISTERS = {  # file: period, rupiah of local makers, all rupiah, good rows
    "01_swalayan_titikkoma.csv": ("2026-07", 32_958_885, 100_818_850, 130),
    "02_minimarket_laporan.xlsx": ("2026-08", 25_191_300, 44_373_400, 87),
    "03_koperasi_rp_satuan.csv": ("2026-09", 10_741_050, 20_801_800, 58),
}


def bytes_of(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def load_list(open_unit, tools, kind, content=None, **given):
    """Read, checked and written in one go: the batch, and what was read."""
    file = {"content": content or bytes_of(LISTS[kind]), "name": LISTS[kind]}
    city_list = read_list(open_unit(), tools, kind, **file)
    with open_unit() as uow:
        batch = check_list(uow, tools, kind, city_list, **file)
        return LoadedList(commit_list(uow, batch.id, city_list, **given), city_list)


def load_city(open_unit, tools):
    for kind in LISTS:
        load_list(open_unit, tools, kind)


class LoadedList(NamedTuple):
    batch: ImportBatch
    city_list: CityList


class NearSheets(SpreadsheetSheets):
    """Reads in this process: a child for every file takes its time, and it has tests of its own."""

    def read(self, content, name):
        if not content:
            raise BadSheet("empty")
        try:
            kind, sheets = reading.read(content)
        except RefusedBytes as unfit:
            raise BadSheet(unfit.code) from unfit
        return Book(kind, [Sheet(title, rows) for title, rows in sheets])

"""The city's two lists in the books, as an officer brought them in, and a shop that buys."""

from pathlib import Path

from marketplace.adapters.sandbox import RefusedBytes
from marketplace.adapters.sheets import reading
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.imports.lists.services import check_list, commit_list
from marketplace.imports.models import BatchKind
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


def load_list(uow, tools, kind, content=None, **given):
    """Checked and written in one go."""
    name = LISTS[kind]
    checked = check_list(uow, tools, kind, content=content or bytes_of(name), name=name)
    return commit_list(uow, tools, checked.batch.id, **given)


def load_city(uow, tools):
    for kind in LISTS:
        load_list(uow, tools, kind)


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

"""A maker's sheet as it goes out: prefilled with what the catalog has, or with the rows that were not taken. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marketplace.catalog.bulk.columns import (
    FIELDS,
    PAGE,
    PHOTOS,
    REASONS,
    ROW_OF,
    TIERS,
    column_of,
)
from marketplace.catalog.bulk.current import CurrentProducts
from marketplace.catalog.bulk.outcome import SheetOutcome
from marketplace.catalog.bulk.reading import choices
from marketplace.catalog.bulk.rows import Complaint, SheetRow
from marketplace.catalog.bulk.stamps import variant_cells
from marketplace.kernel.labels import Label, _l, joined
from marketplace.ports.sheets import Cell, Column, Table

ONLY_SHOWN = [
    Column(
        PHOTOS,
        kind="number",
        note=_l("Berapa foto produk ini; menambah dan mengganti di halamannya. Kolom ini tidak dibaca."),
        width=8,
    ),
    Column(
        PAGE,
        kind="link",
        note=_l("Di sana foto diunggah dan produk diajukan. Kolom ini tidak dibaca."),
        width=54,
    ),
]
BEYOND = [
    (
        _l("Foto"),
        _l("Di halaman produk, langkah Foto: sel lembar kerja tidak membawa gambar dalam ukuran aslinya."),
    ),
    (
        _l("Mengajukan untuk diperiksa"),
        _l("Di halaman produk, setelah Anda melihatnya seperti toko akan melihatnya."),
    ),
    (
        _l("Harga mulai hari lain"),
        _l("Di halaman produk, langkah Harga: lembar ini hanya berisi harga yang berlaku hari ini."),
    ),
    (
        _l("Menjeda, mengarsipkan, menjual lagi"),
        _l("Di halaman produk, satu per satu: toko dan pesanan yang berjalan ikut terpengaruh."),
    ),
    (
        _l("Menghapus varian"),
        _l("Baris yang dihapus dari lembar tidak menghapus apa pun; arsipkan variannya di halaman produk."),
    ),
    (_l("Jumlah stok"), _l("Di halaman Stok: setiap perubahan stok dicatat dengan sebabnya.")),
]
LEAST_TIERS = TIERS[:2]  # that are always offered


def filled_sheet(current: CurrentProducts, address: Callable[[str], str] = str) -> Table:
    """A row for each variant; what is written below brings new ones.

    `address` tells where the page of a product is, by its public id.
    """
    names = _names(current)
    return Table(
        name=_l("Produk"),
        columns=[*_columns(names, current), *ONLY_SHOWN],
        rows=[
            [*(cells[name] for name in names), product.photos, address(product.public_id)]
            for one in current.variants
            for product, cells in [(current.products[one.product_id], variant_cells(one, current))]
        ],
        to_fill=True,
    )


def beyond() -> Table:
    """What a maker can do with a product, and why not here."""
    return Table(
        name=_l("Di luar lembar ini"),
        columns=[
            Column(_l("Yang tidak lewat lembar"), note=_l("Yang dilakukan di halaman lain"), width=36),
            Column(_l("Di mana dan mengapa"), note=_l("Halamannya, dan alasannya"), width=90),
        ],
        rows=BEYOND,
    )


def rejected_sheet(outcome: SheetOutcome, current: CurrentProducts) -> Table:
    """The rows that were not taken, each behind its reasons: mended, it can be sent again as it is."""
    given = {name for one in outcome.wrong for name in one.line.cells}
    names = [name for name in FIELDS if name in given]
    reasons = Column(REASONS, note=_l("Apa yang perlu diperbaiki; kolom ini tidak dibaca"), width=60)
    row_of = Column(ROW_OF, kind="number", note=_l("Nomor baris dalam berkas asal; kolom ini tidak dibaca"))
    return Table(
        name=_l("Perlu diperbaiki"),
        columns=[reasons, row_of, *_columns(names, current)],
        rows=[
            (
                joined([_reason(one) for one in row.complaints], between="\n"),
                row.number,
                *(_as_sent(name, row, current) for name in names),
            )
            for row in outcome.wrong
        ],
        remarks={
            (place, 2 + names.index(one.field)): one.sentence
            for place, row in enumerate(outcome.wrong)
            for one in row.complaints
            if one.field in names
        },
        to_fill=True,
    )


def _columns(names: Sequence[str], current: CurrentProducts) -> list[Column]:
    picked = choices(current)
    return [column_of(name, picked.get(name, ())) for name in names]


def _names(current: CurrentProducts) -> Sequence[str]:
    """All columns, but no more tiers than there are."""
    tiers = max((len(one.form.prices) for one in current.variants), default=0)
    left_out = {
        f"{word}_{place}"
        for place in TIERS
        if place > max(tiers, LEAST_TIERS[-1])
        for word in ("from", "price")
    }
    return [name for name in FIELDS if name not in left_out]


def _reason(complaint: Complaint) -> Label:
    title, sentence = complaint.title, complaint.sentence
    return sentence if complaint.names_it else _l("%(title)s: %(sentence)s", title=title, sentence=sentence)


def _as_sent(name: str, row: SheetRow, current: CurrentProducts) -> Cell:
    """A number stays one; what is none stands there as it was typed. The stamp, and what others changed, are those
    of now: its maker has been told, and decides.
    """
    if row.variant is not None and name in ("stamp", *row.outdated):
        return variant_cells(row.variant, current)[name]
    cell = row.line.cells.get(name)
    if cell is None or isinstance(cell, int | float | str):
        return cell
    return str(cell)

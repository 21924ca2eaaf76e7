"""A maker's sheet as it goes out: prefilled with what stands, or with the rows that were not taken. Pure."""

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
from marketplace.catalog.bulk.known import Known
from marketplace.catalog.bulk.outcome import Checked, Complaint, Outcome
from marketplace.catalog.bulk.reading import choices
from marketplace.catalog.bulk.standing import cells_standing
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


def filled_sheet(known: Known, address: Callable[[str], str] = str) -> Table:
    """A row for each variant; what is written below brings new ones.

    `address` tells where the page of a product is, by its public id.
    """
    names = _names(known)
    return Table(
        name=_l("Produk"),
        columns=[*_columns(names, known), *ONLY_SHOWN],
        rows=[
            [*(cells[name] for name in names), product.photos, address(product.public_id)]
            for one in known.variants
            for product, cells in [(known.products[one.product_id], cells_standing(one, known))]
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


def rejected_sheet(outcome: Outcome, known: Known) -> Table:
    """The rows that were not taken, each behind its reasons: mended, it can be sent again as it is."""
    given = {name for one in outcome.wrong for name in one.row.written.cells}
    names = [name for name in FIELDS if name in given]
    reasons = Column(REASONS, note=_l("Apa yang perlu diperbaiki; kolom ini tidak dibaca"), width=60)
    row_of = Column(ROW_OF, kind="number", note=_l("Nomor baris dalam berkas asal; kolom ini tidak dibaca"))
    return Table(
        name=_l("Perlu diperbaiki"),
        columns=[reasons, row_of, *_columns(names, known)],
        rows=[
            (
                joined([_reason(one) for one in checked.complaints], between="\n"),
                checked.number,
                *(_as_sent(name, checked, known) for name in names),
            )
            for checked in outcome.wrong
        ],
        remarks={
            (place, 2 + names.index(one.field)): one.sentence
            for place, checked in enumerate(outcome.wrong)
            for one in checked.complaints
            if one.field in names
        },
        to_fill=True,
    )


def _columns(names: Sequence[str], known: Known) -> list[Column]:
    picked = choices(known)
    return [column_of(name, picked.get(name, ())) for name in names]


def _names(known: Known) -> Sequence[str]:
    """All columns, but no more tiers than there are."""
    tiers = max((len(one.form.prices) for one in known.variants), default=0)
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


def _as_sent(name: str, checked: Checked, known: Known) -> Cell:
    """A number stays one; what is none stands there as it was typed. The stamp, and what others changed, are those
    of now: its maker has been told, and decides.
    """
    row = checked.row
    if row.variant is not None and name in ("stamp", *row.left):
        return cells_standing(row.variant, known)[name]
    cell = row.written.cells.get(name)
    if cell is None or isinstance(cell, int | float | str):
        return cell
    return str(cell)

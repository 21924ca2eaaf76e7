"""An empty register to fill in; its last sheet tells what belongs in each column."""

from __future__ import annotations

from marketplace.kernel.labels import _l
from marketplace.ports.sheets import Column, Table

COLUMNS = (  # titles that every mapping knows
    Column("Tanggal", note=_l("Tanggal pada nota, misalnya 31/07/2026")),
    Column("No Faktur", note=_l("Nomor nota; tanpa nota bukti bertingkat D (pengakuan saja)")),
    Column("Nama Supplier", note=_l("Nama pemasok seperti pada nota, lokal maupun bukan"), width=32),
    Column("Barcode", note=_l("Boleh kosong")),
    Column("Nama Barang", note=_l("Satu baris untuk tiap barang"), width=32),
    Column("Qty", note=_l("Jumlah barang, misalnya 24 atau 12,5; retur diberi minus")),
    Column("Satuan", note=_l("PCS, KG, BKS, lusin, dus isi 24, dan seterusnya")),
    Column("Harga Beli", note=_l("Rupiah untuk satu satuan, tanpa PPN")),
    Column("Diskon (Rp)", note=_l("Rupiah untuk baris itu; boleh kosong")),
    Column("PPN", note=_l("Rupiah untuk baris itu; boleh kosong dan tidak ikut dihitung")),
    Column("Jumlah", note=_l("Qty × Harga Beli − Diskon; boleh kosong, nanti dihitung"), width=20),
    Column("Keterangan", note=_l("Boleh kosong; baris bertulisan BATAL dilewati"), width=32),
)


def blank_register() -> Table:
    return Table(name=_l("Pembelian"), columns=COLUMNS, rows=())

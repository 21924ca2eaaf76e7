"""An empty register to fill in; its last sheet tells what belongs in each column."""

from __future__ import annotations

from marketplace.kernel.labels import _l
from marketplace.ports.sheets import Column, Table

COLUMNS = (  # titles that every mapping knows
    Column(_l("Tanggal"), note=_l("Tanggal pada nota, misalnya 31/07/2026")),
    Column(_l("No Faktur"), note=_l("Nomor nota; tanpa nota bukti bertingkat D (pengakuan saja)")),
    Column(_l("Nama Supplier"), note=_l("Nama pemasok seperti pada nota, lokal maupun bukan"), width=32),
    Column(_l("Barcode"), note=_l("Boleh kosong")),
    Column(_l("Nama Barang"), note=_l("Satu baris untuk tiap barang"), width=32),
    Column(_l("Qty"), note=_l("Jumlah barang, misalnya 24 atau 12,5; retur diberi minus")),
    Column(_l("Satuan"), note=_l("PCS, KG, BKS, lusin, dus isi 24, dan seterusnya")),
    Column(_l("Harga Beli"), note=_l("Rupiah untuk satu satuan, tanpa PPN")),
    Column(_l("Diskon (Rp)"), note=_l("Rupiah untuk baris itu; boleh kosong")),
    Column(_l("PPN"), note=_l("Rupiah untuk baris itu; boleh kosong dan tidak ikut dihitung")),
    Column(_l("Jumlah"), note=_l("Qty × Harga Beli − Diskon; boleh kosong, nanti dihitung"), width=20),
    Column(_l("Keterangan"), note=_l("Boleh kosong; baris bertulisan BATAL dilewati"), width=32),
)


def blank_register() -> Table:
    return Table(name=_l("Pembelian"), columns=COLUMNS, rows=())

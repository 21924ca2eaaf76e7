"""The columns of a maker's sheet of products: what each is called, what it means, and the cell as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, cast, get_args

from pydantic import BaseModel, Field

from marketplace.adapters.identifiers import gtin
from marketplace.catalog.models import Availability, Continuity, LabelItem
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import Whole
from marketplace.kernel.units import Unit, single_unit
from marketplace.ports.sheets import Column
from marketplace.sheets.cells import TypedWords, between, by_name, choice, looked_up, text

TIERS = (2, 3, 4, 5)  # prices from a larger quantity on
YES, NO = _l("ya"), _l("tidak")
NOT_READ = REASONS, ROW_OF, PHOTOS, PAGE = _l("Alasan"), _l("Baris"), _l("Foto"), _l("Halaman produk")
ANSWERS = {"ya": True, "y": True, "yes": True, "1": True, "tidak": False, "t": False, "no": False, "0": False}
UNITS = by_name(Unit)


def _unit(typed: str, _: object) -> str | None:
    unit = UNITS.get(same_name(typed)) or single_unit(typed)
    return unit.value if unit else None


def column(title: Label, note: Label, *, blank: Any = None, width: int = 14) -> Any:
    """`blank` is the value of an empty cell."""
    return Field(blank, title=title, description=note, json_schema_extra={"width": width})


def _shown(item: LabelItem) -> Any:
    note = _l("ya bila tertulis pada label kemasan, tidak bila belum; kosong berarti seperti semula.")
    return column(_l("Label: %(item)s", item=item.label), note)


Price = Annotated[Rupiah | None, between(1, 1_000_000_000)]
From = Annotated[Whole | None, between(2, 1_000_000)]
Least = Annotated[Whole | None, between(1, 1_000_000)]
Answer = Annotated[bool | None, choice(ANSWERS, _l("%(title)s: tulis ya atau tidak, bukan “%(text)s”."))]


class VariantLine(BaseModel):
    """A row: one variant, with what its product says repeated. `description` of a field explains the column."""

    name: Annotated[str, text(120)] = column(
        _l("Nama produk"), _l("Wajib. Baris dengan nama yang sama adalah satu produk."), blank="", width=32
    )
    category: Annotated[
        CategoryId | None,
        looked_up(
            lambda typed, current: current.category_called(typed),
            _l("Jenis “%(text)s” tidak dikenal; pilih dari daftar di kolom Jenis."),
        ),
    ] = column(_l("Jenis"), _l("Wajib untuk produk baru; pilih dari daftar."), width=28)
    variant: Annotated[str, text(80)] = column(
        _l("Varian"),
        _l("Pembeda bila produk dijual dalam beberapa bentuk, misalnya 250 g atau ukuran L."),
        blank="",
        width=20,
    )
    net_content: Annotated[str, text(40)] = column(
        _l("Isi bersih"), _l("Wajib: angka dan satuan, misalnya 200 g atau 350 ml."), blank=""
    )
    unit: Annotated[
        str,
        looked_up(
            _unit,
            _l("Satuan “%(text)s” tidak dikenal; pilih dari daftar, misalnya bungkus."),
            blank=Unit.PCS.value,
        ),
    ] = column(_l("Satuan jual"), _l("Pilih dari daftar; kosong berarti buah."), blank=Unit.PCS.value)
    sku: Annotated[str, text(40)] = column(
        _l("SKU"), _l("Nomor Anda sendiri; kosong berarti dibuatkan."), blank=""
    )
    gtin: Annotated[
        str | None,
        looked_up(
            lambda typed, _: gtin(typed),
            _l(
                "Barcode (GTIN) “%(text)s”: jumlah angka atau angka pemeriksa tidak cocok; salin ulang dari kemasan."
            ),
        ),
    ] = column(
        _l("Barcode (GTIN)"), _l("8, 12, 13, atau 14 angka dari kemasan, ditulis sebagai teks."), width=18
    )
    price_1: Price = column(_l("Harga grosir"), _l("Wajib. Rupiah per satuan; berlaku begitu diterapkan."))
    from_2: From = column(_l("Mulai jumlah 2"), _l("Dari sekian satuan berlaku Harga 2."))
    price_2: Price = column(_l("Harga 2"), _l("Rupiah per satuan."))
    from_3: From = column(_l("Mulai jumlah 3"), _l("Dari sekian satuan berlaku Harga 3."))
    price_3: Price = column(_l("Harga 3"), _l("Rupiah per satuan."))
    from_4: From = column(_l("Mulai jumlah 4"), _l("Dari sekian satuan berlaku Harga 4."))
    price_4: Price = column(_l("Harga 4"), _l("Rupiah per satuan."))
    from_5: From = column(_l("Mulai jumlah 5"), _l("Dari sekian satuan berlaku Harga 5."))
    price_5: Price = column(_l("Harga 5"), _l("Rupiah per satuan."))
    least: Least = column(
        _l("Pesanan paling sedikit"),
        _l("Satuan; kosong berarti 1. Berlaku begitu diterapkan."),
        blank=1,
    )
    case_pack: Least = column(_l("Isi satu dus"), _l("Satuan; kosong berarti 1."), blank=1)
    retail_price: Price = column(
        _l("Harga eceran"),
        _l("Harga eceran yang disarankan per satuan; terlihat oleh semua orang. Boleh kosong."),
    )
    availability: Annotated[
        Availability | None,
        choice(by_name(Availability), _l("Ketersediaan “%(text)s” tidak dikenal; pilih dari daftar.")),
    ] = column(
        _l("Ketersediaan"),
        _l("Pilih dari daftar; kosong berarti seperti semula. Berlaku begitu diterapkan."),
    )
    lead_days: Annotated[Whole | None, between(1, 90)] = column(
        _l("Lama pembuatan (hari)"), _l("Wajib bila Ketersediaan Pesan dulu; 1 sampai 90.")
    )
    description: Annotated[str, text(2000, lines=True)] = column(
        _l("Tentang produk"), _l("Satu atau dua kalimat untuk toko."), blank="", width=44
    )
    composition: Annotated[str, text(2000, lines=True)] = column(
        _l("Komposisi"), _l("Bahan, dari yang terbanyak."), blank="", width=44
    )
    storage: Annotated[str, text(200)] = column(
        _l("Cara menyimpan"), _l("Misalnya: simpan di tempat kering."), blank="", width=30
    )
    shelf_life_days: Annotated[Whole | None, between(1, 3650)] = column(
        _l("Masa simpan (hari)"), _l("Dihitung dari hari pembuatan.")
    )
    packaging: Annotated[str, text(200)] = column(
        _l("Kemasan"), _l("Misalnya: pouch aluminium berklip."), blank="", width=24
    )
    capacity: Annotated[Whole | None, between(1, 100_000_000)] = column(
        _l("Kapasitas sebulan"), _l("Satuan jual yang dapat Anda buat dalam sebulan.")
    )
    continuity: Annotated[
        Continuity | None,
        choice(by_name(Continuity), _l("Keberlanjutan “%(text)s” tidak dikenal; pilih dari daftar.")),
    ] = column(_l("Keberlanjutan"), _l("Pilih dari daftar; boleh kosong."), width=18)
    shows_name: Answer = _shown(LabelItem.NAME)
    shows_composition: Answer = _shown(LabelItem.COMPOSITION)
    shows_net_content: Answer = _shown(LabelItem.NET_CONTENT)
    shows_expiry: Answer = _shown(LabelItem.EXPIRY)
    shows_permit: Answer = _shown(LabelItem.PERMIT)
    shows_halal: Answer = _shown(LabelItem.HALAL)
    shows_address: Answer = _shown(LabelItem.ADDRESS)
    code: TypedWords = column(
        _l("Kode"),
        _l("Jangan diubah: dengan kode ini baris dikenali. Kosongkan untuk produk atau varian baru."),
        blank="",
    )
    stamp: TypedWords = column(
        _l("Sidik"),
        _l(
            "Jangan diubah: dari sidik ini ketahuan apa yang berubah sejak lembar diunduh; kosong di baris baru."
        ),
        blank="",
        width=10,
    )


FIELDS = VariantLine.model_fields
SHOWN = {f"shows_{item.value}": item for item in LabelItem}
STAY = (*SHOWN, "availability", "lead_days")  # as they are, where a cell is blank


def title_of(name: str) -> Label:
    title = FIELDS[name].title or ""
    return title if isinstance(title, Label) else Label(title)


def column_of(name: str, choices: Sequence[str] = ()) -> Column:
    """As it is written into a sheet: amounts as rupiah, whole numbers as such, the rest as text."""
    field, extra = FIELDS[name], cast(dict[str, int], FIELDS[name].json_schema_extra)
    types = get_args(field.annotation)
    kind = "rupiah" if Rupiah in types else "number" if Whole in types else "text"
    return Column(title_of(name), kind, field.description or "", extra["width"], choices)

"""The columns of a maker's sheet of products: what each is called, what it means, and the cell as a value."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from marketplace.catalog.models import Availability, Continuity, LabelItem
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import Whole
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Column

TIERS = (2, 3, 4, 5)  # prices from a larger quantity on


def text_of(cell: object) -> str:
    """A cell as it would be typed: a number is its digits; nothing that cannot be seen."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell)).replace("\r\n", "\n").replace("_x000D_\n", "\n")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def words_of(cell: object) -> str:
    """A spreadsheet that took 10-12 for a day has lost what was typed."""
    if isinstance(cell, date):
        raise PydanticCustomError("no_day", "a day where words are asked for")
    return text_of(cell)


def _shown(item: LabelItem) -> Any:
    return Field(
        None,
        title=_l("Label: %(item)s", item=item.label),
        description=_l(
            "ya bila tertulis pada label kemasan, tidak bila belum; kosong berarti seperti semula."
        ),
    )


Words = Annotated[str, BeforeValidator(words_of)]


class Line(BaseModel):
    """A row: one variant, with what its product says repeated. `description` of a field explains the column."""

    name: Words | None = Field(
        None,
        title=_l("Nama produk"),
        description=_l("Wajib. Baris dengan nama yang sama adalah satu produk."),
    )
    category: Words | None = Field(
        None, title=_l("Jenis"), description=_l("Wajib untuk produk baru; pilih dari daftar.")
    )
    variant: Words | None = Field(
        None,
        title=_l("Varian"),
        description=_l("Pembeda bila produk dijual dalam beberapa bentuk, misalnya 250 g atau ukuran L."),
    )
    net_content: Words | None = Field(
        None, title=_l("Isi bersih"), description=_l("Wajib: angka dan satuan, misalnya 200 g atau 350 ml.")
    )
    unit: Words | None = Field(
        None, title=_l("Satuan jual"), description=_l("Pilih dari daftar; kosong berarti buah.")
    )
    sku: Words | None = Field(
        None, title=_l("SKU"), description=_l("Nomor Anda sendiri; kosong berarti dibuatkan.")
    )
    gtin: Words | None = Field(
        None,
        title=_l("Barcode (GTIN)"),
        description=_l("8, 12, 13, atau 14 angka dari kemasan, ditulis sebagai teks."),
    )
    price_1: Rupiah | None = Field(
        None, title=_l("Harga grosir"), description=_l("Wajib. Rupiah per satuan; berlaku begitu diterapkan.")
    )
    from_2: Whole | None = Field(
        None, title=_l("Mulai jumlah 2"), description=_l("Dari sekian satuan berlaku Harga 2.")
    )
    price_2: Rupiah | None = Field(None, title=_l("Harga 2"), description=_l("Rupiah per satuan."))
    from_3: Whole | None = Field(
        None, title=_l("Mulai jumlah 3"), description=_l("Dari sekian satuan berlaku Harga 3.")
    )
    price_3: Rupiah | None = Field(None, title=_l("Harga 3"), description=_l("Rupiah per satuan."))
    from_4: Whole | None = Field(
        None, title=_l("Mulai jumlah 4"), description=_l("Dari sekian satuan berlaku Harga 4.")
    )
    price_4: Rupiah | None = Field(None, title=_l("Harga 4"), description=_l("Rupiah per satuan."))
    from_5: Whole | None = Field(
        None, title=_l("Mulai jumlah 5"), description=_l("Dari sekian satuan berlaku Harga 5.")
    )
    price_5: Rupiah | None = Field(None, title=_l("Harga 5"), description=_l("Rupiah per satuan."))
    least: Whole | None = Field(
        None,
        title=_l("Pesanan paling sedikit"),
        description=_l("Satuan; kosong berarti 1. Berlaku begitu diterapkan."),
    )
    case_pack: Whole | None = Field(
        None, title=_l("Isi satu dus"), description=_l("Satuan; kosong berarti 1.")
    )
    retail_price: Rupiah | None = Field(
        None,
        title=_l("Harga eceran"),
        description=_l("Harga eceran yang disarankan per satuan; terlihat oleh semua orang. Boleh kosong."),
    )
    availability: Words | None = Field(
        None,
        title=_l("Ketersediaan"),
        description=_l("Pilih dari daftar; kosong berarti seperti semula. Berlaku begitu diterapkan."),
    )
    lead_days: Whole | None = Field(
        None,
        title=_l("Lama pembuatan (hari)"),
        description=_l("Wajib bila Ketersediaan Pesan dulu; 1 sampai 90."),
    )
    description: Words | None = Field(
        None, title=_l("Tentang produk"), description=_l("Satu atau dua kalimat untuk toko.")
    )
    composition: Words | None = Field(
        None, title=_l("Komposisi"), description=_l("Bahan, dari yang terbanyak.")
    )
    storage: Words | None = Field(
        None, title=_l("Cara menyimpan"), description=_l("Misalnya: simpan di tempat kering.")
    )
    shelf_life_days: Whole | None = Field(
        None, title=_l("Masa simpan (hari)"), description=_l("Dihitung dari hari pembuatan.")
    )
    packaging: Words | None = Field(
        None, title=_l("Kemasan"), description=_l("Misalnya: pouch aluminium berklip.")
    )
    capacity: Whole | None = Field(
        None, title=_l("Kapasitas sebulan"), description=_l("Satuan jual yang dapat Anda buat dalam sebulan.")
    )
    continuity: Words | None = Field(
        None, title=_l("Keberlanjutan"), description=_l("Pilih dari daftar; boleh kosong.")
    )
    shows_name: Words | None = _shown(LabelItem.NAME)
    shows_composition: Words | None = _shown(LabelItem.COMPOSITION)
    shows_net_content: Words | None = _shown(LabelItem.NET_CONTENT)
    shows_expiry: Words | None = _shown(LabelItem.EXPIRY)
    shows_permit: Words | None = _shown(LabelItem.PERMIT)
    shows_halal: Words | None = _shown(LabelItem.HALAL)
    shows_address: Words | None = _shown(LabelItem.ADDRESS)
    code: Words | None = Field(
        None,
        title=_l("Kode"),
        description=_l(
            "Jangan diubah: dengan kode ini baris dikenali. Kosongkan untuk produk atau varian baru."
        ),
    )
    stamp: Words | None = Field(
        None,
        title=_l("Sidik"),
        description=_l(
            "Jangan diubah: dari sidik ini ketahuan apa yang berubah sejak lembar diunduh; kosong di baris baru."
        ),
    )


SHOWN = {f"shows_{item.value}": item for item in LabelItem}
PRODUCT_FIELDS = (
    "name",
    "category",
    "description",
    "composition",
    "storage",
    "shelf_life_days",
    "packaging",
    "capacity",
    "continuity",
    *SHOWN,
)
STAY = (*SHOWN, "availability", "lead_days")  # as they are, where a cell is blank
LONGEST = {  # characters
    "name": 120,
    "variant": 80,
    "net_content": 40,
    "sku": 40,
    "description": 2000,
    "composition": 2000,
    "storage": 200,
    "packaging": 200,
}
BOUNDS = {  # least, most
    "least": (1, 1_000_000),
    "case_pack": (1, 1_000_000),
    "shelf_life_days": (1, 3650),
    "capacity": (1, 100_000_000),
    "lead_days": (1, 90),
    "price_1": (1, 1_000_000_000),
    "retail_price": (1, 1_000_000_000),
    **{f"from_{place}": (2, 1_000_000) for place in TIERS},
    **{f"price_{place}": (1, 1_000_000_000) for place in TIERS},
}
WIDTHS = {
    "name": 32,
    "category": 28,
    "variant": 20,
    "gtin": 18,
    "description": 44,
    "composition": 44,
    "storage": 30,
    "packaging": 24,
    "continuity": 18,
    "stamp": 10,
}
BY_HEADING = {str(field.title): name for name, field in Line.model_fields.items()}
UNITS = {same_name(word): one for one in Unit for word in (one.value, one.label)}
AVAILABILITIES = {same_name(word): one for one in Availability for word in (one.value, one.label)}
CONTINUITIES = {same_name(word): one for one in Continuity for word in (one.value, one.label)}
YES, NO = _l("ya"), _l("tidak")
NOT_READ = REASONS, ROW_OF, PHOTOS, PAGE = _l("Alasan"), _l("Baris"), _l("Foto"), _l("Halaman produk")
ANSWERS = {"ya": True, "y": True, "yes": True, "1": True, "tidak": False, "t": False, "no": False, "0": False}


def title_of(name: str) -> Label:
    title = Line.model_fields[name].title or ""
    return title if isinstance(title, Label) else Label(title)


def columns_of(names: Sequence[str], choices: Mapping[str, Sequence[str]]) -> list[Column]:
    """As they are written into a sheet: amounts as rupiah, whole numbers as such, the rest as text."""
    return [
        Column(
            title_of(name),
            kind=_kind(name),
            note=Line.model_fields[name].description or "",
            width=WIDTHS.get(name, 14),
            choices=choices.get(name, ()),
        )
        for name in names
    ]


def _kind(name: str) -> str:
    types = get_args(Line.model_fields[name].annotation)
    if Rupiah in types:
        return "rupiah"
    return "text" if Words in types else "number"

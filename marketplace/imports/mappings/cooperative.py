"""A cooperative's own list: `24 pcs` in one cell, money as each clerk writes it."""

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.imports.registers.headings import Field
from marketplace.kernel.labels import _l

MAPPINGS.add("cooperative")(
    Mapping(
        _l("Catatan koperasi: jumlah dan satuan dalam satu sel"),
        headings={Field.DAY: ["Tgl Terima"], Field.QUANTITY: ["Banyaknya"], Field.PRICE: ["Harga @"]},
        unit_in_quantity=True,
    )
)

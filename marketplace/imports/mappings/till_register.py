"""What a till's back office exports: a line per item, every cell filled (`No;Tanggal;No Faktur;…`)."""

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.kernel.labels import _l

MAPPINGS.add("till-register")(Mapping(_l("Register kasir: satu baris tiap barang")))

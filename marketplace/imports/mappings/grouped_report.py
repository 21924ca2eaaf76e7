"""A printed report kept as a spreadsheet: grouped by seller, with subtotals and a signature below."""

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.kernel.labels import _l

MAPPINGS.add("grouped-report")(Mapping(_l("Laporan per pemasok dengan subtotal"), seller_carries_down=True))

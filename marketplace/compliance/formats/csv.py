"""One row a partner, with the city's totals at the end."""

from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.formats.tables import partner_table
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox


@FORMATS.add("csv")
class Csv(Format):
    label = _l("CSV")
    suffix = "csv"
    media_type = "text/csv; charset=utf-8"

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        return tools.sheets.write_csv(partner_table(paper))

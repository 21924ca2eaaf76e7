"""A workbook: the summary, each clause and kind, the rows under them, partners, and what every column means."""

from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.formats.tables import (
    clause_table,
    kind_table,
    partner_table,
    row_table,
    summary_table,
)
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox


@FORMATS.add("xlsx")
class Xlsx(Format):
    label = _l("Excel (XLSX)")
    suffix = "xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        tables = (summary_table, clause_table, kind_table, row_table, partner_table)
        return tools.sheets.write_xlsx([table(paper) for table in tables])

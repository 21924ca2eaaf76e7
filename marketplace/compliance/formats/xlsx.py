"""A workbook: partners, clauses, the city, and what every column means."""

from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.formats.tables import city_table, clause_table, partner_table
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox


@FORMATS.add("xlsx")
class Xlsx(Format):
    label = _l("Excel (XLSX)")
    suffix = "xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        return tools.sheets.write_xlsx([partner_table(paper), clause_table(paper), city_table(paper)])

"""The report itself, texts and signature, for `flask compliance verify --file`."""

from collections.abc import Iterable

from sqlalchemy.orm import object_session

from marketplace.compliance.envelopes import sealed
from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.ports.toolbox import Toolbox


@FORMATS.add("json")
class Signed(Format):
    label = _l("Berkas bertanda tangan (JSON)")
    suffix = "json"
    media_type = "application/json"
    published_only = True

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        return b"".join(self.pieces(tools, paper))

    def pieces(self, tools: Toolbox, paper: ReportPaper) -> Iterable[bytes]:
        """One slice at a time, for all of a large city are tens of MiB. Raises Refused before the first piece."""
        session = object_session(paper.report) if paper.report else None
        if paper.report is None or session is None:
            raise Refused(_l("Bulan ini belum terbit, jadi belum ada berkas bertanda tangan."))
        return (part.encode() for part in sealed(session, paper.report))

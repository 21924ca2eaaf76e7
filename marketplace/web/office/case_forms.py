"""The small forms on a case's page; several stand on one page, so each has names of its own."""

from __future__ import annotations

from typing import Any

from marketplace.kernel.labels import _l
from marketplace.outreach.services.cases import LONGEST_TEXT
from marketplace.web.forms import Form, LongText, Text


class Small(Form):
    def __init__(self, **given: Any) -> None:
        super().__init__(prefix=f"{type(self).__name__.removesuffix('Form').lower()}-", **given)


class BlockForm(Small):
    blocker = Text(
        _l("Menunggu apa"),
        longest=LONGEST_TEXT,
        required=False,
        help=_l("Misalnya foto dapur, tanda tangan lurah. Kosong: tidak ada hambatan."),
    )


class SendForm(Small):
    external_ref = Text(
        _l("Nomor pendaftaran di penerbit"), longest=LONGEST_TEXT, required=False, help=_l("Bila sudah ada.")
    )


class RemarkForm(Small):
    note = LongText(_l("Catatan untuk rekan"), rows=2, longest=LONGEST_TEXT, required=False)


class CloseForm(Small):
    reason = LongText(_l("Alasan"), rows=2, longest=LONGEST_TEXT, help=_l("Dibaca oleh pembuatnya."))

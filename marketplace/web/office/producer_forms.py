"""The small forms on a maker's page at the office; several stand on one page, so each has names of its own."""

from typing import Any

from marketplace.kernel.labels import _l
from marketplace.producers.models import LocalityBasis
from marketplace.web.forms import Choice, DayField, Form, LongText, Text


class Small(Form):
    def __init__(self, **given: Any) -> None:
        super().__init__(prefix=type(self).__name__.lower(), **given)


class LocalityForm(Small):
    basis = Choice(_l("Dasar"), LocalityBasis)
    from_on = DayField(_l("Mulai"), required=False, help=_l("Kosong: sejak semula."))
    until_on = DayField(_l("Sampai"), required=False, help=_l("Kosong: sampai diakhiri."))


class EndForm(Small):
    until_on = DayField(_l("Hari terakhir"))
    reason = LongText(_l("Alasan"), rows=2, longest=300)


class HoldForm(Small):
    reason = LongText(_l("Alasan penangguhan"), rows=2, longest=300, help=_l("Dibaca oleh pembuat."))
    from_on = DayField(_l("Mulai"), required=False, help=_l("Kosong: hari ini."))
    until_on = DayField(_l("Sampai"), required=False, help=_l("Kosong: sampai dicabut."))


class AliasForm(Small):
    alias = Text(_l("Sebutan lain"), longest=120, help=_l("Seperti tertulis di nota atau daftar toko."))


class RevokeForm(Small):
    reason = LongText(_l("Alasan pencabutan"), rows=2, longest=300, help=_l("Dibaca oleh pembuat."))
    revoked_on = DayField(_l("Sejak"))

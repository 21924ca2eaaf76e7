"""The forms of a memorandum at the office."""

from __future__ import annotations

from marketplace.kernel.labels import _l
from marketplace.partners.memoranda import Signatures
from marketplace.partners.wording import FIRST, MouTemplate
from marketplace.web.context import reading
from marketplace.web.forms import Choice, DayField, Document, Form, LongText, Text, Tick
from marketplace.web.upload_checks import readable_document


class DraftForm(Form):
    template = Choice(
        _l("Naskah untuk"), [(one.value, one.label) for one in FIRST], coerce=MouTemplate, radio=True
    )
    starts_on = DayField(_l("Mulai berlaku"))
    ends_on = DayField(_l("Berlaku sampai"))


class TextForm(Form):
    starts_on = DayField(_l("Mulai berlaku"))
    ends_on = DayField(_l("Berlaku sampai"))
    text = LongText(
        _l("Naskah"),
        longest=20_000,
        rows=16,
        help=_l("Tanggal di dalam naskah ikut berubah bila Anda menggantinya."),
    )


class SignForm(Form):
    signed_on = DayField(_l("Ditandatangani tanggal"), most=lambda: reading().today)
    city_signatory = Text(_l("Penanda tangan untuk kota"), longest=120)
    city_position = Text(_l("Jabatannya"), longest=120)
    partner_signatory = Text(_l("Penanda tangan untuk mitra"), longest=120)
    partner_position = Text(_l("Jabatannya"), longest=120)
    scan = Document(
        _l("Pindaian MoU bertanda tangan"),
        required=False,
        validators=[readable_document],
        help=_l("Boleh menyusul, satu kali."),
    )

    @property
    def signatures(self) -> Signatures:
        return Signatures(
            city_signatory=self.city_signatory.data,
            city_position=self.city_position.data,
            partner_signatory=self.partner_signatory.data,
            partner_position=self.partner_position.data,
        )


class ScanForm(Form):
    scan = Document(_l("Pindaian MoU bertanda tangan"), validators=[readable_document])


class CompareForm(Form):
    same = Tick(
        _l("Setiap halaman pindaian sudah saya cocokkan dengan naskah, termasuk kedua tanda tangannya"),
        required=True,
    )


class DiscardForm(Form):
    reason = LongText(_l("Alasan"), longest=500, rows=2)


class EndForm(Form):
    last_day = DayField(
        _l("Hari terakhir berlaku"), required=False, help=_l("Kosong: berakhir sekarang juga.")
    )
    reason = LongText(_l("Alasan"), longest=500, rows=2, help=_l("Dibaca oleh mitra."))

"""What an auditor types and photographs at a shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.audits.models.cases import MisstatementCause
from marketplace.audits.visit_rows import ShelfGood
from marketplace.audits.visiting import CountedGood, FoundDocument
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.purchases.recognising import recognise
from marketplace.web.context import reading
from marketplace.web.fields.uploads import Picture
from marketplace.web.fields.values import DayField, RupiahField, Whole
from marketplace.web.forms import Choice, Document, Form, HourField, Text
from marketplace.web.language import translate
from marketplace.web.office.audit_forms import CheckForm
from marketplace.web.upload_checks import readable_document, readable_photo

MOST = 100_000  # pieces of one good


class VisitCheckForm(CheckForm):
    cause = Choice(_l("Sebab"), MisstatementCause, required=False, empty=_l("Hanya bila beda"))


class VisitPlanForm(Form):
    day = DayField(_l("Hari kunjungan"), least=lambda: reading().today)
    hour = HourField(_l("Jam"))


class PhotoForm(Form):
    place = Whole(_l("Nota ke"), required=False, least=1)
    note = Text(_l("Foto apa"), required=False, longest=200, placeholder=_l("Rak depan"))
    photo = Picture(_l("Ambil foto"), validators=[readable_photo])


class ShelfForm(Form):
    """A box for each good that may lie there, and one for a good that MB2 does not know of."""

    other = Text(_l("Barang lain buatan Metro"), required=False, longest=120)
    pieces = Whole(_l("Banyaknya"), required=False, most=MOST)

    goods: Sequence[ShelfGood] = ()

    @classmethod
    def of(cls, goods: Sequence[ShelfGood], **given: Any) -> ShelfForm:
        boxes = {f"rak_{one.public_id}": Whole(one.name, required=False, most=MOST) for one in goods}
        form: ShelfForm = type("ShelfFormOfGoods", (cls,), boxes)(**given)
        form.goods = goods
        return form

    def box(self, good: ShelfGood) -> Any:
        return self[f"rak_{good.public_id}"]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = [super().validate(extra_validators), self._named_and_counted()]
        return all(fine)

    def _named_and_counted(self) -> bool:
        if self.pieces.errors or bool(self.other.data) == (self.pieces.data is not None):
            return True
        missing = self.pieces if self.other.data else self.other
        missing.errors = [str(translate(_l("Isi nama dan banyaknya barang itu.")))]
        return False

    @property
    def counts(self) -> Sequence[CountedGood]:
        """Of boxes that were filled in; 0 is counted too."""
        found = [
            CountedGood(
                text=one.name,
                counted=self.box(one).data,
                producer_id=one.producer_id,
                variant_id=one.variant_id,
                expected=one.expected,
            )
            for one in self.goods
            if self.box(one).data is not None
        ]
        if self.other.data:
            found.append(CountedGood(text=self.other.data, counted=self.pieces.data))
        return found


class UnrecordedForm(Form):
    seller = Text(_l("Penjual"), longest=120, autocomplete="off", render_kw={"list": "sellers"})
    number = Text(_l("Nomor nota"), required=False, longest=60)
    day = DayField(_l("Tanggal nota"))
    net = RupiahField(_l("Nilai di kertas"), help=_l("Tulis 0 untuk membatalkan nota yang salah dicatat."))
    note = Text(_l("Keterangan"), required=False, longest=300)
    file = Document(_l("Foto nota"), required=False, validators=[readable_document])

    def document(self, uow: UnitOfWork, partner_id: PartnerId, file_id: AttachmentId | None) -> FoundDocument:
        known = recognise(uow.session, partner_id, self.seller.data, "")
        return FoundDocument(
            seller=self.seller.data,
            number=self.number.data or None,
            day=self.day.data,
            net=Rupiah(self.net.data),
            producer_id=known.producer_id,
            note=self.note.data or "",
            file_id=file_id,
        )

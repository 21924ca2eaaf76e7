"""What one side says that a purchase or sale was, where it denies the other's figure."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.purchases.figures import OwnFigure
from marketplace.web.context import reading
from marketplace.web.forms import DayField, Document, Form, QuantityField, RupiahField, Text
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload


class OwnFigureForm(Form):
    """What is left empty is as the other side has it."""

    own_quantity = QuantityField(_l("Banyaknya menurut Anda"), required=False, least=1)
    own_amount = RupiahField(_l("Jumlah uang menurut Anda, tanpa PPN"), required=False, least=1)
    own_day = DayField(_l("Tanggal menurut Anda"), required=False, most=lambda: reading().today)
    own_number = Text(_l("Nomor nota Anda"), required=False, longest=60)
    photo = Document(_l("Foto nota Anda"), required=False, validators=[readable_document])

    def figure(self, uow: UnitOfWork) -> OwnFigure:
        return OwnFigure(
            quantity=self.own_quantity.data,
            amount=self.own_amount.data,
            on=self.own_day.data,
            document_number=self.own_number.data,
            evidence_id=keep_upload(uow, self.photo),
        )

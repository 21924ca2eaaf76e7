"""The form of a certificate: it asks for what its kind has, and for nothing else."""

from __future__ import annotations

from typing import Self

from marketplace.certification.kinds.base import KINDS, Scope
from marketplace.certification.models import Certificate
from marketplace.certification.queries import own_products, products_named, renewable_certificates
from marketplace.certification.services.submitting import Claim
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.web.forms import Choice, DayField, Document, Form, Several, Text
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload

NAMES = {
    "number": _l("Nomor"),
    "maker": _l("Nama usaha"),
    "issued_on": _l("Tanggal terbit"),
    "expires_on": _l("Berlaku sampai"),
    "product_ids": _l("Produk"),
    "scan": _l("Pindaian"),
}


DETAILS = {detail.key: detail for kind in KINDS.values() for detail in kind.details}  # of any kind
NAMES |= {key: detail.label for key, detail in DETAILS.items()}


class CertificateForm(Form):
    number = Text(NAMES["number"], longest=60)
    issued_on = DayField(NAMES["issued_on"])
    expires_on = DayField(NAMES["expires_on"])
    product_ids = Several(_l("Produk yang tercantum"), [], coerce=int, required=True)
    renews = Choice(_l("Menggantikan"), [], required=False, empty=_l("tidak, ini surat baru"))
    scan = Document(_l("Foto atau pindaian surat"), validators=[readable_document])

    @classmethod
    def blank(cls, uow: UnitOfWork, producer_id: ProducerId, kind: str) -> Self:
        form = cls()._fit(uow, producer_id, kind)
        older = [one for one in renewable_certificates(uow.session, producer_id) if one.kind == kind]
        form.renews.choices = [(one.public_id, one.number) for one in older]
        return form

    @classmethod
    def of(cls, uow: UnitOfWork, row: Certificate) -> Self:
        named = [one for one, _ in products_named(uow.session, row.id)]
        form = cls(obj=row, product_ids=named, **row.details)._fit(uow, row.producer_id, row.kind)
        form.renews.choices, form.scan.needed = [], False
        return form

    def claim(self, uow: UnitOfWork, kind: str) -> Claim:
        """What was typed, its scan kept."""
        return Claim(
            kind=kind,
            number=self.number.data,
            issued_on=self.issued_on.data,
            expires_on=self.expires_on.data,
            product_ids=self.product_ids.data or (),
            scan_id=keep_upload(uow, self.scan),
            details={field.name: field.data for field in self.details()},
        )

    def details(self) -> list[Text]:
        """The fields of what only this kind of certificate says."""
        return [self[key] for key in DETAILS if key in self]

    def _fit(self, uow: UnitOfWork, producer_id: ProducerId, kind: str) -> Self:
        plug = KINDS[kind]
        for key in DETAILS:
            if key not in {detail.key for detail in plug.details}:
                del self[key]
        self.number.help = _l("%(shape)s, misalnya %(example)s.", shape=plug.shape, example=plug.example)
        self.expires_on.needed = plug.expires
        self.product_ids.needed = plug.scope is Scope.PRODUCT
        self.product_ids.choices = list(own_products(uow.session, producer_id))
        return self


for key, detail in DETAILS.items():
    hint = _l("%(shape)s, misalnya %(example)s.", shape=detail.shape, example=detail.example)
    setattr(CertificateForm, key, Text(detail.label, longest=60, required=False, help=hint))

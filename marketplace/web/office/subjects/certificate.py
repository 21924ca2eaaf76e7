"""A certificate beside its scan."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.certification.queries import own_products, products_named, waiting_certificates
from marketplace.certification.services.reviewing import (
    approve_certificate,
    reject_certificate,
    return_certificate,
)
from marketplace.db.listing import AnySelect
from marketplace.db.review import is_own
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.labels import Label, _l
from marketplace.producers.models import Producer
from marketplace.producers.queries import names_of
from marketplace.web.language import day
from marketplace.web.office.subjects.base import SUBJECTS, Answer, Check, Claim, Sheet, check_waits


class CertificateSubject:
    label = _l("Surat")

    def waiting(self) -> AnySelect:
        return waiting_certificates()

    def title(self, detail: str) -> Label:
        return KINDS[detail].label

    def sheet(self, uow: UnitOfWork, public_id: str) -> Sheet:
        row = _waiting(uow, public_id)
        maker = names_of(uow.session, [row.producer_id])[row.producer_id]
        return Sheet(
            title=_l("Tinjau %(kind)s", kind=KINDS[row.kind].label),
            maker_id=row.producer_id,
            maker=maker,
            claims=list(_claims(uow, row, maker)),
            own=is_own(uow, row, of=row.producer_id),
            scan=None if row.scan_id is None else uow.get(Attachment, row.scan_id),
            checks=list(_checks(uow, row)),
            effect=_effect(uow, row),
            history=("certificate", row.id),
        )

    def approve(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        approve_certificate(uow, _waiting(uow, public_id).id)

    def send_back(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        return_certificate(uow, _waiting(uow, public_id).id, notes=answer.notes, reason=answer.reason)

    def reject(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        reject_certificate(uow, _waiting(uow, public_id).id, reason=answer.reason)


SUBJECTS.add("certificate")(CertificateSubject())


def _waiting(uow: UnitOfWork, public_id: str) -> Certificate:
    row = uow.find(Certificate, public_id=public_id)
    check_waits(uow, row)
    return row


def _claims(uow: UnitOfWork, row: Certificate, maker: str) -> Iterator[Claim]:
    kind = KINDS[row.kind]
    yield Claim("number", _l("Nomor %(kind)s", kind=kind.label), row.number)
    for detail in kind.details:
        if value := row.details.get(detail.key):
            yield Claim(detail.key, detail.label, value)
    yield Claim("maker", _l("Nama usaha"), maker)
    if products := products_named(uow.session, row.id):
        yield Claim("product_ids", _l("Produk"), ", ".join(name for _, name in products))
    yield Claim("issued_on", _l("Tanggal terbit"), day(row.issued_on))
    if row.expires_on is not None:
        yield Claim("expires_on", _l("Berlaku sampai"), day(row.expires_on))


def _checks(uow: UnitOfWork, row: Certificate) -> Iterator[Check]:
    kind = KINDS[row.kind]
    yield Check(_l("Bentuk nomor benar"), fine=True)
    yield Check(_l("Nomor belum dipakai usaha lain"), fine=True)  # the database holds it
    for warning in kind.warnings(row.number, row.expires_on):
        yield Check(warning, fine=False)
    nib = uow.get(Producer, row.producer_id).nib
    if row.kind == "nib" and nib != row.number:
        yield Check(_l("NIB di profil: %(nib)s", nib=nib or "—"), fine=False)


def _effect(uow: UnitOfWork, row: Certificate) -> Label:
    count = len(products_named(uow.session, row.id)) or len(own_products(uow.session, row.producer_id))
    return _l("Menyangkut %(count)d produk; yang lengkap suratnya tampil seketika.", count=count)

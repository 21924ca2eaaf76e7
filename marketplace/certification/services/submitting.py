"""A maker, or an officer for one, hands in a certificate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import delete, select

from marketplace.catalog.models import Product
from marketplace.certification import policies
from marketplace.certification.events import CertificateSubmitted
from marketplace.certification.kinds.base import KINDS, Scope
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.db import review
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId, ProducerId, ProductId
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED, REJECTED, RETURNED
from marketplace.producers.models import Producer


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the certificate says, as typed. `expires_on` stays empty where the kind has no end.

    `details` are those that its kind asks for (`Kind.details`), by key; any of them may be missing.
    """

    kind: str
    number: str
    issued_on: date
    expires_on: date | None = None
    product_ids: Collection[ProductId] = ()
    scan_id: AttachmentId | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def submit_certificate(
    uow: UnitOfWork, producer_id: ProducerId, claim: Claim, *, renews: int | None = None
) -> Certificate:
    """Hand a new certificate to the officials; `renews` is an approved one of the same kind that it follows.

    The older one holds until the newer is approved, and from its day of issue on no more. Raises Refused at the
    field that cannot be: number, dates, products, scan; and for a number that is in use.
    """
    producer = uow.get(Producer, producer_id)
    certificate = Certificate(
        producer_id=producer.id,
        kind=claim.kind,
        number="",
        same="",
        issued_on=claim.issued_on,
        created_at=uow.now,
    )
    uow.demand(policies.SUBMIT, certificate)
    read = _read(uow, producer_id, claim)
    older = None if renews is None else _renewable(uow, renews, producer_id, claim.kind)
    if older is not None:
        older.superseded_by_id = older.id  # makes room for the same number until the newer one has its own id
        uow.session.flush()
    _free_number(uow, read, None)
    _write(certificate, read)
    uow.add(certificate)
    if older is not None:
        older.superseded_by_id = certificate.id
    return _hand_in(uow, certificate, read)


def resubmit_certificate(uow: UnitOfWork, certificate_id: int, claim: Claim) -> Certificate:
    """Hand in again what came back, mended; without a new scan the old one stays."""
    certificate = uow.get(Certificate, certificate_id, lock=True)
    uow.demand(policies.SUBMIT, certificate)
    if certificate.state is not RETURNED:
        raise Refused(_l("Hanya surat yang dikembalikan dapat diajukan lagi."))
    kept = replace(claim, kind=certificate.kind, scan_id=claim.scan_id or certificate.scan_id)
    read = _read(uow, certificate.producer_id, kept)
    _free_number(uow, read, certificate.id)
    _write(certificate, read)
    return _hand_in(uow, certificate, read)


def _hand_in(uow: UnitOfWork, certificate: Certificate, claim: Claim) -> Certificate:
    named = CertificateProduct.certificate_id == certificate.id
    uow.session.execute(delete(CertificateProduct).where(named))
    for product_id in claim.product_ids:
        uow.add(CertificateProduct(certificate_id=certificate.id, product_id=product_id))
    review.submit(uow, certificate)
    uow.session.flush()
    uow.emit(
        CertificateSubmitted(
            certificate_id=certificate.id, producer_id=certificate.producer_id, kind=certificate.kind
        )
    )
    return certificate


def _read(uow: UnitOfWork, producer_id: ProducerId, claim: Claim) -> Claim:
    """The claim in the form that is stored."""
    if claim.kind not in KINDS:
        raise Refused(_l("Pilih jenis surat."), field="kind")
    kind = KINDS[claim.kind]
    if claim.issued_on > uow.today:
        raise Refused(_l("Tanggal terbit paling akhir hari ini."), field="issued_on")
    kind.check(claim.issued_on, claim.expires_on)
    if claim.scan_id is None:
        raise Refused(_l("Unggah foto atau pindaian suratnya."), field="scan")
    return replace(
        claim,
        number=kind.read(claim.number),
        expires_on=claim.expires_on if kind.expires else None,
        product_ids=_named(uow, producer_id, claim) if kind.scope is Scope.PRODUCT else (),
        details=kind.describe(claim.details),
    )


def _named(uow: UnitOfWork, producer_id: ProducerId, claim: Claim) -> Collection[ProductId]:
    wanted = set(claim.product_ids)
    mine = select(Product.id).where(Product.producer_id == producer_id, Product.id.in_(wanted))
    found = set(uow.session.scalars(mine))
    if found != wanted:
        raise NotFound(f"products {wanted - found} of producer {producer_id}")
    if not found:
        raise Refused(_l("Pilih produk yang tercantum pada surat ini."), field="product_ids")
    return sorted(found)


def _renewable(uow: UnitOfWork, certificate_id: int, producer_id: ProducerId, kind: str) -> Certificate:
    older = uow.get(Certificate, certificate_id, lock=True)
    if older.producer_id != producer_id:
        raise NotFound(f"Certificate {certificate_id} of producer {producer_id}")
    fits = older.kind == kind and older.state is APPROVED and older.revoked_on is None
    if not fits or older.superseded_by_id is not None:
        raise Refused(_l("Surat ini tidak dapat diperbarui; ajukan sebagai surat baru."), field="renews")
    return older


def _free_number(uow: UnitOfWork, claim: Claim, mine: int | None) -> None:
    live = (
        select(Certificate.id)
        .filter_by(kind=claim.kind, same=same_name(claim.number), revoked_on=None, superseded_by_id=None)
        .where(Certificate.state != REJECTED)
    )
    owner = uow.session.scalar(live)
    if owner is not None and owner != mine:
        raise Refused(
            _l(
                "Nomor %(number)s sudah tercatat. Periksa nomornya, atau pilih surat yang diperbarui.",
                number=claim.number,
            ),
            field="number",
        )


def _write(certificate: Certificate, claim: Claim) -> None:
    certificate.number, certificate.same = claim.number, same_name(claim.number)
    certificate.issued_on, certificate.expires_on = claim.issued_on, claim.expires_on
    certificate.scan_id, certificate.details = claim.scan_id, dict(claim.details)

"""Officials look a certificate over; later it may be revoked or superseded. Products follow at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from marketplace.certification import policies
from marketplace.certification.events import CertificateReviewed, CertificateRevoked, CertificateSuperseded
from marketplace.certification.models import Certificate
from marketplace.certification.services.refreshing import refresh_certificate
from marketplace.db import review
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.review import APPROVED
from marketplace.producers.services.registering import adopt_nib


def approve_certificate(uow: UnitOfWork, certificate_id: int) -> Certificate:
    """The scan says what was claimed. What it renews ends on the eve of its day of issue."""
    certificate = _reviewed(uow, certificate_id)
    review.approve(uow, certificate, of=certificate.producer_id)
    older = _renewed_by(uow, certificate)
    if older is not None:
        _tell_superseded(uow, older, certificate)
    if certificate.kind == "nib":
        adopt_nib(uow, certificate.producer_id, certificate.number)
    return _answer(uow, certificate, "approved", older)


def return_certificate(
    uow: UnitOfWork, certificate_id: int, *, notes: Mapping[str, str], reason: str = ""
) -> Certificate:
    """`notes` says per field what differs; without any, a reason is needed."""
    certificate = _reviewed(uow, certificate_id)
    if not notes and not reason:
        raise Refused(_l("Tulis apa yang perlu diperbaiki."), field="reason")
    review.return_with_notes(
        uow, certificate, of=certificate.producer_id, notes=dict(notes), reason=reason or None
    )
    return _answer(uow, certificate, "returned", reason=reason)


def reject_certificate(uow: UnitOfWork, certificate_id: int, *, reason: str) -> Certificate:
    """It is no certificate at all. What it would have renewed stays as it was."""
    certificate = _reviewed(uow, certificate_id)
    review.reject(uow, certificate, of=certificate.producer_id, reason=reason)
    uow.session.flush()
    older = _renewed_by(uow, certificate)
    if older is not None:
        older.superseded_by_id = None
    return _answer(uow, certificate, "rejected", reason=reason)


def revoke_certificate(
    uow: UnitOfWork, certificate_id: int, *, reason: str, revoked_on: date | None = None
) -> Certificate:
    """From that day on (today unless given) it holds no more. The past before it stays as it was."""
    certificate = _approved(uow, certificate_id)
    day = revoked_on or uow.today
    if not reason.strip():
        raise Refused(_l("Tulis alasan pencabutan; pembuat akan membacanya."), field="reason")
    if not certificate.issued_on <= day <= uow.today:
        raise Refused(_l("Tanggal pencabutan antara tanggal terbit dan hari ini."), field="revoked_on")
    certificate.revoked_on, certificate.revoked_because = day, reason.strip()
    uow.emit(
        CertificateRevoked(
            certificate_id=certificate.id,
            producer_id=certificate.producer_id,
            revoked_on=day.isoformat(),
            reason=certificate.revoked_because,
        )
    )
    refresh_certificate(uow, certificate)
    return certificate


def supersede_certificate(uow: UnitOfWork, certificate_id: int, *, by_id: int) -> Certificate:
    """A newer certificate of the same kind and maker takes its place from the newer one's day of issue."""
    older, newer = _approved(uow, certificate_id), _approved(uow, by_id)
    alike = (older.producer_id, older.kind) == (newer.producer_id, newer.kind) and older.id != newer.id
    if not alike or newer.issued_on < older.issued_on:
        raise Refused(_l("Pengganti harus surat sejenis milik usaha yang sama, terbit sesudahnya."))
    older.superseded_by_id = newer.id
    _tell_superseded(uow, older, newer)
    refresh_certificate(uow, older)
    return older


def _reviewed(uow: UnitOfWork, certificate_id: int) -> Certificate:
    certificate = uow.get(Certificate, certificate_id, lock=True)
    uow.demand(policies.REVIEW, certificate)
    return certificate


def _approved(uow: UnitOfWork, certificate_id: int) -> Certificate:
    certificate = uow.get(Certificate, certificate_id, lock=True)
    uow.demand(policies.REVOKE, certificate)
    over = certificate.revoked_on is not None or certificate.superseded_by_id is not None
    if certificate.state is not APPROVED or over:
        raise Refused(_l("Hanya surat yang disetujui dan masih dipakai."))
    return certificate


def _renewed_by(uow: UnitOfWork, certificate: Certificate) -> Certificate | None:
    return uow.session.scalar(select(Certificate).filter_by(superseded_by_id=certificate.id))


def _answer(
    uow: UnitOfWork, certificate: Certificate, outcome: str, *also: Certificate | None, reason: str = ""
) -> Certificate:
    uow.emit(
        CertificateReviewed(
            certificate_id=certificate.id,
            producer_id=certificate.producer_id,
            kind=certificate.kind,
            outcome=outcome,
            reason=reason,
        )
    )
    for one in (certificate, *also):
        if one is not None:
            refresh_certificate(uow, one)
    return certificate


def _tell_superseded(uow: UnitOfWork, older: Certificate, newer: Certificate) -> None:
    uow.emit(CertificateSuperseded(certificate_id=older.id, producer_id=older.producer_id, by_id=newer.id))

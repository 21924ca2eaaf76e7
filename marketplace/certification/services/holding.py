"""A certificate is in doubt and proves nothing for a while; its products follow at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from marketplace.certification import policies
from marketplace.certification.events import CertificateFreed, CertificateHeld
from marketplace.certification.models import Certificate, CertificateHold
from marketplace.certification.services.refreshing import refresh_certificate
from marketplace.db import holds
from marketplace.db.holds import HoldRow
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.review import APPROVED


def hold_certificate(
    uow: UnitOfWork,
    certificate_id: int,
    *,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> CertificateHold:
    """From a day on (WIB, today unless given) through a last day; None until it is lifted.

    Refused for one that proves nothing anyway: not approved, or revoked.
    """
    certificate = uow.get(Certificate, certificate_id, lock=True)
    uow.demand(policies.HOLD, certificate)
    if certificate.state is not APPROVED or certificate.revoked_on is not None:
        raise Refused(_l("Hanya surat yang disetujui dan masih dipakai."))
    placed = holds.place(uow, reason=reason, from_on=from_on, until_on=until_on)
    hold = uow.add(CertificateHold(certificate_id=certificate.id, **placed))
    uow.emit(
        CertificateHeld(
            certificate_id=certificate.id,
            producer_id=certificate.producer_id,
            hold_id=hold.id,
            from_on=hold.from_on.isoformat(),
            until_on=until_on.isoformat() if until_on else None,
            reason=hold.reason,
        )
    )
    refresh_certificate(uow, certificate)
    return hold


def free_certificate(uow: UnitOfWork, hold_id: int) -> CertificateHold:
    """From today on. Refused when the suspension is over already."""
    hold = uow.get(CertificateHold, hold_id, lock=True)
    certificate = uow.get(Certificate, hold.certificate_id)
    uow.demand(policies.HOLD, certificate)
    holds.lift(uow, hold)
    uow.emit(
        CertificateFreed(certificate_id=certificate.id, producer_id=certificate.producer_id, hold_id=hold.id)
    )
    refresh_certificate(uow, certificate)
    return hold


def certificate_holds(session: Session, certificate_id: int) -> Sequence[HoldRow]:
    return holds.holds_of(session, CertificateHold, certificate_id=certificate_id)

"""Is this certificate genuine, and does it hold on a day? Anybody may ask who has its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.certification.eligibility import ONE_DAY
from marketplace.certification.kinds.base import KINDS, CertificateKind
from marketplace.certification.models import Certificate, CertificateHold, CertificateProduct
from marketplace.certification.register import is_public
from marketplace.db.holds import holds_on
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.review import APPROVED
from marketplace.producers.models import Producer


class CertificateStatus(Labelled):
    VALID = "valid", _l("Berlaku")
    TO_COME = "to_come", _l("Belum terbit")
    EXPIRED = "expired", _l("Habis masa berlakunya")
    REVOKED = "revoked", _l("Dicabut")
    SUPERSEDED = "superseded", _l("Sudah diganti")
    HELD = "held", _l("Ditangguhkan")
    UNAPPROVED = "unapproved", _l("Tidak disetujui Dinas")


class Heir(NamedTuple):
    """What took its place."""

    code: str
    number: str
    issued_on: date


@dataclass(frozen=True)
class Verified:
    """What strangers may know of a certificate on a day. Of one that was not approved nothing else is told."""

    code: str
    status: CertificateStatus
    kind: CertificateKind
    number: str
    issued_on: date
    expires_on: date | None
    revoked_on: date | None
    heir: Heir | None
    maker: str
    slug: str | None  # where the maker's own page is shown
    products: Sequence[str]
    details: Sequence[tuple[Label, str]]


def verify_certificate(session: Session, code: str, day: date) -> Verified | None:
    """The certificate of this code as it stood on that day (WIB); None where there is no such code."""
    heir, hold = aliased(Certificate), aliased(CertificateHold)
    found = session.execute(
        select(
            Certificate,
            heir,
            Organisation.name,
            Producer.slug,
            is_public(day),
            exists().where(hold.certificate_id == Certificate.id, holds_on(hold, day)),
        )
        .join(Producer, Producer.id == Certificate.producer_id)
        .join(Organisation, Organisation.id == Certificate.producer_id)
        .outerjoin(heir, (heir.id == Certificate.superseded_by_id) & (heir.state == APPROVED))
        .where(Certificate.public_id == code)
    ).one_or_none()
    if found is None:
        return None
    row, newer, maker, slug, public, held = found
    return Verified(
        code=row.public_id,
        status=_standing(row, newer, held, day),
        kind=KINDS[row.kind],
        number=row.number,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        revoked_on=row.revoked_on,
        heir=None if newer is None else Heir(newer.public_id, newer.number, newer.issued_on),
        maker=maker,
        slug=slug if public else None,
        products=_products(session, row.id),
        details=KINDS[row.kind].labelled(row.details),
    )


def _standing(row: Certificate, newer: Certificate | None, held: Any, day: date) -> CertificateStatus:
    """What ended first is told; a doubt only where nothing else did."""
    if row.state is not APPROVED:
        return CertificateStatus.UNAPPROVED
    if day < row.issued_on:
        return CertificateStatus.TO_COME
    ends = [
        (row.revoked_on, CertificateStatus.REVOKED),
        (None if newer is None else newer.issued_on, CertificateStatus.SUPERSEDED),
    ]
    over = [(since, status) for since, status in ends if since is not None and since <= day]
    if row.expires_on is not None and row.expires_on < day:
        over.append((row.expires_on + ONE_DAY, CertificateStatus.EXPIRED))
    if over:
        return min(over)[1]
    return CertificateStatus.HELD if held else CertificateStatus.VALID


def _products(session: Session, certificate_id: int) -> Sequence[str]:
    """The approved ones that it names."""
    query = (
        select(Product.name)
        .join(CertificateProduct, CertificateProduct.product_id == Product.id)
        .where(CertificateProduct.certificate_id == certificate_id, Product.approved_number.is_not(None))
        .order_by(Product.name)
    )
    return session.scalars(query).all()

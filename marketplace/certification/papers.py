"""The certificates a product can show on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Product
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label
from marketplace.kernel.review import APPROVED


@dataclass(frozen=True)
class Paper:
    kind: str
    number: str
    expires_on: date | None

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label


def papers_of(
    session: Session, product_ids: Collection[ProductId], day: date
) -> Mapping[ProductId, list[Paper]]:
    """Approved certificates in force on that day that name the product, or its maker as a whole; one statement."""
    found: dict[ProductId, list[Paper]] = {product_id: [] for product_id in product_ids}
    named = exists().where(CertificateProduct.certificate_id == Certificate.id)
    query = (
        select(Product.id, Certificate.kind, Certificate.number, Certificate.expires_on)
        .join(Certificate, Certificate.producer_id == Product.producer_id)
        .where(
            Product.id.in_(product_ids),
            Certificate.state == APPROVED,
            Certificate.issued_on <= day,
            or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day),
            or_(Certificate.revoked_on.is_(None), Certificate.revoked_on > day),
            Certificate.superseded_by_id.is_(None),
            or_(~named, named.where(CertificateProduct.product_id == Product.id)),
        )
        .order_by(Certificate.kind)
    )
    for product_id, kind, number, expires_on in session.execute(query):
        found[product_id].append(Paper(kind, number, expires_on))
    return found

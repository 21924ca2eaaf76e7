"""Certificates for tests, and a product of snacks in a city that knows its requirements."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog.models import Category, Product, ProductRevision
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.files.models import Attachment, AttachmentKind
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.producers import make_producer

numbers = count(1)


def make_product(
    session: Session, *, producer: Producer | None = None, category: str = "dry-food", **given: Any
) -> Product:
    """Approved; whether it is eligible is for its certificates to say."""
    found = session.query(Category).filter_by(code=category).one_or_none()
    if found is None:
        found = Category(code=category, name=category)
        session.add(found)
        session.flush()
    number = next(numbers)
    product = Product(
        **{
            "producer_id": (producer or make_producer(session)).id,
            "category_id": found.id,
            "name": f"Keripik {number}",
            "slug": f"keripik-asin-{number}",
            "state": APPROVED,
            "created_at": NOW,
        }
        | given
    )
    session.add(product)
    session.flush()
    session.add(
        ProductRevision(
            product_id=product.id,
            number=1,
            category_id=product.category_id,
            name=product.name,
            written_by=None,
            written_at=NOW,
        )
    )
    session.flush()
    if product.state is APPROVED:
        product.approved_number = 1
    session.commit()
    return product


def make_scan(session: Session, producer: Producer) -> Attachment:
    scan = Attachment(
        organisation_id=producer.id,
        kind=AttachmentKind.EVIDENCE,
        name="surat.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=f"{next(numbers):064}",
        uploaded_by=None,
        uploaded_at=NOW,
    )
    session.add(scan)
    session.commit()
    return scan


def make_certificate(
    session: Session, *products: Product, producer: Producer | None = None, **given: Any
) -> Certificate:
    """An approved P-IRT of 2025, of the products given or of the whole maker."""
    number = given.pop("number", f"206187201{next(numbers):04}-30")
    certificate = Certificate(
        **{
            "producer_id": producer.id if producer else products[0].producer_id,
            "kind": "pirt",
            "number": number,
            "same": same_name(number),
            "issued_on": date(2025, 3, 1),
            "expires_on": date(2030, 3, 1),
            "state": APPROVED,
            "created_at": NOW,
        }
        | given
    )
    session.add(certificate)
    session.flush()
    for product in products:
        session.add(CertificateProduct(certificate_id=certificate.id, product_id=product.id))
    session.commit()
    return certificate

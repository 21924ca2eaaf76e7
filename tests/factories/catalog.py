"""Products as their makers start them."""

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog.models import Category, PriceTier, Product, ProductPhoto, ProductRevision, Variant
from marketplace.files.models import Attachment, AttachmentKind, Rendition
from marketplace.kernel.money import Rupiah
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_maker

numbers = count(1)


def make_category(session: Session, **given: Any) -> Category:
    category = Category(**{"code": f"jenis-{next(numbers)}", "name": "Camilan"} | given)
    session.add(category)
    session.commit()
    return category


def make_draft(
    session: Session,
    *,
    maker: Producer | None = None,
    price: int | None = None,
    photo: bool = False,
    **given: Any,
) -> Product:
    """A draft with its first revision and one variant; a price and a photo only if asked for."""
    maker = maker or make_maker(session)
    number = next(numbers)
    product = Product(
        **{
            "producer_id": maker.id,
            "category_id": make_category(session).id,
            "name": "Keripik Pisang",
            "slug": f"keripik-{number}",
            "created_at": NOW,
        }
        | given
    )
    session.add(product)
    session.flush()
    session.add(
        ProductRevision(product_id=product.id, number=1, name=product.name, written_by=None, written_at=NOW)
    )
    variant = Variant(product_id=product.id, producer_id=maker.id, sku=f"K{number}")
    session.add(variant)
    session.flush()
    if price:
        session.add(
            PriceTier(variant_id=variant.id, from_quantity=1, price=Rupiah(price), from_on=NOW.date())
        )
    if photo:
        add_picture(session, product)
    session.commit()
    return product


def add_picture(session: Session, product: Product, *, position: int = 1, alt: str = "") -> Attachment:
    """A photo with one rendition; its bytes are nowhere."""
    attachment = Attachment(
        organisation_id=product.producer_id,
        kind=AttachmentKind.PUBLIC_IMAGE,
        name="foto.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=f"{next(numbers):064}",
        uploaded_by=None,
        uploaded_at=NOW,
    )
    session.add(attachment)
    session.flush()
    session.add_all(
        [
            Rendition(
                attachment_id=attachment.id, width=320, height=240, media_type="image/webp", sha256="ab" * 32
            ),
            ProductPhoto(product_id=product.id, attachment_id=attachment.id, position=position, alt=alt),
        ]
    )
    session.commit()
    return attachment

"""Products as their makers start them."""

from dataclasses import asdict
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import (
    Category,
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    RevisionPhoto,
    RevisionVariant,
    Variant,
)
from marketplace.catalog.packs import Pack
from marketplace.files.models import Attachment, AttachmentKind, Picture, PictureState, Rendition
from marketplace.kernel.ids import ProductId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED
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
    variant = add_variant(session, product.id, sku=f"K{number}")
    if product.state is APPROVED:
        product.approved_number = 1
    if price:
        session.add(
            PriceTier(variant_id=variant.id, from_quantity=1, price=Rupiah(price), from_on=NOW.date())
        )
    if photo:
        add_picture(session, product)
    session.commit()
    return product


def add_variant(session: Session, product_id: ProductId, **given: Any) -> Variant:
    """On sale since officials looked at it with the newest revision, which is the approved one if there is any."""
    maker_id = session.get_one(Product, product_id).producer_id
    own = {"product_id": product_id, "producer_id": maker_id, "sku": f"V{next(numbers)}"}
    variant = Variant(**own | given, waits_since=NOW)
    session.add(variant)
    session.flush()
    write_pack(session, variant)
    variant.waits_since = None
    session.commit()
    return variant


def write_pack(session: Session, variant: Variant) -> None:
    """What it says now, with the newest revision of its product."""
    newest = select(func.max(ProductRevision.id)).filter_by(product_id=variant.product_id)
    pack = asdict(Pack.of(variant))
    session.add(RevisionVariant(revision_id=session.scalar(newest), variant_id=variant.id, **pack))
    session.flush()


def add_picture(
    session: Session,
    product: Product,
    *,
    position: int = 1,
    alt: str = "",
    key: str | None = None,
    width: int = 320,
    tiny: str = "",
) -> Attachment:
    """A photo with one rendition, in the newest revision too; its bytes are nowhere."""
    attachment = Attachment(
        organisation_id=product.producer_id,
        kind=AttachmentKind.PUBLIC_IMAGE,
        name="foto.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=key or f"{next(numbers):064}",
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
            Picture(
                attachment_id=attachment.id,
                state=PictureState.READY,
                width=width,
                height=width * 3 // 4,
                tiny=tiny,
            ),
            ProductPhoto(product_id=product.id, attachment_id=attachment.id, position=position, alt=alt),
        ]
    )
    newest = select(ProductRevision.id).filter_by(product_id=product.id)
    revision_id = session.scalars(newest.order_by(ProductRevision.number.desc()).limit(1)).one()
    session.add(
        RevisionPhoto(revision_id=revision_id, position=position, attachment_id=attachment.id, alt=alt)
    )
    session.commit()
    return attachment

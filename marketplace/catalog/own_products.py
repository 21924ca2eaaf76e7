"""What a maker has, as its own list and as officials see it: narrowed, sorted, and paged by key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, join

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, Category, Product, ProductPhoto, Variant
from marketplace.db.keyset import Sort
from marketplace.db.listing import MOST_COUNTED, Listing, Row, by, col, required
from marketplace.db.listing import where as narrows
from marketplace.files.models import Attachment, Picture, PictureState
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.review import DRAFT, REJECTED, RETURNED, SUBMITTED


class Where(Labelled):
    """Where a product stands, as its maker asks for it. One that is shown while it is revised stands in two."""

    LISTED = "listed", _l("Tayang")
    UNLISTED = "unlisted", _l("Belum tayang")
    TO_MEND = "to-mend", _l("Perlu dilengkapi")
    WAITING = "waiting", _l("Menunggu petugas")
    SOLD_OUT = "sold-out", _l("Habis")


class OwnProduct(Row):
    product_id = col(Product.id)
    public_id = col(Product.public_id)
    name = col(Product.name)
    category = col(Category.name)
    state = col(Product.state)
    paused = col(Product.paused_at.is_not(None))
    eligible_until = col(Product.eligible_until)
    approved_number = col(Product.approved_number)
    archived = col(Product.archived_at.is_not(None))


class ProductsOf(Listing[OwnProduct]):
    """Everything a maker has, newest first, drafts too; with `archived` only what is, or is not, in the archive.

    `text` is a part of the name, or of a SKU or barcode; `day` says what is listed.
    """

    source = join(Product, Category, Category.id == Product.category_id)
    base = Product
    most_counted = MOST_COUNTED

    producer_id: ProducerId = required(Product.producer_id)
    archived: bool | None = None
    where: Where | None = narrows(arg="state")
    text: str = narrows(arg="q", default="")
    day: date | None = None
    by_name: bool = False
    up: bool = False

    def order(self) -> Sort:
        return by(Product.name if self.by_name else Product.created_at, Product.id, down=not self.up)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.archived is not None:
            yield Product.archived_at.is_not(None) == self.archived
        if self.where is not None:
            yield self._stands(self.where)
        if self.text:
            yield self._named()

    def _stands(self, where: Where) -> ColumnElement[bool]:
        if where is Where.TO_MEND:
            return Product.state.in_([DRAFT, RETURNED, REJECTED])
        if where is Where.WAITING:
            return Product.state == SUBMITTED
        if where is Where.SOLD_OUT:
            gone = Variant.availability == Availability.SOLD_OUT
            return exists().where(Variant.product_id == Product.id, Variant.archived_at.is_(None), gone)
        shown = listed(self.day or date.min)
        if where is Where.LISTED:
            return shown
        return Product.id.not_in(select(Product.id).where(Product.producer_id == self.producer_id, shown))

    def _named(self) -> ColumnElement[bool]:
        coded = or_(
            Variant.sku.icontains(self.text, autoescape=True),
            Variant.gtin.contains(self.text, autoescape=True),
        )
        return or_(
            Product.name.icontains(self.text, autoescape=True),
            exists().where(Variant.product_id == Product.id, coded),
        )


class LiveProduct(NamedTuple):
    public_id: str
    name: str


def live_among(
    session: Session, product_ids: Collection[ProductId], day: date
) -> Mapping[ProductId, LiveProduct]:
    """Those of these that are listed on that day."""
    query = select(Product.id, Product.public_id, Product.name)
    rows = session.execute(query.where(Product.id.in_(product_ids), listed(day)))
    return {row.id: LiveProduct(row.public_id, row.name) for row in rows}


def has_one_named(session: Session, producer_id: ProducerId, name: str) -> bool:
    """Whether one of this name, in whatever letters, is sold or in the making."""
    same = func.lower(Product.name) == name.lower()
    mine = select(Product.id).where(Product.producer_id == producer_id, Product.archived_at.is_(None), same)
    return session.scalar(mine.limit(1)) is not None


def first_photos(session: Session, product_ids: Collection[ProductId]) -> Mapping[ProductId, str]:
    """The key of the first photo that can be shown, of drafts too."""
    query = (
        select(ProductPhoto.product_id, Attachment.sha256)
        .join(Attachment, Attachment.id == ProductPhoto.attachment_id)
        .join(Picture, Picture.attachment_id == ProductPhoto.attachment_id)
        .where(ProductPhoto.product_id.in_(product_ids), Picture.state == PictureState.READY)
        .order_by(ProductPhoto.position.desc())
    )
    return {row.product_id: row.sha256 for row in session.execute(query)}

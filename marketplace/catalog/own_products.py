"""What a maker has, as its own list and as officials see it: narrowed, sorted, and paged by key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, Category, Product, ProductPhoto, Variant
from marketplace.db import keyset
from marketplace.db.keyset import Asked, Stretch
from marketplace.db.reading import Listing
from marketplace.files.models import Attachment, Picture, PictureState
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.review import DRAFT, REJECTED, RETURNED, SUBMITTED, ReviewState

SIZE = 25
FIRST = Asked()


class Where(Labelled):
    """Where a product stands, as its maker asks for it. One that is shown while it is revised stands in two."""

    LISTED = "listed", _l("Tayang")
    UNLISTED = "unlisted", _l("Belum tayang")
    TO_MEND = "to-mend", _l("Perlu dilengkapi")
    WAITING = "waiting", _l("Menunggu petugas")
    SOLD_OUT = "sold-out", _l("Habis")


@dataclass(frozen=True)
class OwnProduct:
    product_id: ProductId
    public_id: str
    name: str
    category: str
    state: ReviewState
    paused: bool
    eligible_until: date | None
    approved_number: int | None
    archived: bool


@dataclass(frozen=True, kw_only=True)
class ProductsOf:
    """Everything a maker has, newest first, drafts too; with `archived` only what is, or is not, in the archive.

    `text` is a part of the name, or of a SKU or barcode; `day` says what is listed.
    """

    producer_id: ProducerId
    archived: bool | None = None
    where: Where | None = None
    text: str = ""
    day: date | None = None
    by_name: bool = False
    up: bool = False

    @property
    def order(self) -> keyset.Order:
        return keyset.Order(Product.name if self.by_name else Product.created_at, Product.id, not self.up)

    def wanted(self) -> Select[Any]:
        """Ids only."""
        query = select(Product.id).where(Product.producer_id == self.producer_id)
        if self.archived is not None:
            query = query.where(Product.archived_at.is_not(None) == self.archived)
        if self.where is not None:
            query = query.where(self._stands(self.where))
        return query.where(self._named()) if self.text else query

    def select(self) -> Listing:
        """All of them in their order."""
        return _rows().where(Product.id.in_(self.wanted())).order_by(*self.order.by(back=False))

    def page(self, session: Session, asked: Asked = FIRST, *, size: int = SIZE) -> Stretch[OwnProduct]:
        wanted = self.wanted()
        place = self._place(session, asked.name) if asked.name else None
        ids = keyset.page_of_ids(session, wanted, self.order, asked, place, size=size)
        rows = session.execute(_rows().where(Product.id.in_(ids.found)))
        found = {row[0]: OwnProduct(*row) for row in rows}
        total, beyond = keyset.counted(session, wanted)
        return Stretch([found[one] for one in ids.found], total, beyond, ids.first, ids.last)

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

    def _place(self, session: Session, public_id: str) -> tuple[Any, ...] | None:
        """Where a row stands, also one that is narrowed out by now; only among one's own."""
        query = select(*self.order.key).filter_by(public_id=public_id, producer_id=self.producer_id)
        found = session.execute(query).one_or_none()
        return tuple(found) if found else None


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


def _rows() -> Listing:
    query: Listing = select(
        Product.id,
        Product.public_id,
        Product.name,
        Category.name,
        Product.state,
        Product.paused_at.is_not(None),
        Product.eligible_until,
        Product.approved_number,
        Product.archived_at.is_not(None),
    ).join(Category, Category.id == Product.category_id)
    return query

"""The revisions of a product, as they were written and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.catalog.differences import ComparedPhoto, Packed, Snapshot
from marketplace.catalog.events import ProductReviewed
from marketplace.catalog.models import (
    Category,
    Product,
    ProductRevision,
    RevisionPhoto,
    RevisionVariant,
    Variant,
)
from marketplace.catalog.packs import Pack
from marketplace.catalog.revisions import text_of
from marketplace.files.models import Attachment
from marketplace.journal.queries import EntryList
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProductId
from marketplace.kernel.review import ReviewState


class Revised(NamedTuple):
    """`outcome` is what officials answered, else where the newest one is; None for one that nobody handed in."""

    number: int
    written_at: datetime
    by: str | None  # None where the system wrote it
    outcome: ReviewState | None


def snapshot_of(session: Session, product_id: ProductId, number: int) -> Snapshot:
    """Raises NotFound for a number that the product has not."""
    query = (
        select(ProductRevision, Category.name)
        .join(Category, Category.id == ProductRevision.category_id)
        .where(ProductRevision.product_id == product_id, ProductRevision.number == number)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"revision {number} of product {product_id}")
    revision, category = row
    photos = (
        select(Attachment.public_id, Attachment.sha256, RevisionPhoto.alt)
        .join(Attachment, Attachment.id == RevisionPhoto.attachment_id)
        .where(RevisionPhoto.revision_id == revision.id)
        .order_by(RevisionPhoto.position)
    )
    packs = (
        select(Variant.public_id, RevisionVariant)
        .join(Variant, Variant.id == RevisionVariant.variant_id)
        .where(RevisionVariant.revision_id == revision.id)
        .order_by(Variant.id)
    )
    return Snapshot(
        number=number,
        category=category,
        text=text_of(revision),
        photos=[ComparedPhoto(*photo) for photo in session.execute(photos)],
        packs=[Packed(variant, Pack.of(text_of)) for variant, text_of in session.execute(packs)],
    )


def revisions_of(session: Session, product_id: ProductId) -> Sequence[Revised]:
    """The newest first."""
    product = session.get_one(Product, product_id)
    query = (
        select(ProductRevision.number, ProductRevision.written_at, User.name)
        .outerjoin(User, User.id == ProductRevision.written_by)
        .where(ProductRevision.product_id == product_id)
        .order_by(ProductRevision.number.desc())
    )
    rows = session.execute(query).all()
    outcomes = dict(_answers(session, product_id))
    if product.approved_number is not None:
        outcomes.setdefault(product.approved_number, ReviewState.APPROVED)  # entries of old name no revision
    if rows:
        outcomes[rows[0].number] = product.state
    return [Revised(*row, outcomes.get(row.number)) for row in rows]


def _answers(session: Session, product_id: ProductId) -> Mapping[int, ReviewState]:
    """The last answer to each revision, from the journal."""
    entries = EntryList(
        subject_kind=ProductReviewed.subject_kind, subject_id=product_id, action=ProductReviewed.action
    )
    answers: dict[int, ReviewState] = {}
    for entry in entries.rows(session):
        payload = entry.payload
        if "revision" in payload:
            answers.setdefault(payload["revision"], ReviewState(payload["outcome"]))
    return answers

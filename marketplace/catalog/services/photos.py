"""The photos a maker hangs up, the main one first. They are shown once the revision they came with is approved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from marketplace.catalog.events import PhotoAdded, PhotoDescribed, PhotoMoved, PhotoRemoved
from marketplace.catalog.models import ProductPhoto
from marketplace.catalog.services.opening import open_again, own
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, ProductId
from marketplace.kernel.labels import _l

MOST_PHOTOS = 8
ASIDE = 1_000  # places where photos wait while others take theirs


def add_photo(uow: UnitOfWork, product_id: ProductId, attachment_id: AttachmentId, *, alt: str = "") -> None:
    """As the last one; its picture may still be in the making. Refused when there are eight."""
    product = own(uow, product_id)
    taken = uow.session.scalars(select(ProductPhoto.position).filter_by(product_id=product_id)).all()
    if len(taken) >= MOST_PHOTOS:
        raise Refused(_l("Paling banyak %(most)d foto; hapus satu dahulu.", most=MOST_PHOTOS), field="photo")
    position = max(taken, default=0) + 1
    uow.add(ProductPhoto(product_id=product.id, attachment_id=attachment_id, position=position, alt=alt))
    open_again(uow, product)
    uow.emit(PhotoAdded(product_id=product.id, attachment_id=attachment_id))


def remove_photo(uow: UnitOfWork, product_id: ProductId, attachment: str) -> None:
    """The picture leaves the page; its file (by public id) stays, for what was already ordered."""
    product = own(uow, product_id)
    photo = _photo(uow, product_id, attachment)
    uow.session.delete(photo)
    open_again(uow, product)
    uow.emit(PhotoRemoved(product_id=product.id, attachment_id=photo.attachment_id))


def move_photo(uow: UnitOfWork, product_id: ProductId, attachment: str, *, to: int) -> None:
    """To this place, 1 for the main photo; a place beyond the ends is the end. Raises NotFound for another's."""
    product = own(uow, product_id)
    moved = _photo(uow, product_id, attachment).attachment_id
    hung = select(ProductPhoto.attachment_id).filter_by(product_id=product_id)
    before = list(uow.session.scalars(hung.order_by(ProductPhoto.position)))
    after = [one for one in before if one != moved]
    place = min(max(to, 1), len(before))
    after.insert(place - 1, moved)
    if after == before:
        return
    _hang(uow, product_id, after)
    open_again(uow, product)
    uow.emit(PhotoMoved(product_id=product.id, attachment_id=moved, to=place))


def describe_photo(uow: UnitOfWork, product_id: ProductId, attachment: str, *, alt: str) -> None:
    """What is on it, for who does not see it."""
    product = own(uow, product_id)
    photo = _photo(uow, product_id, attachment)
    if photo.alt == alt:
        return
    photo.alt = alt
    open_again(uow, product)
    uow.emit(PhotoDescribed(product_id=product.id, attachment_id=photo.attachment_id))


def _photo(uow: UnitOfWork, product_id: ProductId, attachment: str) -> ProductPhoto:
    kept = uow.find(Attachment, public_id=attachment)
    return uow.find(ProductPhoto, product_id=product_id, attachment_id=kept.id)


def _hang(uow: UnitOfWork, product_id: ProductId, order: Sequence[AttachmentId]) -> None:
    """No two may hang at one place even for a moment: all step aside first."""
    photos = update(ProductPhoto).where(ProductPhoto.product_id == product_id)
    uow.session.execute(photos.values(position=ProductPhoto.position + ASIDE))
    for position, attachment_id in enumerate(order, 1):
        uow.session.execute(photos.filter_by(attachment_id=attachment_id).values(position=position))

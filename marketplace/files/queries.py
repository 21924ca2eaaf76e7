"""Uploads as they are served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.uow import UnitOfWork
from marketplace.files import policies
from marketplace.files.metadata import without_metadata
from marketplace.files.models import Attachment, Picture, PictureState, Rendition
from marketplace.files.unfollowable import Unfollowable
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.ports.pictures import AVIF
from marketplace.ports.storage import NotStored, Storage

UNSHOWN = _l(
    "Data kamera tidak dapat dipisahkan dari foto ini, jadi foto tidak ditampilkan. Minta pengirimnya mengambil ulang"
    " foto, lalu mengunggahnya lagi."
)

# Says whether the other side of a document may see its paper, such as the buyer a handover's photo. Packages
# above know that; where all parts meet, their checks are handed in.
Check = Callable[[UnitOfWork, Attachment], bool]


def may_open(uow: UnitOfWork, attachment: Attachment, checks: Sequence[Check] = ()) -> bool:
    """The owner's people, officials, and whom one of the checks lets in."""
    return uow.allows(policies.OPEN, attachment) or any(check(uow, attachment) for check in checks)


def opened(
    uow: UnitOfWork, storage: Storage, public_id: str, checks: Sequence[Check] = ()
) -> tuple[Attachment, bytes]:
    """An upload, and its bytes without what a camera wrote into them; the bytes as they came are handed to nobody.

    Raises NotFound for what is not there and for what others keep to themselves, Refused for a picture whose parts
    cannot be told apart.
    """
    attachment = uow.find(Attachment, public_id=public_id)
    if not may_open(uow, attachment, checks):
        raise NotFound(f"attachment {attachment.id} is not for this actor")
    try:
        return attachment, without_metadata(storage.get(attachment.sha256))
    except NotStored as lost:
        raise NotFound(f"the bytes of attachment {attachment.id} are gone") from lost
    except Unfollowable as torn:
        raise Refused(UNSHOWN) from torn


def undeveloped(session: Session, attachment_id: AttachmentId) -> str | None:
    """SHA-256 of a public image that lacks renditions, in all formats or in the newest; None when it has all."""
    query = select(Attachment.sha256).join(Picture, Picture.attachment_id == Attachment.id)
    modern = select(Rendition.width).filter_by(attachment_id=attachment_id, media_type=AVIF)
    return session.scalar(
        query.where(Attachment.id == attachment_id, Picture.state != PictureState.UNFIT, ~modern.exists())
    )


class ShownPicture(NamedTuple):
    sha256: str
    media_type: str
    exact: bool  # of the width and format that were asked for
    content: bytes


def public_picture(uow: UnitOfWork, storage: Storage, key: str, width: int, media_type: str) -> ShownPicture:
    """A public image's rendition; `key` is the SHA-256 of what came in, `width` is in px.

    Where it is not there, as of older pictures, it is the nearest there is. Raises NotFound for any other file.
    """
    query = (
        select(Rendition.sha256, Rendition.media_type, Rendition.width)
        .join(Attachment, Attachment.id == Rendition.attachment_id)
        .where(Attachment.sha256 == key)
        .order_by(Rendition.media_type != media_type, func.abs(Rendition.width - width))
    )
    found = uow.session.execute(query.limit(1)).one_or_none()
    if found is None:
        raise NotFound(f"no public picture {key}")
    exact = (found.width, found.media_type) == (width, media_type)
    try:
        return ShownPicture(found.sha256, found.media_type, exact, storage.get(found.sha256))
    except NotStored as lost:
        raise NotFound(f"the bytes of picture {key} are gone") from lost

"""Uploads as they are served, and those that a job has yet to see to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.uow import UnitOfWork
from marketplace.files import policies
from marketplace.files.models import Attachment, AttachmentKind, PhotoMark, Picture, PictureState, Rendition
from marketplace.files.originals import copy_key
from marketplace.files.sniffing import IMAGES
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.ports.pictures import AVIF, JPEG
from marketplace.ports.storage import NotStored, Storage

NOT_YET = _l(
    "Foto lama ini sedang dibersihkan dari data kamera, jadi belum dapat dibuka. Coba lagi beberapa menit lagi."
)
UNSHOWN = _l(
    "Foto ini rusak, jadi tidak dapat dibuka. Minta pengirimnya mengambil ulang foto, lalu mengunggahnya lagi."
)

# Says whether the other side of a document may see its paper, such as the buyer a handover's photo. Packages
# above know that; where all parts meet, their checks are handed in.
Check = Callable[[UnitOfWork, Attachment], bool]


def may_open(
    uow: UnitOfWork, attachment: Attachment, checks: Sequence[Check] = (), private: Sequence[Check] = ()
) -> bool:
    """The owner's people, whom one of the checks lets in, and officials but for what one of `private` finds."""
    if uow.allows(policies.OWN, attachment) or any(check(uow, attachment) for check in checks):
        return True
    return uow.allows(policies.LOOK_ON, attachment) and not any(kept(uow, attachment) for kept in private)


class OpenedFile(NamedTuple):
    """An upload as it is handed out; `media_type` is of this content, as a picture's copy may be of another kind."""

    attachment: Attachment
    content: bytes
    media_type: str


def opened(
    uow: UnitOfWork,
    storage: Storage,
    public_id: str,
    checks: Sequence[Check] = (),
    private: Sequence[Check] = (),
) -> OpenedFile:
    """An upload; of a picture the copy that was made at upload, as the picture as it came is handed to nobody.

    Raises NotFound for what is not there and for what others keep to themselves, Refused for a picture without a
    copy: one of before there were copies, until a job has made it, and one that cannot be decoded.
    """
    attachment = uow.find(Attachment, public_id=public_id)
    if attachment.kind is AttachmentKind.PUBLIC_IMAGE or not may_open(uow, attachment, checks, private):
        raise NotFound(f"attachment {attachment.id} is not for this actor")
    picture = attachment.media_type.startswith(IMAGES)
    try:
        content = storage.get(copy_key(attachment.sha256) if picture else attachment.sha256)
    except NotStored as lost:
        if not picture:
            raise NotFound(f"the bytes of attachment {attachment.id} are gone") from lost
        raise Refused(NOT_YET if storage.exists(attachment.sha256) else UNSHOWN) from lost
    return OpenedFile(attachment, content, JPEG if picture else attachment.media_type)


class OldPicture(NamedTuple):
    id: AttachmentId
    sha256: str
    kind: AttachmentKind
    rendition: bool  # the same bytes are also a public image's rendition


def pictures_after(session: Session, attachment_id: AttachmentId, count: int) -> Sequence[OldPicture]:
    """So many uploaded pictures, the oldest first."""
    rendition = select(Rendition.sha256).where(Rendition.sha256 == Attachment.sha256).exists()
    query = (
        select(Attachment.id, Attachment.sha256, Attachment.kind, rendition)
        .where(Attachment.id > attachment_id, Attachment.media_type.startswith(IMAGES))
        .order_by(Attachment.id)
        .limit(count)
    )
    return [OldPicture(*row) for row in session.execute(query)]


def unmarked_photos(session: Session, count: int) -> Sequence[tuple[AttachmentId, str]]:
    """So many photos of evidence that no mark tells of, the oldest first, each with the SHA-256 of its bytes."""
    query = (
        select(Attachment.id, Attachment.sha256)
        .outerjoin(PhotoMark, PhotoMark.attachment_id == Attachment.id)
        .where(
            Attachment.kind == AttachmentKind.EVIDENCE,
            Attachment.media_type.startswith(IMAGES),
            PhotoMark.attachment_id.is_(None),
        )
        .order_by(Attachment.id)
        .limit(count)
    )
    return [(number, sha256) for number, sha256 in session.execute(query)]


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

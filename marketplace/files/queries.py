"""Uploads as they are served."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.files import policies
from marketplace.files.models import Attachment, Rendition
from marketplace.kernel.errors import NotFound
from marketplace.ports.storage import NotStored, Storage

# Says whether the other side of a document may see its paper, such as the buyer a handover's photo. Packages
# above know that; where all parts meet, their checks are handed in.
Check = Callable[[UnitOfWork, Attachment], bool]


def may_open(uow: UnitOfWork, attachment: Attachment, checks: Sequence[Check] = ()) -> bool:
    """The owner's people, officials, and whom one of the checks lets in."""
    return uow.allows(policies.OPEN, attachment) or any(check(uow, attachment) for check in checks)


def opened(
    uow: UnitOfWork, storage: Storage, public_id: str, checks: Sequence[Check] = ()
) -> tuple[Attachment, bytes]:
    """An upload and its bytes. Raises NotFound for what is not there and for what others keep to themselves."""
    attachment = uow.find(Attachment, public_id=public_id)
    if not may_open(uow, attachment, checks):
        raise NotFound(f"attachment {attachment.id} is not for this actor")
    try:
        return attachment, storage.get(attachment.sha256)
    except NotStored as lost:
        raise NotFound(f"the bytes of attachment {attachment.id} are gone") from lost


def public_picture(uow: UnitOfWork, storage: Storage, sha256: str) -> tuple[str, bytes]:
    """Media type and bytes of a public image's rendition. Raises NotFound for any other file."""
    found = select(Rendition.media_type).where(Rendition.sha256 == sha256).limit(1)
    media_type = uow.session.scalar(found)
    if media_type is None:
        raise NotFound(f"no public picture {sha256}")
    try:
        return media_type, storage.get(sha256)
    except NotStored as lost:
        raise NotFound(f"the bytes of picture {sha256} are gone") from lost

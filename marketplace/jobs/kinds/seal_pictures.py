"""Pictures that lie in the storage as they came, from before they were sealed, are sealed and get their copies."""

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import AttachmentKind
from marketplace.files.originals import (
    copy_key,
    original_key,
    original_of,
    put_picture,
    seal_picture,
    strip_picture,
)
from marketplace.files.queries import OldPicture, pictures_after
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.kernel.ids import AttachmentId
from marketplace.ports.pictures import BadPicture
from marketplace.ports.storage import NotStored
from marketplace.ports.toolbox import Toolbox

NAME = "seal_pictures"
SLICE = 20  # pictures, each of which may take a child process a second


@JOBS.add(NAME)
@outward
def seal_pictures(uow: UnitOfWork, tools: Toolbox, *, after: AttachmentId | None = None) -> None:
    """One slice, of the pictures behind `after`; the rest is another row.

    The second time finds each sealed; two at once write the same picture, and remove it in clear after that.
    """
    found = pictures_after(uow.session, after or AttachmentId(0), SLICE)
    uow.session.rollback()
    for one in found:
        _seal(tools, one)
    if len(found) == SLICE:
        with uow:
            uow.later(NAME, after=found[-1].id)


def _seal(tools: Toolbox, one: OldPicture) -> None:
    """Nothing is left in clear once the seal is put down, but for what is a rendition of ours too."""
    storage = tools.storage
    shown = one.kind is not AttachmentKind.PUBLIC_IMAGE
    if not storage.exists(original_key(one.sha256)) or (shown and not storage.exists(copy_key(one.sha256))):
        try:
            content = original_of(storage, tools.sealer, one.sha256).content
        except NotStored:
            return  # lost before, which its page says
        try:
            sealed = strip_picture(tools.pictures, tools.sealer, content) if shown else None
        except BadPicture:  # it cannot be shown, which its page says
            sealed = None
        put_picture(storage, one.sha256, sealed or seal_picture(tools.sealer, content))
    if not one.rendition:
        storage.remove(one.sha256)

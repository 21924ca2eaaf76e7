"""Photos of evidence get the marks by which those that look alike are found."""

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import PhotoMark
from marketplace.files.originals import original_of
from marketplace.files.queries import unmarked_photos
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.ports.pictures import BadPicture
from marketplace.ports.storage import NotStored
from marketplace.ports.toolbox import Toolbox

NAME = "mark_photos"
SLICE = 20  # photos, each of which takes a child process about a second


@JOBS.add(NAME)
@outward
def mark_photos(uow: UnitOfWork, tools: Toolbox) -> None:
    """One slice; the rest is another row. The second time finds each marked; of two at once one finds its rows taken.

    One that cannot be decoded, or whose bytes are gone, is marked as such, so that it is not tried again.
    """
    waiting = unmarked_photos(uow.session, SLICE)
    uow.session.rollback()
    marks = [PhotoMark(attachment_id=number, phash=_mark(tools, sha256)) for number, sha256 in waiting]
    if marks:
        with uow:
            uow.session.add_all(marks)
            if len(marks) == SLICE:
                uow.later(NAME)


def _mark(tools: Toolbox, sha256: str) -> str | None:
    try:
        return tools.pictures.mark(original_of(tools.storage, tools.sealer, sha256).content)
    except (BadPicture, NotStored, ValueError):
        return None

"""Photos get what pages show of them."""

from marketplace.db.uow import UnitOfWork
from marketplace.files.originals import original_of
from marketplace.files.queries import undeveloped
from marketplace.files.services import give_up_picture, put_renditions, show_picture
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.kernel.ids import AttachmentId
from marketplace.ports.pictures import BadPicture
from marketplace.ports.toolbox import Toolbox


@JOBS.add("develop_picture")
@outward
def develop_picture(uow: UnitOfWork, tools: Toolbox, *, attachment_id: AttachmentId) -> None:
    """The second time finds it done; two at once make the same, and one writes it over the other's.

    Everything that takes time happens before the transaction begins.
    """
    key = undeveloped(uow.session, attachment_id)
    uow.session.rollback()
    if key is None:
        return
    try:
        original = original_of(tools.storage, tools.sealer, key)
        developed = tools.pictures.develop(original.content)
    except BadPicture as bad:
        with uow:
            give_up_picture(uow, attachment_id, bad.code)
        return
    put_renditions(tools.storage, developed)
    with uow:
        show_picture(uow, attachment_id, developed)

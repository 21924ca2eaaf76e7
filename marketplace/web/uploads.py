"""What was sent along with a form, kept as evidence or as a paper."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.files.services import store_attachment
from marketplace.kernel.ids import AttachmentId, OrganisationId
from marketplace.web.context import tools
from marketplace.web.fields.uploads import Document


def keep_upload(
    uow: UnitOfWork, field: Document, *, organisation_id: OrganisationId | None = None
) -> AttachmentId | None:
    """The first file of a field that `upload_checks` looked at; None where nothing was sent.

    It belongs to the actor's organisation, or to `organisation_id`.
    """
    if not field.content:
        return None
    return store_attachment(
        uow,
        tools().storage,
        content=field.content,
        name=field.filename,
        picture=field.picture,
        organisation_id=organisation_id,
    ).id

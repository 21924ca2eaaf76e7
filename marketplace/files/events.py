"""Facts about uploads; a file's name may hold a person's, so it stays out."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.kernel.events import Event
from marketplace.kernel.ids import AttachmentId, OrganisationId


@dataclass(frozen=True, kw_only=True)
class AttachmentKept(Event):
    attachment_id: AttachmentId
    organisation_id: OrganisationId
    kind: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PictureReady(Event):
    """A picture that waited can be seen now, by everybody who sees what it is hung on."""

    picture_id: AttachmentId

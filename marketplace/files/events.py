"""Facts about uploads; a file's name may hold a person's, so it stays out."""

from __future__ import annotations

from marketplace.kernel.events import Event
from marketplace.kernel.ids import AttachmentId, OrganisationId
from marketplace.kernel.labels import _l


class AttachmentEvent(Event, subject_kind="attachment", label=_l("Berkas"), public=False):
    attachment_id: AttachmentId


class PictureEvent(Event, subject_kind="picture", label=_l("Foto")):
    picture_id: AttachmentId


class AttachmentKept(AttachmentEvent, action="AttachmentKept", label=_l("Berkas diunggah")):
    organisation_id: OrganisationId
    kind: str
    sha256: str


class PictureReady(PictureEvent, action="PictureReady", label=_l("Gambar siap dilihat")):
    """A picture that waited can be seen now, by everybody who sees what it is hung on."""

"""Take files in. Their bytes are safe in the storage before a row speaks of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from marketplace.db.uow import UnitOfWork
from marketplace.files.events import AttachmentKept
from marketplace.files.models import Attachment, AttachmentKind, PictureState, Rendition
from marketplace.files.models import Picture as PictureRow
from marketplace.files.sniffing import ENDINGS, sniff
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import Label, _l
from marketplace.ports.pictures import BadPicture, Pictures
from marketplace.ports.pictures import Rendition as Picture
from marketplace.ports.storage import Storage

PICTURE_TROUBLE = {
    "wrong_type": _l("Berkas ini bukan foto. Pilih foto JPEG, PNG, WebP, atau HEIC."),
    "unreadable": _l("Foto ini rusak atau tidak dapat dibaca. Ambil ulang fotonya, lalu unggah lagi."),
    "too_large": _l("Foto ini melebihi 15 MB. Kecilkan fotonya, lalu unggah lagi."),
    "too_many_pixels": _l("Foto ini melebihi 40 megapiksel. Kecilkan fotonya, lalu unggah lagi."),
}


def keep(
    uow: UnitOfWork,
    storage: Storage,
    *,
    content: bytes,
    name: str,
    kind: AttachmentKind = AttachmentKind.EVIDENCE,
    organisation_id: OrganisationId | None = None,
) -> Attachment:
    """Keep a file for the actor's organisation, or for `organisation_id` when an official acts for one.

    The bytes stay as they are and say themselves what they are; a sender's word for it is not asked. Raises
    Refused for an empty file and for a kind of file we do not take.
    """
    media_type = _taken(content)
    digest = hashlib.sha256(content).hexdigest()
    storage.put(digest, content)
    attachment = uow.add(
        Attachment(
            organisation_id=organisation_id or uow.actor.organisation,
            kind=kind,
            name=safe_name(name, ENDINGS[media_type]),
            media_type=media_type,
            size=len(content),
            sha256=digest,
            uploaded_by=uow.actor.user_id,
            uploaded_at=uow.now,
        )
    )
    uow.emit(
        AttachmentKept(
            attachment_id=attachment.id,
            organisation_id=attachment.organisation_id,
            kind=kind.value,
            sha256=digest,
        )
    )
    return attachment


def keep_public_image(
    uow: UnitOfWork,
    storage: Storage,
    pictures: Pictures | Developed,
    *,
    content: bytes,
    name: str,
    organisation_id: OrganisationId | None = None,
) -> Attachment:
    """Keep a picture that everybody may see, with its renditions, free of what the camera wrote.

    Raises Refused with a sentence that names the fix.
    """
    renditions = develop(pictures, content).renditions(content)
    attachment = keep(
        uow,
        storage,
        content=content,
        name=name,
        kind=AttachmentKind.PUBLIC_IMAGE,
        organisation_id=organisation_id,
    )
    widest = max(renditions, key=lambda one: one.width)
    uow.add(
        PictureRow(
            attachment_id=attachment.id,
            state=PictureState.READY,
            width=widest.width,
            height=widest.height,
        )
    )
    for one in renditions:
        digest = hashlib.sha256(one.content).hexdigest()
        storage.put(digest, one.content)
        uow.add(
            Rendition(
                attachment_id=attachment.id,
                width=one.width,
                height=one.height,
                media_type=one.media_type,
                sha256=digest,
            )
        )
    return attachment


@dataclass(frozen=True)
class Developed:
    """A picture's renditions at hand: give it for `pictures` where making them would keep others waiting."""

    made: Sequence[Picture]

    def renditions(self, _content: bytes) -> list[Picture]:
        return list(self.made)


def develop(pictures: Pictures | Developed, content: bytes) -> Developed:
    """Make the renditions now, before any transaction. Raises Refused."""
    try:
        return Developed(pictures.renditions(content))
    except BadPicture as bad:
        raise Refused(picture_trouble(bad)) from bad


def picture_trouble(bad: BadPicture) -> Label:
    """What is wrong with it and what to do, for whoever sent it."""
    return PICTURE_TROUBLE.get(bad.code, PICTURE_TROUBLE["unreadable"])


def _taken(content: bytes) -> str:
    """The media type of a file we take. Raises Refused."""
    if not content:
        raise Refused(_l("Berkas ini kosong. Pilih berkas yang berisi."))
    found = sniff(content)
    if found is None:
        raise Refused(_l("Jenis berkas ini tidak diterima. Unggah PDF, foto, Excel, atau CSV."))
    return found


def safe_name(name: str, ending: str) -> str:
    """A name to save the file under: no path, nothing unprintable, and the ending that its content has."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    stem = PurePosixPath(plain).name.split(".")[0]
    stem = re.sub(r"[^\w \-()]", "", stem).strip()[:80]
    return f"{stem or 'berkas'}{ending}"

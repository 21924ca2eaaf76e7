"""Take files in. Their bytes are safe in the storage before a row speaks of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import delete

from marketplace.db.uow import UnitOfWork
from marketplace.files.events import AttachmentKept, PictureReady
from marketplace.files.models import Attachment, AttachmentKind, Picture, PictureState, Rendition
from marketplace.files.originals import SealedPicture, put_picture
from marketplace.files.sniffing import ENDINGS, IMAGES, sniff
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, OrganisationId
from marketplace.kernel.labels import Label, _l
from marketplace.ports.pictures import BadPicture, Developed, Pictures
from marketplace.ports.storage import Storage

PICTURE_TROUBLE = {
    "wrong_type": _l("Berkas ini bukan foto. Pilih foto JPEG, PNG, WebP, atau HEIC."),
    "unreadable": _l("Foto ini rusak atau tidak dapat dibaca. Ambil ulang fotonya, lalu unggah lagi."),
    "too_large": _l("Foto ini melebihi 15 MB. Kecilkan fotonya, lalu unggah lagi."),
    "too_many_pixels": _l(
        "Foto ini terlalu besar: paling banyak 40 megapiksel (HEIC dan AVIF 25, WebP 16). "
        "Kecilkan fotonya, lalu unggah lagi."
    ),
    "too_heavy": _l(
        "Foto ini terlalu berat untuk diolah. Kecilkan atau ambil ulang fotonya, lalu unggah lagi."
    ),
    "too_long": _l("Foto ini terlalu panjang dan sempit. Ambil ulang atau potong fotonya, lalu unggah lagi."),
}


def store_attachment(
    uow: UnitOfWork,
    storage: Storage,
    *,
    content: bytes,
    name: str,
    picture: SealedPicture | None = None,
    kind: AttachmentKind = AttachmentKind.EVIDENCE,
    organisation_id: OrganisationId | None = None,
) -> Attachment:
    """Keep a file for the actor's organisation, or for `organisation_id` when an official acts for one.

    The bytes say themselves what they are; a sender's word for it is not asked. They stay as they are; those of a
    picture are put down as `picture`, sealed beforehand, and never in clear. Raises Refused for an empty file and
    for a kind of file we do not take.
    """
    media_type = _taken(content)
    digest = _put(storage, content, media_type, picture)
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


@dataclass(frozen=True)
class SeenPicture:
    """A picture whose header was looked at and which was sealed, before any transaction."""

    content: bytes
    name: str
    sealed: SealedPicture


def take_public_image(
    uow: UnitOfWork,
    storage: Storage,
    picture: SeenPicture,
    *,
    organisation_id: OrganisationId | None = None,
) -> Attachment:
    """Keep a picture that everybody may see once a job has made its renditions; until then it waits."""
    attachment = _kept_for_all(uow, storage, picture, organisation_id)
    uow.later("develop_picture", attachment_id=attachment.id)
    return attachment


def store_public_image(
    uow: UnitOfWork,
    storage: Storage,
    developed: Developed,
    picture: SeenPicture,
    *,
    organisation_id: OrganisationId | None = None,
) -> Attachment:
    """The same with its renditions at once, which `develop` made."""
    put_renditions(storage, developed)
    attachment = _kept_for_all(uow, storage, picture, organisation_id)
    _develop(uow, attachment.id, developed)
    return attachment


def develop(pictures: Pictures, content: bytes) -> Developed:
    """Make the renditions now, before any transaction. Raises Refused."""
    try:
        return pictures.develop(content)
    except BadPicture as bad:
        raise Refused(picture_trouble(bad.code)) from bad


def put_renditions(storage: Storage, developed: Developed) -> None:
    """Their bytes, ahead of `show_picture`, so that no writer waits for the storage."""
    for one in developed.renditions:
        storage.put(_digest(one.content), one.content)


def show_picture(uow: UnitOfWork, attachment_id: AttachmentId, developed: Developed) -> Picture:
    """The renditions that were put are its only ones from now on; twice leaves the same.

    It may hang on pages already, a logo among them, so it is told.
    """
    picture = _develop(uow, attachment_id, developed)
    uow.emit(PictureReady(picture_id=attachment_id))
    return picture


def _develop(uow: UnitOfWork, attachment_id: AttachmentId, developed: Developed) -> Picture:
    picture = uow.get(Picture, attachment_id, lock=True)
    uow.session.execute(delete(Rendition).filter_by(attachment_id=attachment_id))
    picture.state, picture.trouble = PictureState.READY, ""
    picture.width, picture.height, picture.tiny = developed.width, developed.height, developed.tiny
    uow.session.add_all(
        Rendition(
            attachment_id=attachment_id,
            width=one.width,
            media_type=one.media_type,
            height=one.height,
            sha256=_digest(one.content),
        )
        for one in developed.renditions
    )
    uow.session.flush()
    return picture


def give_up_picture(uow: UnitOfWork, attachment_id: AttachmentId, code: str) -> Picture:
    """It cannot be shown, for that reason of `BadPicture`; one that is shown already stays as it is."""
    picture = uow.get(Picture, attachment_id, lock=True)
    if picture.state is PictureState.WAITING:
        picture.state, picture.trouble = PictureState.UNFIT, code
    return picture


def picture_trouble(code: str) -> Label:
    """What is wrong with it and what to do, for whoever sent it; `code` is one of `BadPicture`."""
    return PICTURE_TROUBLE.get(code, PICTURE_TROUBLE["unreadable"])


def _kept_for_all(
    uow: UnitOfWork, storage: Storage, picture: SeenPicture, organisation_id: OrganisationId | None
) -> Attachment:
    attachment = store_attachment(
        uow,
        storage,
        content=picture.content,
        name=picture.name,
        picture=picture.sealed,
        kind=AttachmentKind.PUBLIC_IMAGE,
        organisation_id=organisation_id,
    )
    uow.add(Picture(attachment_id=attachment.id))
    return attachment


def _put(storage: Storage, content: bytes, media_type: str, picture: SealedPicture | None) -> str:
    """Its SHA-256."""
    digest = _digest(content)
    if picture is not None:
        put_picture(storage, digest, picture)
    elif media_type.startswith(IMAGES):
        raise ValueError("a picture that was not sealed beforehand")
    else:
        storage.put(digest, content)
    return digest


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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

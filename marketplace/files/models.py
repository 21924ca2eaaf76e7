"""Uploads: what they are, whose they are; their bytes lie in the storage under their SHA-256."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, OrganisationId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l


class AttachmentKind(Labelled):
    PUBLIC_IMAGE = "public_image", _l("Gambar publik")
    EVIDENCE = "evidence", _l("Bukti")
    DOCUMENT = "document", _l("Dokumen")


class Attachment(Base):
    """Never changed, and of the file as it came; of pictures copies are handed out (files.originals), or renditions."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)

    id: Mapped[AttachmentId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    organisation_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[AttachmentKind]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    uploaded_at: Mapped[datetime]


class PictureState(Labelled):
    WAITING = "waiting", _l("Sedang diolah")
    READY = "ready", _l("Siap")
    UNFIT = "unfit", _l("Tidak dapat diolah")


class Picture(Base):
    """How far a public image is: its renditions are made by a job. Sizes in px are those of the widest one."""

    __tablename__ = "pictures"

    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    state: Mapped[PictureState] = mapped_column(default=PictureState.WAITING)
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    tiny: Mapped[str] = mapped_column(default="")  # a placeholder of some 16 pixels, as base64 of a WebP
    trouble: Mapped[str] = mapped_column(default="")  # a code of ports.pictures.BadPicture


class Rendition(Base):
    """A public image at one width in one format, made without the camera's metadata."""

    __tablename__ = "renditions"

    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    media_type: Mapped[str] = mapped_column(primary_key=True)
    height: Mapped[int]
    sha256: Mapped[str]


class PhotoMark(Base):
    """What a photo of evidence looks like: 256 bits as 64 hexadecimal digits, near for photos that look alike.

    `phash` is NULL where the photo cannot be decoded or its bytes are gone.
    """

    __tablename__ = "photo_marks"
    __table_args__ = (CheckConstraint("phash IS NULL OR length(phash) = 64", name="bits"),)

    attachment_id: Mapped[AttachmentId] = mapped_column(
        ForeignKey("attachments.id"), primary_key=True, autoincrement=False
    )
    phash: Mapped[str | None]


declare(Attachment.__table__, append_only("attachments"))
seal(Attachment, listed=True)

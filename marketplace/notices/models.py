"""What people were told, how it reached them and whether they read it; and how they want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, declare, refuse_when
from marketplace.kernel.ids import OrganisationId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l

LETTER_SAYS = ("reader_id", "organisation_id", "letter", "subject_kind", "subject_id", "link", "made_at")


class MailWay(Labelled):
    """How a notice goes by mail, decided when it is made."""

    SENT = "sent", _l("Dikirim lewat surel")
    PUSH = "push", _l("Dikirim ke HP")
    DIGEST = "digest", _l("Masuk ringkasan besok pagi")
    MUTED = "muted", _l("Jenis ini dibisukan")
    NONE = "none", _l("Tanpa surel")


class Notice(Base):
    """One person is told one thing about the business they sit in. `letter` and `figures` are written out when read.

    `due_at` is the end of the time to act, where there is one; without, nobody is sent to tell it after `useful_until`.
    What was told stays; only how it went on is written later. Rows go with the account of their reader.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_reader", "reader_id", "organisation_id", "id"),
        Index("ix_notices_letter", "letter", "link", "made_at"),
        Index("ix_notices_subject", "subject_kind", "subject_id"),
        Index(
            "ix_notices_open",
            "useful_until",
            "id",
            sqlite_where=sa.text("read_at IS NULL AND done_at IS NULL AND mail = 'none'"),
            postgresql_where=sa.text("read_at IS NULL AND done_at IS NULL AND mail = 'none'"),
        ),
        Index(
            "ix_notices_digest",
            "reader_id",
            "id",
            sqlite_where=sa.text("mail = 'digest'"),
            postgresql_where=sa.text("mail = 'digest'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    reader_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"), index=True)
    letter: Mapped[str]
    figures: Mapped[dict[str, Any]]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    link: Mapped[str]
    due_at: Mapped[datetime | None]
    useful_until: Mapped[datetime]
    made_at: Mapped[datetime]
    mail: Mapped[MailWay]
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)  # nothing is left to do about it
    opened_at: Mapped[datetime | None] = mapped_column(
        default=None
    )  # an officer opened WhatsApp with its text
    told_at: Mapped[datetime | None] = mapped_column(default=None)  # and says that it was sent
    told_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)


class NoticePreference(Base):
    """How a person wants to be told; without a row, at once and everything."""

    __tablename__ = "notice_preferences"

    user_id: Mapped[UserId] = mapped_column(
        sa.Integer, ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    digest: Mapped[bool]
    quiet: Mapped[bool]
    muted: Mapped[list[str]]  # names of kinds


class PushDevice(Base):
    """A browser that a person switched notices on in: its address and keys sealed, marked so that none is twice.

    It holds as long as the session it was switched on in is not ended by hand.
    """

    __tablename__ = "push_devices"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_ins.id"), index=True)
    mark: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[str]  # JSON of a PushAddress
    name: Mapped[str]  # what the browser calls itself, for the page that switches it off
    made_at: Mapped[datetime]


class NoticeStep(Base):
    """A step of a ladder of reminders that was told, so that it is told once."""

    __tablename__ = "notice_steps"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]


declare(
    Notice.__table__,
    refuse_when(
        "notices",
        "notices_say_the_same",
        " OR ".join(f"NEW.{one} <> OLD.{one}" for one in LETTER_SAYS)
        + " OR CAST(NEW.figures AS TEXT) <> CAST(OLD.figures AS TEXT)"
        + " OR (OLD.read_at IS NOT NULL AND NEW.read_at IS NULL)",
        on="UPDATE",
        says="notices: what was told does not change",
        lock=NO_LOCK,
    ),
)

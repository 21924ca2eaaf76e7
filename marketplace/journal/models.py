"""What happened, who did it and when: a chain of hashes, written once, never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, refuse_when
from marketplace.kernel.ids import OrganisationId, UserId


class JournalEntry(Base):
    """`hash` = SHA-256 of the previous hash and `stored`, the exact text of everything below it."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject", "subject_kind", "subject_id"),
        Index(
            "ix_journal_on_behalf_of",
            "on_behalf_of",
            sqlite_where=sa.text("on_behalf_of IS NOT NULL"),
            postgresql_where=sa.text("on_behalf_of IS NOT NULL"),
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[OrganisationId | None]
    on_behalf_of: Mapped[OrganisationId | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    stored: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class JournalHead(Base):
    """The one row every writer locks: the last entry's number and hash."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


declare(
    JournalEntry.__table__,
    append_only("journal"),
    refuse_when(
        "journal",
        "journal_contiguous",
        "NEW.seq <> COALESCE((SELECT MAX(seq) FROM journal), 0) + 1"
        " OR NEW.prev_hash <> COALESCE((SELECT hash FROM journal WHERE seq = NEW.seq - 1), '')",
        on="INSERT",
        says="journal: out of sequence",
        lock=NO_LOCK,  # of two with the next number the key refuses one
    ),
)

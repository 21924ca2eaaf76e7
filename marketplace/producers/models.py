"""Makers: who they are, since when they are local, and the names their sales are written under."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.holds import Hold
from marketplace.db.review import Reviewed
from marketplace.db.rules import append_only, declare, no_overlap
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, ProducerId, UserId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class Scale(Labelled):
    MICRO = "micro", _l("Mikro")
    SMALL = "small", _l("Kecil")
    MEDIUM = "medium", _l("Menengah")


class LocalityBasis(Labelled):
    NIB_ADDRESS = "nib_address", _l("Alamat pada NIB")
    SITE_VISIT = "site_visit", _l("Kunjungan lokasi")
    LURAH_LETTER = "lurah_letter", _l("Surat lurah")
    CITY_LIST = "city_list", _l("Daftar kota")


class Producer(Reviewed, Base):
    """The row shares its number with its organisation, which carries the name."""

    __tablename__ = "producers"
    __table_args__ = (
        CheckConstraint("nib IS NULL OR length(nib) = 13", name="nib_length"),
        CheckConstraint("order_minimum >= 0", name="order_minimum"),
    )

    id: Mapped[ProducerId] = mapped_column(
        Integer, ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    slug: Mapped[str] = mapped_column(unique=True)
    nib: Mapped[str | None] = mapped_column(unique=True, default=None)
    scale: Mapped[Scale | None] = mapped_column(default=None)
    kbli_code: Mapped[str | None] = mapped_column(default=None)
    kbli_also: Mapped[list[str]] = mapped_column(default_factory=list)
    kbli_version: Mapped[str] = mapped_column(default="2020")  # the list that the codes are of
    address: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), default=None, index=True)
    story: Mapped[str] = mapped_column(default="")
    whatsapp: Mapped[str | None] = mapped_column(default=None)
    order_minimum: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    delivery_days: Mapped[list[str]] = mapped_column(default_factory=list)  # mon … sun
    logo_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    qris_id: Mapped[AttachmentId | None] = mapped_column(
        ForeignKey("attachments.id"), default=None
    )  # likewise
    city_ref: Mapped[str | None] = mapped_column(unique=True, default=None)  # number on the city's own list
    # What is sealed is read only with the city's key; its mark finds an equal number without opening any.
    nik_sealed: Mapped[str | None] = mapped_column(default=None)
    nik_mark: Mapped[str | None] = mapped_column(default=None, index=True)
    npwp_sealed: Mapped[str | None] = mapped_column(default=None)
    npwp_mark: Mapped[str | None] = mapped_column(default=None, index=True)
    account_mark: Mapped[str | None] = mapped_column(
        default=None, index=True
    )  # of the newest ProducerAccount
    same_name: Mapped[str] = mapped_column(default="", index=True)  # the name reduced to letters and digits
    merged_into_id: Mapped[ProducerId | None] = mapped_column(
        ForeignKey("producers.id"), default=None, index=True
    )
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class ProducerAccount(Base):
    """Where money for a maker goes from a moment on: the newest row holds. What is written stays as it was written.

    `account_sealed` is NULL where only a QRIS was given. `written_at` is NULL for what was kept before changes were
    dated: since when it holds nobody knows.
    """

    __tablename__ = "producer_accounts"
    __table_args__ = (
        CheckConstraint("(account_sealed IS NULL) = (account_mark IS NULL)", name="sealed_and_marked"),
        CheckConstraint("length(ending) <= 4", name="ending_short"),
        Index("ix_producer_accounts_newest", "producer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    bank_name: Mapped[str]
    bank_holder: Mapped[str]
    account_sealed: Mapped[str | None]
    account_mark: Mapped[str | None]
    ending: Mapped[str]  # the last four digits, as lists and letters carry them; empty for those of before
    qris_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"))
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime | None]


class Locality(Base):
    """A stretch of days on which the maker is local, and what says so. Open ends are NULL."""

    __tablename__ = "localities"
    __table_args__ = (
        CheckConstraint(
            "until_on IS NULL OR from_on IS NULL OR until_on >= from_on", name="ends_after_start"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None] = mapped_column(default=None)
    basis: Mapped[LocalityBasis]
    verified_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    evidence_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)


class ProducerHold(Hold, Base):
    __tablename__ = "producer_holds"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)


class ProducerMerge(Base):
    """Two records of one maker made one by an officer; `moved` says what to move back should it have been wrong."""

    __tablename__ = "producer_merges"
    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="two_records"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kept_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    merged_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    reason: Mapped[str]
    moved: Mapped[dict[str, Any]]
    merged_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    merged_at: Mapped[datetime]
    undone_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class ToldApart(Base):
    """An officer looked at what is equal in two records, `sign` of `duplicates.SIGNS`, and they are two makers."""

    __tablename__ = "producers_told_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="the_older_first"),)

    one_id: Mapped[ProducerId] = mapped_column(
        ForeignKey("producers.id"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[ProducerId] = mapped_column(
        ForeignKey("producers.id"), primary_key=True, autoincrement=False, index=True
    )
    sign: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    told_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    told_at: Mapped[datetime]


class ProducerAlias(Base):
    """Another way registers write this maker's name; `same` is the name reduced to letters and digits."""

    __tablename__ = "producer_aliases"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    text: Mapped[str]
    same: Mapped[str] = mapped_column(unique=True)
    taught_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    taught_at: Mapped[datetime]


declare(
    Producer.__table__,
    {
        "sqlite": [
            f"CREATE TRIGGER producers_nib_digits_{verb.split()[0].lower()} BEFORE {verb} ON producers"
            " WHEN NEW.nib GLOB '*[^0-9]*' BEGIN SELECT RAISE(ABORT, 'producers: a NIB is digits only'); END"
            for verb in ("INSERT", "UPDATE OF nib")
        ],
        "postgresql": [
            "ALTER TABLE producers ADD CONSTRAINT ck_producers_nib_digits CHECK (nib !~ '[^0-9]')"
        ],
    },
)
declare(
    Locality.__table__,
    no_overlap("localities", key="producer_id", start="{row}.from_on", end="{row}.until_on"),
)
declare(ToldApart.__table__, append_only("producers_told_apart"))
declare(ProducerAccount.__table__, append_only("producer_accounts"))
seal(
    Producer,
    only=("state", "nib", "scale", "kbli_code", "kbli_also", "kelurahan_code", "city_ref", "merged_into_id"),
)
for model in (Locality, ProducerMerge, ProducerAlias):
    seal(model)
seal(ProducerAccount, listed=True)

"""Retailers and public offices that buy, their outlets, and their memoranda with the city."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.holds import Hold
from marketplace.db.rules import NO_LOCK, append_only, declare, no_overlap, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, OutletId, PartnerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l
from marketplace.partners.states import DRAFT, MouAcceptance, MouState


class PartnerKind(Labelled):
    MINIMARKET = "minimarket", _l("Minimarket")
    SUPERMARKET = "supermarket", _l("Supermarket")
    SHOP = "shop", _l("Toko")
    SOUVENIR_SHOP = "souvenir_shop", _l("Pusat oleh-oleh")
    HOTEL = "hotel", _l("Hotel")
    RESTAURANT = "restaurant", _l("Rumah makan")
    CAFE = "cafe", _l("Kafe")
    COOPERATIVE = "cooperative", _l("Koperasi")
    PUBLIC_OFFICE = "public_office", _l("Kantor pemerintah")
    STATE_ENTERPRISE = "state_enterprise", _l("BUMN/BUMD")


NEED_NO_MOU = (PartnerKind.PUBLIC_OFFICE,)  # the circular itself binds them


class Partner(Base):
    __tablename__ = "partners"
    __table_args__ = (CheckConstraint("staff_count IS NULL OR staff_count > 0", name="staff_count"),)

    id: Mapped[PartnerId] = mapped_column(
        Integer, ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[PartnerKind] = mapped_column(index=True)
    parent_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("partners.id"), default=None)
    staff_count: Mapped[int | None] = mapped_column(default=None)
    about: Mapped[str] = mapped_column(default="")  # what it says of itself to the public
    contact: Mapped[str] = mapped_column(default="")  # who answers for purchasing, for makers and the office
    whatsapp: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class PartnerHistory(Base):
    """What a partner was up to and on `until_on`, before an official changed it; without a row it was always so.

    A judgement takes the kind, the staff and the chain of a period's first day, whatever was changed since.
    """

    __tablename__ = "partner_history"
    __table_args__ = (
        UniqueConstraint("partner_id", "until_on"),
        CheckConstraint("staff_count IS NULL OR staff_count > 0", name="staff_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    until_on: Mapped[date]
    kind: Mapped[PartnerKind]
    staff_count: Mapped[int | None] = mapped_column(default=None)
    parent_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("partners.id"), default=None)


class PartnerHold(Hold, Base):
    """A suspended partner orders nothing; what it logs and declares still counts."""

    __tablename__ = "partner_holds"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)


class BoundKind(Base):
    """A kind of partner that orders without a memorandum, because a circular binds it on these days."""

    __tablename__ = "bound_kinds"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_start"),)

    circular_number: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[PartnerKind] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)


class Outlet(Base):
    __tablename__ = "outlets"
    __table_args__ = (
        CheckConstraint("floor_area > 0", name="floor_area"),
        CheckConstraint("least_life_days >= 0", name="least_life_days"),
    )

    id: Mapped[OutletId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), default=None)
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)
    shown: Mapped[bool] = mapped_column(default=False)  # consents to "Dijual di"
    floor_area: Mapped[int | None] = mapped_column(default=None)  # square metres
    receiving: Mapped[str] = mapped_column(default="")  # when and where goods are taken in
    least_life_days: Mapped[int | None] = mapped_column(default=None)  # goods must keep at least so long
    pin_hash: Mapped[str | None] = mapped_column(default=None)  # of whoever receives without an account


class Mou(Base):
    """A renewal names what it replaces, an addendum what it amends: that holds no longer than its memorandum.

    It is in force from the day on which the partner accepted the signed text, at the earliest.
    """

    __tablename__ = "mous"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("amends_id IS NULL OR replaces_id IS NULL", name="amends_or_replaces"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str] = mapped_column(unique=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    text: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[MouState] = mapped_column(default=DRAFT, index=True)
    text_sha256: Mapped[str | None] = mapped_column(default=None)  # set at signing
    signed_on: Mapped[date | None] = mapped_column(default=None)
    city_signatory: Mapped[str] = mapped_column(default="")
    city_position: Mapped[str] = mapped_column(default="")
    partner_signatory: Mapped[str] = mapped_column(default="")
    partner_position: Mapped[str] = mapped_column(default="")
    scan_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    accepted_on: Mapped[date | None] = mapped_column(default=None)
    accepted_how: Mapped[MouAcceptance | None] = mapped_column(default=None)
    accepted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    ended_on: Mapped[date | None] = mapped_column(default=None)  # its last day, when ended before its time
    ended_because: Mapped[str | None] = mapped_column(default=None)
    discarded_on: Mapped[date | None] = mapped_column(default=None)  # a draft that nobody will sign
    discarded_because: Mapped[str | None] = mapped_column(default=None)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("mous.id"), default=None)
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("mous.id"), default=None, index=True)
    drafted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def in_draft(self) -> bool:
        """Still being written: neither signed nor discarded."""
        return self.state is DRAFT and self.discarded_on is None


class MouReminder(Base):
    """The partner and the office were told that a memorandum ends in so many days; once for each."""

    __tablename__ = "mou_reminders"

    mou_id: Mapped[int] = mapped_column(ForeignKey("mous.id"), primary_key=True, autoincrement=False)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime]


declare(PartnerHistory.__table__, append_only("partner_history"))
declare(
    Mou.__table__,
    no_overlap(
        "mous",
        name="mous_one_in_force",
        key="partner_id",
        start="{row}.starts_on",
        end="COALESCE({row}.ended_on, {row}.ends_on)",
        where="{row}.state <> 'draft' AND {row}.amends_id IS NULL"
        " AND ({row}.ended_on IS NULL OR {row}.ended_on >= {row}.starts_on)",
    ),
    refuse_when(
        "mous",
        "mous_signed_text",
        "OLD.state <> 'draft' AND (NEW.text <> OLD.text OR NEW.text_sha256 <> OLD.text_sha256"
        " OR NEW.text_sha256 IS NULL OR NEW.starts_on <> OLD.starts_on"
        " OR NEW.ends_on <> OLD.ends_on OR NEW.partner_id <> OLD.partner_id"
        " OR NEW.number <> OLD.number OR NEW.state = 'draft')",
        on="UPDATE",
        says="mous: a signed text cannot change",
        lock=NO_LOCK,
    ),
    refuse_when(
        "mous",
        "mous_signed_facts",
        "OLD.state <> 'draft' AND ((OLD.city_signatory <> '' AND NEW.city_signatory <> OLD.city_signatory)"
        " OR (OLD.city_position <> '' AND NEW.city_position <> OLD.city_position)"
        " OR (OLD.partner_signatory <> '' AND NEW.partner_signatory <> OLD.partner_signatory)"
        " OR (OLD.partner_position <> '' AND NEW.partner_position <> OLD.partner_position)"
        " OR COALESCE(NEW.signed_on, '0001-01-01') <> COALESCE(OLD.signed_on, NEW.signed_on, '0001-01-01')"
        " OR COALESCE(NEW.amends_id, 0) <> COALESCE(OLD.amends_id, 0)"
        " OR COALESCE(NEW.replaces_id, 0) <> COALESCE(OLD.replaces_id, 0)"
        " OR (OLD.scan_id IS NOT NULL AND COALESCE(NEW.scan_id, 0) <> OLD.scan_id))",
        on="UPDATE",
        says="mous: what was signed cannot change",
        lock=NO_LOCK,
    ),
    refuse_when(
        "mous",
        "mous_acceptance",
        "(NEW.accepted_on IS NULL) <> (NEW.accepted_how IS NULL)"
        " OR (NEW.accepted_on IS NOT NULL AND NEW.state = 'draft')"
        " OR (NEW.accepted_how = 'signed_in' AND NEW.accepted_by IS NULL)"
        " OR (NEW.accepted_how = 'scan' AND (NEW.scan_id IS NULL"
        " OR COALESCE(NEW.accepted_by, 0) = COALESCE(NEW.drafted_by, 0)))",
        on="INSERT OR UPDATE",
        says="mous: only what was signed is accepted, by whom it binds or against its scan",
        lock=NO_LOCK,
    ),
    refuse_when(
        "mous",
        "mous_accepted_once",
        "OLD.accepted_on IS NOT NULL AND (COALESCE(NEW.accepted_on, '0001-01-01') <> OLD.accepted_on"
        " OR COALESCE(NEW.accepted_how, '') <> OLD.accepted_how"
        " OR COALESCE(NEW.accepted_by, 0) <> COALESCE(OLD.accepted_by, 0))",
        on="UPDATE",
        says="mous: what was accepted stays so",
        lock=NO_LOCK,
    ),
    refuse_when(
        "mous",
        "mous_discarded",
        "OLD.discarded_on IS NOT NULL OR (NEW.discarded_on IS NOT NULL AND NEW.state <> 'draft')",
        on="UPDATE",
        says="mous: only drafts are discarded, and stay so",
        lock=NO_LOCK,
    ),
    refuse_when(
        "mous",
        "mous_keep_signed",
        "OLD.state <> 'draft'",
        on="DELETE",
        says="mous: signed ones stay",
        lock=NO_LOCK,
    ),
)
seal(Partner, only=("kind", "parent_id", "staff_count"))
seal(Outlet, but=("receiving", "pin_hash"))
seal(Mou)
seal(PartnerHistory, listed=True)

"""Retailers and public offices that buy, their outlets, and their memoranda with the city."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import declare, no_overlap, refuse_when
from marketplace.kernel.ids import AttachmentId, OutletId, PartnerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l
from marketplace.partners.states import DRAFT, MouState


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
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class Outlet(Base):
    __tablename__ = "outlets"

    id: Mapped[OutletId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), default=None)
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)
    shown: Mapped[bool] = mapped_column(default=False)  # consents to "Dijual di"


class Mou(Base):
    __tablename__ = "mous"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)

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
    ended_on: Mapped[date | None] = mapped_column(default=None)  # its last day, when ended before its time
    ended_because: Mapped[str | None] = mapped_column(default=None)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("mous.id"), default=None)
    drafted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


declare(
    Mou.__table__,
    no_overlap(
        "mous",
        key="partner_id",
        start="{row}.starts_on",
        end="COALESCE({row}.ended_on, {row}.ends_on)",
        where="{row}.state <> 'draft' AND ({row}.ended_on IS NULL OR {row}.ended_on >= {row}.starts_on)",
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
    ),
    refuse_when(
        "mous", "mous_keep_signed", "OLD.state <> 'draft'", on="DELETE", says="mous: signed ones stay"
    ),
)

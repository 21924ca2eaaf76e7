"""What an auditor brings from a visit besides checks: photos, goods on the shelf, receipts that stand in no row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.audits.models.cases import CLOSED_ALREADY, CLOSED_CASE
from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, parent, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, ProducerId, UserId, VariantId, new_public_id
from marketplace.kernel.money import Rupiah


class AuditVisit(Base):
    """When auditors of a case come by; planned again it is another row, and the last one holds."""

    __tablename__ = "audit_visits"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"), index=True)
    start_at: Mapped[datetime]
    planned_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    planned_at: Mapped[datetime]


class AuditPhoto(Base):
    """Taken at the shop: of a document of the sample, or with `item_id` NULL of anything else, such as a shelf."""

    __tablename__ = "audit_photos"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("audit_items.id"))
    note: Mapped[str]
    file_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), index=True)
    taken_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    taken_at: Mapped[datetime]


class ShelfCount(Base):
    """Pieces of a good that lay at the shop; counted again it is another row, and the last one of its text holds.

    `expected` is what both sides last agreed to lie there on consignment, NULL where MB2 keeps no such balance.
    `client_id` names the form that it came with, `place` its line there, so that a retry counts nothing twice.
    """

    __tablename__ = "shelf_counts"
    __table_args__ = (
        UniqueConstraint("client_id", "place"),
        CheckConstraint("counted >= 0 AND text <> '' AND place > 0", name="something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"), index=True)
    client_id: Mapped[str | None]
    place: Mapped[int]
    producer_id: Mapped[ProducerId | None] = mapped_column(ForeignKey("producers.id"))
    variant_id: Mapped[VariantId | None] = mapped_column(ForeignKey("variants.id"))
    text: Mapped[str]
    counted: Mapped[int]
    expected: Mapped[int | None]
    counted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    counted_at: Mapped[datetime]


class UnrecordedDocument(Base):
    """A receipt that lay at the shop and stands in no row of MB2. `net` is rupiah without VAT.

    `key` tells it apart in its case (seller, and number or day); said again the last one holds, and 0 takes it back.
    """

    __tablename__ = "unrecorded_documents"
    __table_args__ = (CheckConstraint("net >= 0 AND seller <> ''", name="something"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"), index=True)
    client_id: Mapped[str | None] = mapped_column(unique=True)
    producer_id: Mapped[ProducerId | None] = mapped_column(ForeignKey("producers.id"))
    seller: Mapped[str]
    number: Mapped[str | None]
    day: Mapped[date]
    key: Mapped[str]
    net: Mapped[Rupiah]
    note: Mapped[str]
    file_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), index=True)
    found_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    found_at: Mapped[datetime]


for model in (AuditVisit, AuditPhoto, ShelfCount, UnrecordedDocument):
    table = model.__tablename__
    declare(model.__table__, append_only(table))
    declare(
        model.__table__,
        refuse_when(
            table,
            f"{table}_open",
            CLOSED_CASE,
            on="INSERT",
            says=f"{table}: {CLOSED_ALREADY}",
            lock=parent("audit_cases", "NEW.case_id"),
        ),
    )
    seal(model, listed=True)
declare(
    AuditPhoto.__table__,
    refuse_when(
        "audit_photos",
        "audit_photos_of_the_case",
        "NEW.item_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_cases c JOIN audit_items i"
        " ON i.plan_id = c.plan_id AND i.partner_id = c.partner_id"
        " WHERE c.id = NEW.case_id AND i.id = NEW.item_id)",
        on="INSERT",
        says="audit_photos: the document is of another case",
        lock=NO_LOCK,  # neither a case nor a sample changes what it is of
    ),
)

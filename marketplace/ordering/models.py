"""Baskets, orders, and the one document for goods that change hands. Quantities are whole units of a variant."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db.base import Base
from marketplace.db.rules import declare, frozen_when, refuse_when
from marketplace.kernel.ids import (
    AttachmentId,
    HandoverId,
    OrderId,
    OutletId,
    PartnerId,
    ProducerId,
    ProductId,
    UserId,
    VariantId,
    new_public_id,
)
from marketplace.kernel.money import Rupiah
from marketplace.ordering.states import PLACED, PREPARED, HandoverState, OrderState, RejectReason


class BasketLine(Base):
    """What an outlet is about to order; `price_seen` is the rupiah per unit shown when it was added."""

    __tablename__ = "basket_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"), primary_key=True)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
    price_seen: Mapped[Rupiah]
    added_at: Mapped[datetime]


class OrderGroup(Base):
    """One press of "Kirim pesanan": an order per maker, exactly once per key."""

    __tablename__ = "order_groups"
    __table_args__ = (UniqueConstraint("partner_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    idempotency_key: Mapped[str]
    placed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    placed_at: Mapped[datetime]


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("partner_id", "number"),
        CheckConstraint("partner_id <> producer_id", name="buyer_not_maker"),
    )

    id: Mapped[OrderId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str]
    group_id: Mapped[int] = mapped_column(ForeignKey("order_groups.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    state: Mapped[OrderState] = mapped_column(default=PLACED, index=True)
    note: Mapped[str] = mapped_column(default="")
    needed_on: Mapped[date | None] = mapped_column(default=None)
    answer_by: Mapped[datetime]
    placed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_because: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    lines: Mapped[list[OrderLine]] = relationship(default_factory=list, order_by="OrderLine.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def total(self) -> Rupiah:
        return Rupiah(sum(line.amount for line in self.lines))


class OrderLine(Base):
    """Keeps what was shown and what held when the order was placed: the catalog may move on."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price > 0", name="price_positive"),
        CheckConstraint("accepted >= 0 AND accepted <= quantity", name="accepted_within"),
        CheckConstraint("reserved >= 0 AND reserved <= quantity", name="reserved_within"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    order_id: Mapped[OrderId] = mapped_column(ForeignKey("orders.id"), index=True, init=False)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"))
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("product_revisions.id"), default=None)
    name: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[Rupiah]
    eligible: Mapped[str]  # ok, grace or blocked on the day of the order
    local: Mapped[bool]
    accepted: Mapped[int] = mapped_column(default=0)  # over all its agreed handovers
    reserved: Mapped[int] = mapped_column(default=0)  # units of counted stock it still holds

    @property
    def amount(self) -> Rupiah:
        return Rupiah(self.quantity * self.unit_price)


class Handover(Base):
    """Serah terima: delivery note, receipt and settlement are three prints of this one document."""

    __tablename__ = "handovers"
    __table_args__ = (
        UniqueConstraint("producer_id", "number"),
        CheckConstraint("partner_id <> producer_id", name="buyer_not_maker"),
    )

    id: Mapped[HandoverId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str]
    order_id: Mapped[OrderId | None] = mapped_column(ForeignKey("orders.id"), default=None, index=True)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    state: Mapped[HandoverState] = mapped_column(default=PREPARED, index=True)
    prepared_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_by: Mapped[datetime | None] = mapped_column(default=None)
    agreed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    deemed: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    contested_because: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    lines: Mapped[list[HandoverLine]] = relationship(default_factory=list, order_by="HandoverLine.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def value(self) -> Rupiah:
        """Of what was accepted; until then of what was brought."""
        return Rupiah(
            sum(
                (line.brought if line.accepted is None else line.accepted) * line.unit_price
                for line in self.lines
            )
        )


class HandoverLine(Base):
    """`accepted` and `rejected` stay NULL until the shop has agreed."""

    __tablename__ = "handover_lines"
    __table_args__ = (
        CheckConstraint("brought > 0", name="brought_positive"),
        CheckConstraint("accepted >= 0 AND rejected >= 0", name="not_negative"),
        CheckConstraint("accepted + rejected <= brought", name="within_brought"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    handover_id: Mapped[HandoverId] = mapped_column(ForeignKey("handovers.id"), index=True, init=False)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"), default=None, index=True)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"))
    name: Mapped[str]
    unit: Mapped[str]
    unit_price: Mapped[Rupiah]
    brought: Mapped[int]
    best_before: Mapped[date | None] = mapped_column(default=None)
    accepted: Mapped[int | None] = mapped_column(default=None)
    rejected: Mapped[int | None] = mapped_column(default=None)
    reject_reason: Mapped[RejectReason | None] = mapped_column(default=None)
    reject_photo_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)


AGREED_PARENT = "(SELECT state FROM handovers WHERE id = {row}.handover_id) = 'agreed'"

declare(
    Handover.__table__,
    frozen_when("handovers", "OLD.state = 'agreed'", says="handovers: agreed ones cannot change"),
)
declare(
    HandoverLine.__table__,
    frozen_when(
        "handover_lines",
        AGREED_PARENT.format(row="OLD"),
        says="handover_lines: of an agreed handover cannot change",
    ),
    refuse_when(
        "handover_lines",
        "handover_lines_late",
        AGREED_PARENT.format(row="NEW"),
        on="INSERT",
        says="handover_lines: an agreed handover takes no more",
    ),
    refuse_when(
        "handover_lines",
        "handover_lines_within_order",
        "NEW.order_line_id IS NOT NULL AND COALESCE(NEW.accepted, 0) + COALESCE((SELECT SUM(accepted)"
        " FROM handover_lines WHERE order_line_id = NEW.order_line_id AND id <> COALESCE(NEW.id, -1)), 0)"
        " > (SELECT quantity FROM order_lines WHERE id = NEW.order_line_id)",
        on="INSERT OR UPDATE",
        says="handover_lines: more accepted than ordered",
    ),
)

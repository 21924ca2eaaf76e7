"""Baskets, orders and what makers propose instead. Quantities are whole units of a variant."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalog.models import Availability
from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, frozen_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import (
    OrderId,
    OrganisationId,
    OutletId,
    PartnerId,
    ProducerId,
    ProductId,
    UserId,
    VariantId,
    new_public_id,
)
from marketplace.kernel.money import Rupiah
from marketplace.ordering.states import PLACED, Ending, OrderState


class BasketLine(Base):
    """What an outlet is about to order; `price_seen` is the rupiah per unit shown when it was added."""

    __tablename__ = "basket_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"), primary_key=True)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
    price_seen: Mapped[Rupiah]
    availability_seen: Mapped[Availability | None] = mapped_column(default=None)
    added_at: Mapped[datetime]


class OrderGroup(Base):
    """One press of "Kirim pesanan": an order per maker, exactly once per key."""

    __tablename__ = "order_groups"
    __table_args__ = (UniqueConstraint("partner_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"), index=True)
    idempotency_key: Mapped[str]
    placed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    placed_at: Mapped[datetime]


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("partner_id", "number"),
        CheckConstraint("partner_id <> producer_id", name="buyer_not_maker"),
        CheckConstraint("ending IS NULL OR state = 'cancelled'", name="only_cancelled_end_so"),
        Index("ix_orders_of_partner", "partner_id", "placed_at", "id"),
        Index("ix_orders_of_partner_in_state", "partner_id", "state", "placed_at", "id"),
        Index("ix_orders_of_producer", "producer_id", "placed_at", "id"),
        Index("ix_orders_of_producer_in_state", "producer_id", "state", "placed_at", "id"),
        Index("ix_orders_to_answer", "producer_id", "state", "answer_by", "id"),
        Index("ix_orders_deadline", "state", "answer_by"),
        Index("ix_orders_number", "number"),
    )

    id: Mapped[OrderId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str]
    group_id: Mapped[int] = mapped_column(ForeignKey("order_groups.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    state: Mapped[OrderState] = mapped_column(default=PLACED)
    note: Mapped[str] = mapped_column(default="")
    delivery_fee: Mapped[Rupiah] = mapped_column(
        default=Rupiah(0), server_default="0"
    )  # for bringing it, by the maker's rule of the day it was placed
    needed_on: Mapped[date | None] = mapped_column(default=None)
    answer_by: Mapped[datetime]
    placed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    promised_on: Mapped[date | None] = mapped_column(default=None)  # the day the maker brings it
    ending: Mapped[Ending | None] = mapped_column(default=None)  # NULL also where it was not kept once
    cancelled_because: Mapped[str | None] = mapped_column(default=None)  # what people wrote
    cancelled_by: Mapped[OrganisationId | None] = mapped_column(
        ForeignKey("organisations.id"), default=None
    )  # the side that called it off; NULL where nobody answered in time
    version: Mapped[int] = mapped_column(init=False)

    lines: Mapped[list[OrderLine]] = relationship(default_factory=list, order_by="OrderLine.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def total(self) -> Rupiah:
        return Rupiah(sum(line.amount for line in self.lines))


class OrderLine(Base):
    """Keeps what was shown and what held when the order was placed: the catalog may move on.

    `quantity` and `unit_price` are what both sides agreed last, zero units for a line that was dropped; the proposals
    keep what they were before.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
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


class OrderProposal(Base):
    """Other quantities, prices or another day, written by the maker; the shop accepts it or cancels the order."""

    __tablename__ = "order_proposals"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        CheckConstraint("(answered_at IS NULL) = (accepted IS NULL)", name="answered_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    order_id: Mapped[OrderId] = mapped_column(ForeignKey("orders.id"), index=True)
    number: Mapped[int]  # 1, 2, … of this order
    promised_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    proposed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    accepted: Mapped[bool | None] = mapped_column(
        default=None
    )  # False: another came instead, or it was called off
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    lines: Mapped[list[ProposalLine]] = relationship(
        default_factory=list, order_by="ProposalLine.order_line_id"
    )

    @property
    def total_before(self) -> Rupiah:
        return Rupiah(sum(line.quantity_before * line.price_before for line in self.lines))

    @property
    def total(self) -> Rupiah:
        return Rupiah(sum(line.quantity * line.unit_price for line in self.lines))


class ProposalLine(Base):
    """Every line of the order as it stood and as it is proposed; zero units drop it."""

    __tablename__ = "proposal_lines"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("unit_price > 0", name="price_positive"),
    )

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("order_proposals.id"), primary_key=True, autoincrement=False, init=False
    )
    order_line_id: Mapped[int] = mapped_column(
        ForeignKey("order_lines.id"), primary_key=True, autoincrement=False
    )
    quantity_before: Mapped[int]
    price_before: Mapped[Rupiah]
    quantity: Mapped[int]
    unit_price: Mapped[Rupiah]

    @property
    def changed(self) -> bool:
        return (self.quantity, self.unit_price) != (self.quantity_before, self.price_before)


Index(
    "uq_order_proposals_one_open",
    OrderProposal.order_id,
    unique=True,
    sqlite_where=OrderProposal.answered_at.is_(None),
    postgresql_where=OrderProposal.answered_at.is_(None),
)
declare(
    OrderProposal.__table__,
    frozen_when(
        "order_proposals",
        "OLD.answered_at IS NOT NULL",
        says="order_proposals: answered ones stay",
        lock=NO_LOCK,
    ),
)
declare(ProposalLine.__table__, append_only("proposal_lines"))
seal(
    Order,
    only=(
        "public_id", "number", "partner_id", "outlet_id", "producer_id", "state", "placed_at", "confirmed_at",
        "promised_on", "ending", "cancelled_by",
    ),
)  # fmt: skip
seal(OrderLine, only=("order_id", "variant_id", "product_id", "quantity", "unit_price"))

"""What a maker and an outlet agreed about their trade, and what lies there on consignment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.kernel.ids import OrganisationId, OutletId, ProducerId, UserId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.states import Invoicing, Side, TermAnswer, TradeModel


class TradeTerm(Base):
    """Proposed by either side; of a maker and an outlet the newest row that was agreed holds (`TermReply`).

    Every handover keeps its own copy of what held when it was sent.

    `margin` is the shop's share of the retail price in basis points.
    """

    __tablename__ = "trade_terms"
    __table_args__ = (
        CheckConstraint("margin >= 0 AND margin < 10000", name="margin"),
        CheckConstraint("days_to_pay >= 0 AND days_to_pay <= 365", name="days_to_pay"),
        Index("ix_trade_terms_between", "producer_id", "outlet_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"), index=True)
    model: Mapped[TradeModel]
    margin: Mapped[int] = mapped_column(default=0)
    days_to_pay: Mapped[int]
    loss_on: Mapped[Side]
    invoicing: Mapped[Invoicing] = mapped_column(default=Invoicing.BY_HAND, server_default="by_hand")
    written_for: Mapped[OrganisationId] = mapped_column(
        ForeignKey("organisations.id")
    )  # the side that wrote it
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]
    answer_by: Mapped[datetime | None] = mapped_column(
        default=None
    )  # then it lapses: silence keeps the old terms


class TermReply(Base):
    """What became of proposed terms, once; without a row nobody has answered."""

    __tablename__ = "term_replies"

    term_id: Mapped[int] = mapped_column(ForeignKey("trade_terms.id"), primary_key=True, autoincrement=False)
    answer: Mapped[TermAnswer]
    reason: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


class Consigned(Base):
    """Units of a variant that lie at an outlet and are still the maker's: the sum of its agreed handovers."""

    __tablename__ = "consigned"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance_not_negative"),
        CheckConstraint("unit_price > 0", name="price_positive"),
    )

    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"), primary_key=True, index=True)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    balance: Mapped[int]
    unit_price: Mapped[Rupiah]  # of those that came last; what lies there has that of its lot (see `lots`)
    unsold_rounds: Mapped[int] = mapped_column(default=0)  # agreed rounds in a row without a sale
    moved_at: Mapped[datetime]


declare(TradeTerm.__table__, append_only("trade_terms"))
declare(TermReply.__table__, append_only("term_replies"))

"""The one document for goods that change hands: delivery, return and the round of a maker at a shop.

Quantities are whole units of a variant.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, declare, frozen_when, parent, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import (
    AttachmentId,
    HandoverId,
    OrderId,
    OrganisationId,
    OutletId,
    PartnerId,
    ProducerId,
    UserId,
    VariantId,
    new_public_id,
)
from marketplace.kernel.money import Rupiah
from marketplace.ordering.states import (
    CONTESTED,
    PREPARED,
    SENT,
    AgreedHow,
    HandoverKind,
    HandoverState,
    Invoicing,
    RejectReason,
    Side,
    TakeBackReason,
    TradeModel,
)


class Handover(Base):
    """Serah terima: delivery note, receipt and settlement are three prints of this one document.

    `issuer_id` is the side that wrote it, maker or partner; the other side answers. The terms are those of the day it
    was sent.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        UniqueConstraint("issuer_id", "number"),
        UniqueConstraint("issuer_id", "client_id"),
        CheckConstraint("partner_id <> producer_id", name="buyer_not_maker"),
        CheckConstraint("issuer_id = producer_id OR issuer_id = partner_id", name="issuer_takes_part"),
        CheckConstraint("days_to_pay >= 0", name="days_to_pay"),
        CheckConstraint("(state = 'agreed') = (agreed_how IS NOT NULL)", name="agreed_somehow"),
        Index("ix_handovers_of_partner", "partner_id", "id"),
        Index("ix_handovers_of_partner_in_state", "partner_id", "state", "id"),
        Index("ix_handovers_of_producer", "producer_id", "id"),
        Index("ix_handovers_of_producer_in_state", "producer_id", "state", "id"),
        Index("uq_handovers_one_rest", "rest_of_id", "issuer_id", unique=True),
        Index("ix_handovers_of_outlet", "outlet_id", "producer_id", "id"),
    )

    id: Mapped[HandoverId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str]
    kind: Mapped[HandoverKind] = mapped_column(default=HandoverKind.DELIVERY)
    trade: Mapped[TradeModel] = mapped_column(default=TradeModel.OUTRIGHT)
    days_to_pay: Mapped[int] = mapped_column(default=14)
    loss_on: Mapped[Side] = mapped_column(default=Side.MAKER)  # who bears what is lost on the shelf
    invoicing: Mapped[Invoicing | None] = mapped_column(
        default=None
    )  # None: the maker makes the bill by hand
    order_id: Mapped[OrderId | None] = mapped_column(ForeignKey("orders.id"), default=None, index=True)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    issuer_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"))
    rest_of_id: Mapped[HandoverId | None] = mapped_column(
        ForeignKey("handovers.id"), default=None
    )  # the one whose difference it holds: units that only its issuer stood by
    client_id: Mapped[str | None] = mapped_column(
        default=None
    )  # made by the phone, so that it can send again
    state: Mapped[HandoverState] = mapped_column(default=PREPARED, index=True)
    prepared_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    goods_on: Mapped[date | None] = mapped_column(default=None)  # the day it counts on; `counts_on` reads it
    answer_by: Mapped[datetime | None] = mapped_column(default=None)
    asked_again: Mapped[bool] = mapped_column(default=False)  # nobody answered, and silence was no yes
    agreed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed_how: Mapped[AgreedHow | None] = mapped_column(default=None)
    receiver: Mapped[str] = mapped_column(default="")  # the name given at a QR, where nobody signed in
    note: Mapped[str] = mapped_column(default="")
    contested_because: Mapped[str | None] = mapped_column(default=None)
    contest_photo_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    settled_because: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    lines: Mapped[list[HandoverLine]] = relationship(default_factory=list, order_by="HandoverLine.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def counts_on(self) -> date | None:
        """The day the goods count on: that of sending, unless another was entered; None until it was sent."""
        return self.goods_on or (day_of(self.sent_at) if self.sent_at else None)

    @property
    def deemed(self) -> bool:
        return self.agreed_how is AgreedHow.DEEMED

    @property
    def answerer_id(self) -> OrganisationId:
        """The side that has to answer."""
        return self.partner_id if self.issuer_id == self.producer_id else self.producer_id

    @property
    def consigned(self) -> bool:
        return self.trade is TradeModel.CONSIGNMENT

    @property
    def differs(self) -> bool:
        """Whether it was answered otherwise than its issuer wrote, with less or with more."""
        return any(line.rejected or line.differs or line.beyond for line in self.lines)

    @property
    def value(self) -> Rupiah:
        """What the shop owes for it: below zero for a return; until it is agreed, as it was sent."""
        return Rupiah(sum(line.value(self.trade, self.loss_on) for line in self.lines))


class HandoverLine(Base):
    """`accepted`, `rejected` and `sold` stay NULL until both sides have agreed.

    A round counts first, then takes back, then brings: sold = opening - counted - taken_back - lost, and the new
    balance is what was counted and what was accepted. `opening` is what lay there when it was sent, a line for each
    lot of an item (see `lots`).
    """

    __tablename__ = "handover_lines"
    __table_args__ = (
        CheckConstraint("brought >= 0", name="brought_not_negative"),
        CheckConstraint("accepted >= 0 AND rejected >= 0", name="not_negative"),
        CheckConstraint("accepted + rejected <= brought", name="within_brought"),
        CheckConstraint("taken_back >= 0 AND lost >= 0 AND reserved >= 0", name="moved_not_negative"),
        CheckConstraint("opening >= 0 AND counted >= 0", name="counted_not_negative"),
        CheckConstraint("sold >= 0 AND opening = counted + taken_back + lost + sold", name="round_adds_up"),
        CheckConstraint(
            "brought > 0 OR taken_back > 0 OR counted IS NOT NULL OR accepted IS NOT NULL", name="something"
        ),
        CheckConstraint("taken_back = 0 OR take_back_reason IS NOT NULL", name="taken_back_because"),
        CheckConstraint("unit_price > 0", name="price_positive"),
        CheckConstraint("beyond >= 0", name="beyond_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    handover_id: Mapped[HandoverId] = mapped_column(ForeignKey("handovers.id"), index=True, init=False)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"), default=None, index=True)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"))
    name: Mapped[str]
    unit: Mapped[str]
    unit_price: Mapped[Rupiah]  # what the shop pays for one
    opening: Mapped[int | None] = mapped_column(default=None)
    counted: Mapped[int | None] = mapped_column(default=None)
    taken_back: Mapped[int] = mapped_column(default=0)
    take_back_reason: Mapped[TakeBackReason | None] = mapped_column(default=None)
    lost: Mapped[int] = mapped_column(default=0)
    loss_on: Mapped[Side | None] = mapped_column(default=None)  # of a lot that came under other terms
    # Where both sides differ the lower figure is booked. `differs` are the units owed, or given back, as it was
    # sent and not as it was answered; below zero the other way round. `other_count` is the count that was not booked.
    differs: Mapped[int] = mapped_column(default=0)
    other_count: Mapped[int | None] = mapped_column(default=None)
    beyond: Mapped[int] = mapped_column(default=0)  # units that came beyond `brought`, as the shop says
    lies: Mapped[int | None] = mapped_column(default=None)  # of a difference: units that are in the balance
    sold: Mapped[int | None] = mapped_column(default=None)
    brought: Mapped[int] = mapped_column(default=0)
    batch: Mapped[str] = mapped_column(default="")
    best_before: Mapped[date | None] = mapped_column(default=None)
    reserved: Mapped[int] = mapped_column(default=0)  # counted stock held by a handover without an order
    accepted: Mapped[int | None] = mapped_column(default=None)
    rejected: Mapped[int | None] = mapped_column(default=None)
    reject_reason: Mapped[RejectReason | None] = mapped_column(default=None)
    reject_photo_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)

    @property
    def sold_so(self) -> int:
        """Units sold, by the figures that stand: also while they wait for an answer."""
        if self.sold is not None or self.opening is None or self.counted is None:
            return self.sold or 0
        return self.opening - self.counted - self.taken_back - self.lost

    @property
    def leaves(self) -> int:
        """Units that are no longer in the consigned balance; of a difference only those that were in it."""
        gone = (self.sold or 0) + self.taken_back + self.lost
        return gone if self.lies is None else min(gone, self.lies)

    def owed_units(self, loss_on: Side) -> int:
        """Consigned units that the shop pays for: sold, and lost where it bears that, by the lot's terms or these."""
        return self.sold_so + (self.lost if (self.loss_on or loss_on) is Side.SHOP else 0)

    def value(self, trade: TradeModel, loss_on: Side = Side.MAKER) -> Rupiah:
        """Rupiah that the shop owes for it; until it is agreed, for all that was brought or sold."""
        if trade is TradeModel.CONSIGNMENT:
            return Rupiah(self.owed_units(loss_on) * self.unit_price)
        came = self.brought if self.accepted is None else self.accepted
        return Rupiah((came - self.taken_back) * self.unit_price)


class HandoverPass(Base):
    """A one-time QR on the maker's screen: whoever scans it stands before the maker, in the shop."""

    __tablename__ = "handover_passes"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    handover_id: Mapped[HandoverId] = mapped_column(ForeignKey("handovers.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


OPEN_ROUND = and_(
    Handover.kind == HandoverKind.ROUND,
    Handover.state.in_((PREPARED, SENT, CONTESTED)),
    Handover.rest_of_id.is_(None),
)
Index(
    "uq_handovers_one_round",
    Handover.producer_id,
    Handover.outlet_id,
    unique=True,
    sqlite_where=OPEN_ROUND,
    postgresql_where=OPEN_ROUND,
)

AGREED_PARENT = "(SELECT state FROM handovers WHERE id = {row}.handover_id) = 'agreed'"

declare(
    Handover.__table__,
    frozen_when(
        "handovers", "OLD.state = 'agreed'", says="handovers: agreed ones cannot change", lock=NO_LOCK
    ),
)
declare(
    HandoverLine.__table__,
    frozen_when(
        "handover_lines",
        AGREED_PARENT.format(row="OLD"),
        says="handover_lines: of an agreed handover cannot change",
        lock=parent("handovers", "OLD.handover_id"),
    ),
    refuse_when(
        "handover_lines",
        "handover_lines_late",
        AGREED_PARENT.format(row="NEW"),
        on="INSERT",
        says="handover_lines: an agreed handover takes no more",
        lock=parent("handovers", "NEW.handover_id"),
    ),
    refuse_when(
        "handover_lines",
        "handover_lines_within_order",
        "NEW.order_line_id IS NOT NULL AND COALESCE(NEW.accepted, 0) + COALESCE((SELECT SUM(accepted)"
        " FROM handover_lines WHERE order_line_id = NEW.order_line_id AND id <> COALESCE(NEW.id, -1)), 0)"
        " > (SELECT quantity FROM order_lines WHERE id = NEW.order_line_id)",
        on="INSERT OR UPDATE",
        says="handover_lines: more accepted than ordered",
        lock=parent("order_lines", "NEW.order_line_id"),
    ),
)
seal(Handover)
seal(HandoverLine)

"""Payments through gateways: accounts of makers there, checkouts of invoices, and what gateways told. Whole rupiah."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import PartnerId, ProducerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class CheckoutState(Labelled):
    ASKED = "asked", _l("Sedang disiapkan")  # the gateway may know it already, or not yet
    OPEN = "open", _l("Belum dibayar")
    PAID = "paid", _l("Sudah dibayar")
    LAPSED = "lapsed", _l("Tidak jadi dibayar")


class CheckoutDispute(Labelled):
    """The payer's bank asks for the money back; the maker answers at the gateway."""

    OPEN = "open", _l("Dipersoalkan bank pembayar")
    WON = "won", _l("Sengketa dimenangkan pembuat")
    LOST = "lost", _l("Sengketa kalah, uangnya ditarik")


class GatewayEventState(Labelled):
    WAITING = "waiting", _l("Menunggu diproses")
    APPLIED = "applied", _l("Sudah diproses")
    UNCLEAR = "unclear", _l("Perlu dilihat petugas")
    CLEARED = "cleared", _l("Sudah dilihat")


class UnclearBecause(Labelled):
    MONEY = "money", _l("Jumlah atau mata uangnya lain dari notanya")
    UNKNOWN = "unknown", _l("Pembayaran ini tidak dikenal")
    ACCOUNT = "account", _l("Datang dari akun lain")
    MORE_BACK = "more_back", _l("Uang kembali lebih banyak dari yang dibayar")
    LESS_BACK = "less_back", _l("Uang kembali lebih sedikit dari yang sudah dicatat")


class GatewayAccount(Base):
    """Which account of a maker's own a gateway charges on from a moment on: the newest row holds, empty for none."""

    __tablename__ = "gateway_accounts"
    __table_args__ = (Index("ix_gateway_accounts_newest", "producer_id", "gateway", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    gateway: Mapped[str]
    account: Mapped[str]
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]


LIVE = text("state IN ('asked', 'open')")


class Checkout(Base):
    """An invoice on its way to be paid at a gateway; one at most can be paid at a time.

    It is written before the gateway is asked, so `public_id` is its name there and asking twice makes one.
    `look_at` is when the gateway is asked next how it stands, NULL for never again.
    """

    __tablename__ = "checkouts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(state = 'paid') = (payment_id IS NOT NULL)", name="paid_with_payment"),
        CheckConstraint("state <> 'open' OR session IS NOT NULL", name="open_with_session"),
        Index("uq_checkouts_live", "invoice_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_checkouts_invoice", "invoice_id"),
        Index("ix_checkouts_look_at", "look_at"),
        UniqueConstraint("gateway", "session"),
        UniqueConstraint("gateway", "intent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    gateway: Mapped[str]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    payee_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    payer_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    account: Mapped[str]
    amount: Mapped[Rupiah]
    title: Mapped[str]  # what the payer reads at the gateway
    state: Mapped[CheckoutState] = mapped_column(default=CheckoutState.ASKED)
    session: Mapped[str | None] = mapped_column(default=None)
    address: Mapped[str] = mapped_column(default="")
    intent: Mapped[str | None] = mapped_column(default=None)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), unique=True, default=None)
    dispute: Mapped[CheckoutDispute | None] = mapped_column(default=None)
    asked_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    look_at: Mapped[datetime | None] = mapped_column(default=None)


class GatewayEvent(Base):
    """What a gateway told, signed, or what looking there found; each once. No name and no card stands in it."""

    __tablename__ = "gateway_events"
    __table_args__ = (
        UniqueConstraint("gateway", "event"),
        CheckConstraint("(state IN ('unclear', 'cleared')) = (because IS NOT NULL)", name="unclear_because"),
        CheckConstraint("state <> 'cleared' OR note <> ''", name="cleared_with_note"),
        Index("ix_gateway_events_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    gateway: Mapped[str]
    event: Mapped[str]
    kind: Mapped[str]
    account: Mapped[str]
    session: Mapped[str | None]
    intent: Mapped[str | None]
    reference: Mapped[str | None]
    amount: Mapped[Rupiah | None]
    wrong: Mapped[str]  # an amount as it was told, where it is no whole rupiah
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[GatewayEventState] = mapped_column(default=GatewayEventState.WAITING)
    because: Mapped[UnclearBecause | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    cleared_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    cleared_at: Mapped[datetime | None] = mapped_column(default=None)


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


GONE = ("OLD.session IS NOT NULL AND NEW.session IS NULL", "OLD.intent IS NOT NULL AND NEW.intent IS NULL")
declare(GatewayAccount.__table__, append_only("gateway_accounts"))
declare(
    Checkout.__table__,
    refuse_when(
        "checkouts",
        "checkouts_never_regress",
        f"{_changed('public_id', 'gateway', 'invoice_id', 'payer_id', 'account', 'amount', 'session', 'intent')}"
        f" OR ({GONE[0]}) OR ({GONE[1]}) OR (OLD.state = 'paid' AND ({_changed('state', 'payment_id')}))"
        " OR (OLD.dispute = 'lost' AND (NEW.dispute IS NULL OR NEW.dispute <> 'lost'))",
        on="UPDATE",
        says="checkouts: what happened stays so",
        lock=NO_LOCK,
    ),
    refuse_when(
        "checkouts",
        "checkouts_stay",
        "1 = 1",
        on="DELETE",
        says="checkouts: they stay",
        lock=NO_LOCK,
    ),
)
declare(
    GatewayEvent.__table__,
    refuse_when(
        "gateway_events",
        "gateway_events_never_regress",
        f"{_changed('gateway', 'event', 'kind', 'account', 'wrong', 'happened_at')}"
        " OR (OLD.state <> NEW.state AND NOT ((OLD.state = 'waiting' AND NEW.state IN ('applied', 'unclear'))"
        " OR (OLD.state = 'unclear' AND NEW.state = 'cleared')))",
        on="UPDATE",
        says="gateway_events: what was told stays so",
        lock=NO_LOCK,
    ),
    refuse_when(
        "gateway_events",
        "gateway_events_stay",
        "1 = 1",
        on="DELETE",
        says="gateway_events: they stay",
        lock=NO_LOCK,
    ),
)
seal(GatewayAccount, listed=True)

"""What is owed and what was paid, with names. A page narrows every question to its own organisation first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.billing import policies
from marketplace.billing.allotting import flagged
from marketplace.billing.models import DeductedFor, Due, NoticeAnswer, PaidBy, PaymentNotice, Receipt
from marketplace.billing.queries import DEDUCTED, PAID, SAID, debt_of
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, PartnerId, ProducerId
from marketplace.kernel.labels import Label
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import HandoverKind
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from marketplace.purchases.sellers import records_of


@dataclass(frozen=True)
class DueRow:
    """`said` is what the shop says it has paid beyond that, unanswered; of a return all figures are below zero."""

    id: int
    public_id: str
    amount: Rupiah
    paid: Rupiah
    deducted: Rupiah
    said: Rupiah
    owed_on: date
    due_on: date
    handover: str
    handover_public_id: str
    kind: HandoverKind
    partner: str
    partner_public_id: str
    outlet_id: OutletId
    outlet: str
    maker: str
    maker_public_id: str
    merged: bool  # it is of a record that became part of this maker's

    @property
    def left(self) -> Rupiah:
        return Rupiah(self.amount - self.paid)

    @property
    def to_say(self) -> Rupiah:
        """What nobody has said is paid."""
        return Rupiah(max(0, self.left - self.said))

    @property
    def flagged(self) -> bool:
        return flagged(self.deducted, self.amount)


@dataclass(frozen=True, kw_only=True)
class DueList:
    """Dues, the first to fall due first. `settled` True: nothing is left of them, newest first; None: all."""

    payee_id: ProducerId | None = None
    payer_id: PartnerId | None = None
    partner: str | None = None  # public ids of the other side
    maker: str | None = None
    public_id: str | None = None
    settled: bool | None = None

    def select(self) -> Listing:
        buyer, maker, payee = aliased(Organisation), aliased(Organisation), aliased(Producer)
        query: Listing = (
            select(
                Due.id,
                Due.public_id,
                Due.amount,
                PAID,
                DEDUCTED,
                SAID,
                Due.owed_on,
                Due.due_on,
                Handover.number,
                Handover.public_id,
                Handover.kind,
                buyer.name,
                buyer.public_id,
                Due.outlet_id,
                Outlet.name,
                maker.name,
                maker.public_id,
                payee.merged_into_id.is_not(None),
            )
            .join(Handover, Handover.id == Due.handover_id)
            .join(buyer, buyer.id == Due.payer_id)
            .join(payee, payee.id == Due.payee_id)
            .join(maker, maker.id == func.coalesce(payee.merged_into_id, payee.id))
            .join(Outlet, Outlet.id == Due.outlet_id)
            .where(*_narrowed(self.payee_id, self.payer_id))
            .order_by(*((Due.id.desc(),) if self.settled else (Due.due_on, Due.id)))
        )
        named = (
            (buyer.public_id, self.partner),
            (maker.public_id, self.maker),
            (Due.public_id, self.public_id),
        )
        query = query.where(*(column == wanted for column, wanted in named if wanted is not None))
        if self.settled is None:
            return query
        return query.where(Due.amount == PAID if self.settled else Due.amount != PAID)


def dues(session: Session, asked: DueList) -> Sequence[DueRow]:
    return [DueRow(*values) for values in session.execute(asked.select())]


def due_row(session: Session, asked: DueList) -> DueRow:
    """The one that is asked for. Raises NotFound, for others' too."""
    found = dues(session, asked)
    if len(found) != 1:
        raise NotFound(f"due {asked.public_id}")
    return found[0]


@dataclass(frozen=True)
class ReceiptRow:
    """`reversed`: taken back by its mirror; `mirror`: it is one."""

    id: int
    public_id: str
    act: str
    due_public_id: str
    handover: str
    partner: str
    outlet: str
    maker: str
    received: Rupiah
    deducted: Rupiah
    deducted_because: str
    received_on: date
    paid_by: PaidBy
    note: str
    confirmed_at: datetime
    mirror: bool
    reversed: bool

    @property
    def because(self) -> Label:
        known = self.deducted_because in list(DeductedFor)
        return DeductedFor(self.deducted_because).label if known else Label(self.deducted_because)


@dataclass(frozen=True, kw_only=True)
class ReceiptList:
    """What was confirmed as received, newest first."""

    payee_id: ProducerId | None = None
    payer_id: PartnerId | None = None
    due_id: int | None = None

    def select(self) -> Listing:
        buyer, maker, payee = aliased(Organisation), aliased(Organisation), aliased(Producer)
        mirror = aliased(Receipt)
        query: Listing = (
            select(
                Receipt.id,
                Receipt.public_id,
                Receipt.act,
                Due.public_id,
                Handover.number,
                buyer.name,
                Outlet.name,
                maker.name,
                Receipt.received,
                Receipt.deducted,
                Receipt.deducted_because,
                Receipt.received_on,
                Receipt.paid_by,
                Receipt.note,
                Receipt.confirmed_at,
                Receipt.reverses_id.is_not(None),
                exists().where(mirror.reverses_id == Receipt.id),
            )
            .join(Due, Due.id == Receipt.due_id)
            .join(Handover, Handover.id == Due.handover_id)
            .join(buyer, buyer.id == Due.payer_id)
            .join(payee, payee.id == Due.payee_id)
            .join(maker, maker.id == func.coalesce(payee.merged_into_id, payee.id))
            .join(Outlet, Outlet.id == Due.outlet_id)
            .where(*_narrowed(self.payee_id, self.payer_id))
            .order_by(Receipt.id.desc())
        )
        return query.where(Receipt.due_id == self.due_id) if self.due_id is not None else query


def every_receipt(session: Session, asked: ReceiptList) -> Sequence[ReceiptRow]:
    return [ReceiptRow(*values) for values in session.execute(asked.select())]


def receipts_of(session: Session, due_id: int) -> Sequence[ReceiptRow]:
    return every_receipt(session, ReceiptList(due_id=due_id))


@dataclass(frozen=True)
class NoticeRow:
    """What one side says it has paid, and what the other says to it; `received` is what the receipt tells."""

    public_id: str
    amount: Rupiah
    paid_on: date
    paid_by: PaidBy
    note: str
    proof: str | None
    proof_type: str | None
    said_at: datetime
    answered_at: datetime | None
    words: str | None
    received: Rupiah | None

    @property
    def waits(self) -> bool:
        return self.answered_at is None


def notices_of(session: Session, due_id: int) -> Sequence[NoticeRow]:
    """Newest first."""
    query: Listing = (
        select(
            PaymentNotice.public_id,
            PaymentNotice.amount,
            PaymentNotice.paid_on,
            PaymentNotice.paid_by,
            PaymentNotice.note,
            Attachment.public_id,
            Attachment.media_type,
            PaymentNotice.said_at,
            NoticeAnswer.answered_at,
            NoticeAnswer.words,
            Receipt.received,
        )
        .outerjoin(NoticeAnswer, NoticeAnswer.notice_id == PaymentNotice.id)
        .outerjoin(Receipt, Receipt.id == NoticeAnswer.receipt_id)
        .outerjoin(Attachment, Attachment.id == PaymentNotice.proof_id)
        .where(PaymentNotice.due_id == due_id)
        .order_by(PaymentNotice.id.desc())
    )
    return [NoticeRow(*values) for values in session.execute(query)]


def _narrowed(payee_id: ProducerId | None, payer_id: PartnerId | None) -> Sequence[ColumnElement[bool]]:
    """To the maker's own record and those merged into it, or to a shop."""
    wanted: list[ColumnElement[bool]] = []
    if payee_id is not None:
        wanted.append(Due.payee_id.in_(records_of(payee_id)))
    if payer_id is not None:
        wanted.append(Due.payer_id == payer_id)
    return wanted


def shows_payment_proof(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Both sides of a due may see the proof of what was paid."""
    query = (
        select(Due)
        .join(PaymentNotice, PaymentNotice.due_id == Due.id)
        .where(PaymentNotice.proof_id == attachment.id)
    )
    return any(uow.allows(policies.SEE, debt_of(uow.session, due)) for due in uow.session.scalars(query))

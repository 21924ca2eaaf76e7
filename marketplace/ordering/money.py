"""What is owed and what was paid, with names. A page narrows every question to its own organisation first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, exists, func, literal
from sqlalchemy.orm import Session, aliased, join, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.billing.allotting import flagged
from marketplace.billing.deductions import DeductedFor
from marketplace.billing.models import Due, DueKind, NoticeAnswer, PaymentNotice, Receipt
from marketplace.billing.queries import CLAIMED, DEDUCTED, PAID
from marketplace.db.keyset import Sort
from marketplace.db.listing import Listing, Row, by, cell, col, maybe, required, where
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover
from marketplace.partners.models import Outlet
from marketplace.ports.sheets import Column
from marketplace.producers.models import Producer
from marketplace.purchases.sellers import records_of

Buyer, Maker, Payee = aliased(Organisation), aliased(Organisation), aliased(Producer)
Mirror = aliased(Receipt)
OF_DUE = (
    join(Due, Handover, Handover.id == Due.handover_id)
    .join(Buyer, Buyer.id == Due.payer_id)
    .join(Payee, Payee.id == Due.payee_id)
    .join(Maker, Maker.id == func.coalesce(Payee.merged_into_id, Payee.id))
    .join(Outlet, Outlet.id == Due.outlet_id)
)


class Age(Labelled):
    NOT_YET = "not_yet", _l("Belum jatuh tempo")
    DAYS = "days", _l("Lewat 1–7 hari")
    WEEKS = "weeks", _l("Lewat 8–30 hari")
    LONG = "long", _l("Lewat lebih dari 30 hari")


def age_of(due_on: date, today: date) -> Age:
    late = (today - due_on).days
    if late <= 0:
        return Age.NOT_YET
    return Age.DAYS if late <= 7 else Age.WEEKS if late <= 30 else Age.LONG


class DueRow(Row):
    """`claimed` is what the shop says it has paid beyond that, unanswered; of a return all figures are below zero.

    `merged`: it is of a record that became part of this maker's.
    """

    id = col(Due.id)
    public_id = col(Due.public_id)
    maker = col(Maker.name, Column(_l("Pembuat"), width=28))
    maker_public_id = col(Maker.public_id)
    partner = col(Buyer.name, Column(_l("Toko"), width=28))
    partner_public_id = col(Buyer.public_id)
    outlet_id = col(Due.outlet_id)
    outlet = col(Outlet.name, Column(_l("Gerai"), width=24))
    handover = col(Handover.number, Column(_l("Serah terima"), width=20))
    handover_public_id = col(Handover.public_id)
    kind = col(Handover.kind)
    invoicing = maybe(Handover.invoicing)
    of_what = col(Due.kind, Column(_l("Untuk")))
    owed_on = col(Due.owed_on, Column(_l("Tanggal"), "day"))
    due_on = col(Due.due_on, Column(_l("Jatuh tempo"), "day"))
    day = col(lambda listing: literal(listing.day, Date))

    @cell(Column(_l("Keadaan"), width=24))
    def stands(self) -> Label:
        if self.left > 0:
            return age_of(self.due_on, self.day).label
        return _l("Retur belum dipotong") if self.left else _l("Lunas")

    amount = col(Due.amount, Column(_l("Tagihan"), "rupiah"), summed=True)
    paid: Rupiah = col(PAID, Column(_l("Sudah dibayar"), "rupiah", _l("termasuk potongan")), summed=True)
    deducted: Rupiah = col(DEDUCTED)
    claimed: Rupiah = col(CLAIMED)
    merged = col(Payee.merged_into_id.is_not(None))

    @cell(Column(_l("Sisa"), "rupiah"), summed=True)
    def left(self) -> Rupiah:
        return Rupiah(self.amount - self.paid)

    @property
    def to_say(self) -> Rupiah:
        """What nobody has said is paid."""
        return Rupiah(max(0, self.left - self.claimed))

    @property
    def flagged(self) -> bool:
        return flagged(self.deducted, self.amount)


class DueList(Listing[DueRow]):
    """Dues, the first to fall due first. `settled` True: nothing is left of them, newest first; None: all.

    `partner` and `maker` are public ids. A file says how each due stands on `day`.
    """

    source = OF_DUE
    sheet = _l("Tagihan")

    payee_id: ProducerId | None = where(lambda maker: Due.payee_id.in_(records_of(maker)), own=True)
    payer_id: PartnerId | None = where(Due.payer_id, own=True)
    partner: str | None = where(Buyer.public_id)
    maker: str | None = where(Maker.public_id)
    public_id: str | None = where(Due.public_id)
    named: Sequence[str] | None = where(Due.public_id.in_)  # by their public ids
    handover_id: int | None = where(Due.handover_id)
    of_what: DueKind | None = where(Due.kind)
    settled: bool | None = None
    day: date | None = None

    def order(self) -> Sort:
        return by(Due.id, down=True) if self.settled else by(Due.due_on, Due.id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.settled is not None:
            yield (Due.amount == PAID) == self.settled


def dues(session: Session, listing: DueList) -> Sequence[DueRow]:
    return listing.rows(session)


def due_row(session: Session, listing: DueList) -> DueRow:
    """The one that is asked for. Raises NotFound, for others' too."""
    found = listing.one(session)
    if found is None:
        raise NotFound(f"due {listing.public_id}")
    return found


class ReceiptRow(Row):
    """`reversed`: taken back by its mirror; `mirror`: it is one."""

    id = col(Receipt.id)
    public_id = col(Receipt.public_id)
    act = col(Receipt.act)
    due_public_id = col(Due.public_id)
    received_on = col(Receipt.received_on, Column(_l("Tanggal"), "day"))
    maker = col(Maker.name, Column(_l("Pembuat"), width=28))
    partner = col(Buyer.name, Column(_l("Toko"), width=28))
    outlet = col(Outlet.name, Column(_l("Gerai"), width=24))
    handover = col(Handover.number, Column(_l("Serah terima"), width=20))
    paid_by = col(Receipt.paid_by, Column(_l("Cara bayar")))
    received = col(Receipt.received, Column(_l("Diterima"), "rupiah"), summed=True)
    deducted = col(Receipt.deducted, Column(_l("Potongan"), "rupiah"), summed=True)
    deducted_because = col(Receipt.deducted_because)

    @cell(Column(_l("Alasan potongan"), width=24))
    def because(self) -> Label:
        known = self.deducted_because in list(DeductedFor)
        return DeductedFor(self.deducted_because).label if known else Label(self.deducted_because)

    note = col(Receipt.note, Column(_l("Catatan"), width=32))
    confirmed_at = col(Receipt.confirmed_at)
    mirror = col(Receipt.reverses_id.is_not(None))
    reversed = col(exists().where(Mirror.reverses_id == Receipt.id))


class ReceiptList(Listing[ReceiptRow]):
    """What was confirmed as received, newest first."""

    source = join(Receipt, OF_DUE, Due.id == Receipt.due_id)
    sort = by(Receipt.id, down=True)
    sheet = _l("Uang diterima")

    payee_id: ProducerId | None = where(lambda maker: Due.payee_id.in_(records_of(maker)), own=True)
    payer_id: PartnerId | None = where(Due.payer_id, own=True)
    due_id: int | None = where(Receipt.due_id)


def receipts_of(session: Session, due_id: int) -> Sequence[ReceiptRow]:
    return ReceiptList(due_id=due_id).rows(session)


class NoticeRow(Row):
    """What one side says it has paid, and what the other says to it; `received` is what the receipt tells."""

    public_id = col(PaymentNotice.public_id)
    amount = col(PaymentNotice.amount)
    paid_on = col(PaymentNotice.paid_on)
    paid_by = col(PaymentNotice.paid_by)
    note = col(PaymentNotice.note)
    proof = maybe(Attachment.public_id)
    proof_type = maybe(Attachment.media_type)
    said_at = col(PaymentNotice.said_at)
    answered_at = maybe(NoticeAnswer.answered_at)
    words = maybe(NoticeAnswer.words)
    received = maybe(Receipt.received)

    @property
    def waits(self) -> bool:
        return self.answered_at is None


class NoticeList(Listing[NoticeRow]):
    """Newest first."""

    source = (
        outerjoin(PaymentNotice, NoticeAnswer, NoticeAnswer.notice_id == PaymentNotice.id)
        .outerjoin(Receipt, Receipt.id == NoticeAnswer.receipt_id)
        .outerjoin(Attachment, Attachment.id == PaymentNotice.proof_id)
    )
    sort = by(PaymentNotice.id, down=True)
    due_id: int = required(PaymentNotice.due_id)


def notices_of(session: Session, due_id: int) -> Sequence[NoticeRow]:
    return NoticeList(due_id=due_id).rows(session)

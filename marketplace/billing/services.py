"""What shops owe makers, and what makers say they were paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from marketplace.billing import policies
from marketplace.billing.allotting import Allotment, Open, allot, sum_of
from marketplace.billing.events import AmountOwed, CreditGiven, PaymentConfirmed, PaymentDenied, PaymentSaid
from marketplace.billing.locking import locked_dues
from marketplace.billing.methods.base import check_method
from marketplace.billing.models import Due, DueKind, NoticeAnswer, PaidBy, PaymentMade, PaymentNotice, Receipt
from marketplace.billing.queries import left_of, unanswered
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, HandoverId, OutletId, PartnerId, ProducerId, new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell


def owe(
    uow: UnitOfWork,
    *,
    handover_id: HandoverId,
    payee_id: ProducerId,
    payer_id: PartnerId,
    outlet_id: OutletId,
    amount: Rupiah,
    days_to_pay: int,
    kind: DueKind = DueKind.GOODS,
) -> Due | None:
    """A step of an agreement: what it makes the shop owe from today; nothing is written for Rp0.

    A return (below zero) is taken off at once, so it is due the same day.
    """
    if not amount:
        return None
    due = uow.add(
        Due(
            handover_id=handover_id,
            payee_id=payee_id,
            payer_id=payer_id,
            outlet_id=outlet_id,
            amount=amount,
            owed_on=uow.today,
            due_on=uow.today + timedelta(days=days_to_pay if amount > 0 else 0),
            kind=kind,
        )
    )
    uow.emit(AmountOwed(due_id=due.id, handover_id=handover_id, amount=amount, due_on=due.due_on))
    return due


def claim_payment(
    uow: UnitOfWork,
    due_id: int,
    *,
    amount: Rupiah,
    paid_on: date,
    paid_by: PaidBy,
    proof_id: AttachmentId | None = None,
    note: str = "",
) -> PaymentNotice:
    """Whoever owes says that they have paid; it counts once the other side confirms it.

    Refused for more than is left beside what was said before and not answered yet.
    """
    (due,) = locked_dues(uow, [due_id], policies.SAY_PAID)
    if due.amount < 0:
        raise Refused(_l("Ini retur: dipotong dari tagihan berikutnya, tidak dibayar."))
    left = left_of(uow.session, [due_id])[due_id]
    left = Rupiah(left - sum(notice.amount for notice in unanswered(uow.session, [due_id])))
    if not 0 < amount <= left:
        raise Refused(
            _l("Sisa yang belum Anda nyatakan terbayar %(left)s; ubah jumlahnya.", left=spell(left)),
            field="amount",
        )
    check_day(uow, paid_on, "paid_on")
    check_method(paid_by, amount)
    notice = uow.add(
        PaymentNotice(
            due_id=due.id,
            amount=amount,
            paid_on=paid_on,
            paid_by=paid_by,
            proof_id=proof_id,
            note=note.strip(),
            said_by=uow.actor.user_id,
            said_at=uow.now,
        )
    )
    uow.emit(PaymentSaid(due_id=due.id, notice_id=notice.id, amount=amount, paid_on=paid_on))
    return notice


def deny_payment(uow: UnitOfWork, due_id: int, *, words: str) -> Sequence[PaymentNotice]:
    """What was said to be paid for a due did not arrive; the other side reads the words."""
    (due,) = locked_dues(uow, [due_id], policies.CONFIRM)
    notices = unanswered(uow.session, [due.id])
    if not notices:
        raise Refused(_l("Tidak ada pernyataan bayar yang menunggu jawaban."))
    if not words.strip():
        raise Refused(_l("Tulis apa yang belum Anda terima."), field="words")
    for notice in notices:
        _answer(uow, notice, words=words.strip())
        uow.emit(
            PaymentDenied(due_id=due.id, notice_id=notice.id, amount=notice.amount, reason=words.strip())
        )
    return notices


def confirm_received(
    uow: UnitOfWork,
    due_id: int,
    *,
    received: Rupiah,
    deducted: Rupiah = Rupiah(0),  # noqa: B008  # a number
    deducted_because: str = "",
    received_on: date,
    paid_by: PaidBy,
    note: str = "",
) -> Receipt:
    """Whoever is paid confirms what came in for one due, and what was kept back; all of it or a part.

    Of a return the shop is the one who is paid: `received` is below zero there. Refused for more than is left;
    `settle_dues` keeps what is paid beyond.
    """
    (receipt,) = _write(
        uow, [due_id], received=received, deducted=deducted, because=deducted_because,
        on=received_on, by=paid_by, note=note,
    )  # fmt: skip
    return receipt


def settle_dues(
    uow: UnitOfWork,
    due_ids: Collection[int],
    *,
    received: Rupiah,
    deducted: Rupiah = Rupiah(0),  # noqa: B008  # a number
    deducted_because: str = "",
    received_on: date,
    paid_by: PaidBy,
    note: str = "",
    beyond: bool = False,
) -> Sequence[Receipt]:
    """The maker confirms one payment for several dues of a shop: oldest first, returns among them taken off.

    More than is owed is refused, unless the maker says that it came so: what is `beyond` is the shop's credit.
    """
    if not due_ids:
        raise Refused(_l("Pilih sekurangnya satu tagihan."), field="dues")
    return _write(
        uow, due_ids, received=received, deducted=deducted, because=deducted_because,
        on=received_on, by=paid_by, note=note, beyond=beyond,
    )  # fmt: skip


def _write(
    uow: UnitOfWork,
    due_ids: Collection[int],
    *,
    received: Rupiah,
    deducted: Rupiah,
    because: str,
    on: date,
    by: PaidBy,
    note: str,
    beyond: bool = False,
) -> Sequence[Receipt]:
    dues = locked_dues(uow, due_ids, policies.CONFIRM)
    left = left_of(uow.session, due_ids)
    check_day(uow, on, "received_on")
    if deducted and not because.strip():
        raise Refused(_l("Pilih alasan potongan."), field="deducted_because")
    over = max(0, received + deducted - sum_of([*left.values()]).owed) if beyond else 0
    shares = _shares([Open(due.id, left[due.id]) for due in dues], Rupiah(received - over), deducted)
    payment = PaymentMade(
        payee_id=dues[0].payee_id,
        payer_id=dues[0].payer_id,
        amount=received,
        paid_on=on,
        paid_by=by,
        act=new_public_id(),
        note=note.strip(),
        confirmed_by=uow.actor.user_id,
        confirmed_at=uow.now,
    )
    receipts = write_receipts(uow, payment, shares, because=because.strip())
    if over:
        uow.emit(CreditGiven(payment_id=payment.id, payer_id=payment.payer_id, amount=over))
    return receipts


def write_receipts(
    uow: UnitOfWork,
    payment: PaymentMade,
    shares: Sequence[Allotment],
    *,
    because: str = "",
    answers: bool = True,
) -> Sequence[Receipt]:
    """A payment, new or with credit left, is shared out. Of money that goes back the receipts come first, as the
    database lets no more go than is there. Returns set against dues are no payment. Unless it `answers`, what the shop
    said to have paid stays unanswered.
    """
    left = left_of(uow.session, [share.due_id for share in shares])
    if payment.amount > 0 and payment not in uow.session:
        check_method(payment.paid_by, payment.amount)
        uow.add(payment)
    receipts = [
        uow.add(
            Receipt(
                due_id=share.due_id,
                received=share.received,
                deducted=share.deducted,
                deducted_because=because if share.deducted else "",
                received_on=payment.paid_on,
                paid_by=payment.paid_by,
                note=payment.note,
                act=payment.act,
                confirmed_by=uow.actor.user_id,
                confirmed_at=uow.now,
            )
        )
        for share in shares
    ]
    if payment.amount < 0:
        uow.add(payment)
    if answers:
        _answer_notices(uow, receipts)
    _confirm(uow, receipts, left)
    return receipts


def _shares(dues: Sequence[Open], received: Rupiah, deducted: Rupiah) -> Sequence[Allotment]:
    """Of one return alone, below zero, nothing can be taken off: it is paid back."""
    if len(dues) > 1 or dues[0].left > 0:
        if received < 0 or deducted < 0:
            raise Refused(_l("Jumlah tidak boleh di bawah nol."), field="received")
        return allot(dues, received=received, deducted=deducted)
    if not dues[0].left <= received < 0 or deducted:
        raise Refused(
            _l("Sisa retur ini %(left)s; ubah jumlahnya.", left=spell(-dues[0].left)), field="received"
        )
    return [Allotment(dues[0].due_id, received, Rupiah(0))]


def _answer_notices(uow: UnitOfWork, receipts: Sequence[Receipt]) -> None:
    """A receipt answers whatever was said to be paid for its due: it tells how much arrived."""
    of_due = {receipt.due_id: receipt for receipt in receipts}
    for notice in unanswered(uow.session, of_due.keys()):
        _answer(uow, notice, receipt=of_due[notice.due_id])


def _confirm(uow: UnitOfWork, receipts: Sequence[Receipt], left: Mapping[int, Rupiah]) -> None:
    for receipt in receipts:
        uow.emit(
            PaymentConfirmed(
                due_id=receipt.due_id,
                receipt_id=receipt.id,
                received=receipt.received,
                deducted=receipt.deducted,
                left=left[receipt.due_id] - receipt.received - receipt.deducted,
            )
        )


def _answer(
    uow: UnitOfWork, notice: PaymentNotice, *, receipt: Receipt | None = None, words: str = ""
) -> None:
    """Refused to an official who said it on behalf of the other side."""
    me = uow.actor
    if me.on_behalf_of is not None and me.user_id is not None and me.user_id == notice.said_by:
        raise Refused(
            _l("Anda menyatakan pembayaran ini atas nama pembayar; penerimanya sendiri yang menjawab.")
        )
    uow.add(
        NoticeAnswer(
            notice_id=notice.id,
            receipt_id=receipt.id if receipt else None,
            words=words,
            answered_by=me.user_id,
            answered_at=uow.now,
        )
    )


def check_day(uow: UnitOfWork, day: date, field: str) -> None:
    if day > uow.today:
        raise Refused(_l("Tanggalnya belum tiba; isi hari ini atau sebelumnya."), field=field)

"""Credit: what a shop paid beyond its dues. It pays later ones, or goes back to the shop, which confirms that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from marketplace.billing import policies
from marketplace.billing.allotting import Open, allot
from marketplace.billing.events import CreditGiven, CreditRefunded
from marketplace.billing.locking import locked_dues
from marketplace.billing.methods.base import check_method
from marketplace.billing.models import PaidBy, PaymentKind, PaymentMade, Receipt
from marketplace.billing.policies import Debt
from marketplace.billing.queries import credit_of, kept_maker, left_of
from marketplace.billing.services import check_day, write_receipts
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, ProducerId, new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell


def take_deposit(
    uow: UnitOfWork,
    payee_id: ProducerId,
    payer_id: PartnerId,
    *,
    amount: Rupiah,
    paid_on: date,
    paid_by: PaidBy,
    note: str,
) -> PaymentMade:
    """The maker confirms money that came before the goods did, with what it is for; it is credit until dues take it.

    No purchase: nothing of it is bought before the goods are handed over.
    """
    uow.demand(policies.CONFIRM, Debt(payee_id, payer_id))
    if amount <= 0:
        raise Refused(_l("Isi jumlah uang yang diterima."), field="amount")
    if not note.strip():
        raise Refused(_l("Tulis uang muka ini untuk apa, misalnya nomor pesanannya."), field="note")
    check_day(uow, paid_on, "paid_on")
    check_method(paid_by, amount)
    payment = uow.add(
        PaymentMade(
            payee_id=payee_id,
            payer_id=payer_id,
            amount=amount,
            paid_on=paid_on,
            paid_by=paid_by,
            act=new_public_id(),
            note=note.strip(),
            confirmed_by=uow.actor.user_id,
            confirmed_at=uow.now,
        )
    )
    uow.emit(CreditGiven(payment_id=payment.id, payer_id=payer_id, amount=amount))
    return payment


def use_credit(uow: UnitOfWork, payment_id: int, due_ids: Collection[int]) -> Sequence[Receipt]:
    """The maker lets what is left of a payment pay dues of its shop, the oldest first."""
    if not due_ids:
        raise Refused(_l("Pilih sekurangnya satu tagihan."), field="dues")
    dues = locked_dues(uow, due_ids, policies.CONFIRM)
    payment = uow.get(PaymentMade, payment_id, lock=True)
    left = left_of(uow.session, due_ids)
    credit, owed = credit_of(uow.session, payment), sum(max(0, amount) for amount in left.values())
    if credit <= 0 or payment.payer_id != dues[0].payer_id:
        raise Refused(_l("Titipan ini sudah terpakai; muat ulang halamannya."))
    shares = allot([Open(due.id, left[due.id]) for due in dues], received=min(credit, owed))
    return write_receipts(uow, payment, shares)


def refund(
    uow: UnitOfWork, payment_id: int, *, amount: Rupiah, paid_on: date, paid_by: PaidBy, note: str
) -> PaymentMade:
    """The shop confirms that the maker gave credit back: of a refund the shop is the one who is paid.

    Refused for more than is left of the payment.
    """
    payment = uow.get(PaymentMade, payment_id, lock=True)
    uow.demand(policies.CONFIRM, Debt(payment.payer_id, kept_maker(uow.session, payment.payee_id)))
    left = credit_of(uow.session, payment)
    if not 0 < amount <= left:
        raise Refused(_l("Titipan ini tinggal %(left)s; ubah jumlahnya.", left=spell(left)), field="amount")
    if not note.strip():
        raise Refused(_l("Tulis mengapa uangnya dikembalikan."), field="note")
    check_day(uow, paid_on, "paid_on")
    back = uow.add(
        PaymentMade(
            kind=PaymentKind.REFUNDED,
            payee_id=payment.payee_id,
            payer_id=payment.payer_id,
            amount=Rupiah(-amount),
            paid_on=paid_on,
            paid_by=paid_by,
            act=payment.act,
            note=note.strip(),
            confirmed_by=uow.actor.user_id,
            confirmed_at=uow.now,
        )
    )
    uow.emit(CreditRefunded(payment_id=payment.id, refund_id=back.id, amount=amount, left=left - amount))
    return back

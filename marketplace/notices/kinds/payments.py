"""Who is paid reads that the other side says so; who paid, whether it arrived."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.billing.events import PaymentConfirmed, PaymentDenied, PaymentSaid, ReceiptReversed
from marketplace.billing.models import Due
from marketplace.billing.queries import debt_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, TRADERS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.ordering.models.handovers import Handover

SAID = Letter(
    "payment-said",
    _l("%(other)s bilang sudah membayar %(amount)s"),
    _l(
        "%(other)s mengatakan sudah membayar %(amount)s untuk %(number)s. Periksa uangnya, lalu benarkan atau katakan"
        " belum diterima.\n\nPeriksa: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
DENIED = Letter(
    "payment-denied",
    _l("Pembayaran untuk %(number)s belum diterima"),
    _l(
        "%(other)s belum menerima %(amount)s untuk %(number)s: “%(reason)s” Periksa bukti kirimnya, lalu kirim lagi"
        " atau hubungi %(other)s.\n\nLihat: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
CONFIRMED = Letter(
    "payment-confirmed",
    _l("%(other)s menerima %(amount)s"),
    _l("%(other)s menerima %(amount)s untuk %(number)s. Sisa tagihannya %(left)s.\n\nLihat: %(link)s"),
    amount=rupiah,
    left=rupiah,
    link=page,
)
REVERSED = Letter(
    "receipt-reversed",
    _l("Penerimaan untuk %(number)s dibatalkan"),
    _l(
        "%(other)s membatalkan catatan penerimaan untuk %(number)s: “%(reason)s” Sisa tagihannya sekarang"
        " %(left)s.\n\nLihat: %(link)s"
    ),
    left=rupiah,
    link=page,
)
Answered = PaymentDenied | PaymentConfirmed | ReceiptReversed


@on(PaymentSaid)
def write_to_payee(uow: UnitOfWork, event: PaymentSaid) -> None:
    due = uow.get(Due, event.due_id)
    payee, payer = debt_of(uow.session, due)
    tell(uow, SAID, {payee: _about(uow, due, payee, payer) | {"amount": event.amount}}, event)


@on(PaymentDenied, PaymentConfirmed, ReceiptReversed)
def write_to_payer(uow: UnitOfWork, event: Answered) -> None:
    due = uow.get(Due, event.due_id)
    payee, payer = debt_of(uow.session, due)
    about = _about(uow, due, payer, payee)
    if isinstance(event, PaymentDenied):
        tell(uow, DENIED, {payer: about | {"amount": event.amount, "reason": event.reason}}, event)
    elif isinstance(event, ReceiptReversed):
        tell(uow, REVERSED, {payer: about | {"left": abs(event.left), "reason": event.reason}}, event)
    else:
        figures = {"amount": abs(event.received), "left": abs(event.left)}
        tell(uow, CONFIRMED, {payer: about | figures}, event)


def _about(uow: UnitOfWork, due: Due, reader: OrganisationId, other: OrganisationId) -> dict[str, str]:
    door = "partner" if reader == due.payer_id else "producer"
    return {
        "number": uow.get(Handover, due.handover_id).number,
        "other": uow.get(Organisation, other).name,
        "link": f"/{door}/money/dues/{due.public_id}",
    }


NOTICE_KINDS.add("payment_said")(
    NoticeKind(_l("Toko bilang sudah membayar"), [SAID], must=True, until=[PaymentConfirmed, PaymentDenied])
)
NOTICE_KINDS.add("payment_denied")(
    NoticeKind(
        _l("Pembayaran belum diterima"),
        [DENIED, REVERSED],
        must=True,
        until=[PaymentSaid, PaymentConfirmed],
    )
)
NOTICE_KINDS.add("payment_confirmed")(NoticeKind(_l("Pembayaran diterima"), [CONFIRMED], readers=TRADERS))

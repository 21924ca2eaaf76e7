"""Who sees how a maker is paid: proofs of payments and the maker's QRIS are the two sides' own, and the auditor's.

An officer opens a proof only while the two sides do not agree, and says why; both read that it was opened.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.billing import policies
from marketplace.billing.events import PaymentProofOpened
from marketplace.billing.models import Due, NoticeAnswer, PaymentNotice
from marketplace.billing.policies import Debt
from marketplace.billing.queries import PAID, debt_of
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import HandoverId
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import CONTESTED
from marketplace.producers.models import Producer, ProducerAccount

Rest, Payee = aliased(Handover), aliased(Producer)
# The payee says that nothing arrived, or what one side adds to the handover is contested.
DISPUTED: ColumnElement[bool] = or_(
    exists().where(NoticeAnswer.notice_id == PaymentNotice.id, NoticeAnswer.words != ""),
    exists().where(Rest.rest_of_id == Due.handover_id, Rest.state == CONTESTED),
)


class DisputedProof(NamedTuple):
    """A payment that was said with a proof; `notice` names it in an address."""

    notice: str
    shop: str
    maker: str
    amount: int


def disputed_proofs(session: Session, handover_id: HandoverId) -> list[DisputedProof]:
    """Of the dues of a handover, what an officer may open with a reason; the oldest first."""
    shop, maker = aliased(Organisation), aliased(Organisation)
    query = (
        select(PaymentNotice.public_id, shop.name, maker.name, PaymentNotice.amount)
        .join(Due, Due.id == PaymentNotice.due_id)
        .join(shop, shop.id == Due.payer_id)
        .join(maker, maker.id == Due.payee_id)
        .where(Due.handover_id == handover_id, PaymentNotice.proof_id.is_not(None), DISPUTED)
        .order_by(PaymentNotice.id)
    )
    return [DisputedProof(*row) for row in session.execute(query)]


def open_proof(uow: UnitOfWork, notice: str, *, reason: str) -> Attachment:
    """The proof of a payment that is disputed, for an officer who says why; the journal keeps who looked.

    Raises NotFound for one that nobody disputes, Refused without a reason.
    """
    query = select(PaymentNotice, Due).join(Due, Due.id == PaymentNotice.due_id)
    query = query.where(PaymentNotice.public_id == notice, PaymentNotice.proof_id.is_not(None), DISPUTED)
    row = uow.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"no disputed proof {notice}")
    said, due = row
    uow.demand(policies.SEE_DISPUTED, Debt(due.payee_id, due.payer_id))
    if not reason.strip():
        raise Refused(
            _l("Tulis mengapa Anda perlu melihat bukti ini; kedua pihak membacanya."), field="reason"
        )
    uow.emit(PaymentProofOpened(due_id=due.id, notice_id=said.id, reason=reason.strip()))
    return uow.get(Attachment, said.proof_id)


def shows_payment_proof(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Both sides of a due and the auditor see the proof of what was paid."""
    query = select(Due).join(PaymentNotice, PaymentNotice.due_id == Due.id)
    dues = uow.session.scalars(query.where(PaymentNotice.proof_id == attachment.id))
    return any(uow.allows(policies.SEE_PROOF, debt_of(uow.session, due)) for due in dues)


def is_payment_proof(uow: UnitOfWork, attachment: Attachment) -> bool:
    return bool(uow.session.scalar(select(exists().where(PaymentNotice.proof_id == attachment.id))))


def shows_qris(uow: UnitOfWork, attachment: Attachment) -> bool:
    """The QRIS that a maker is paid by now, to whoever owes it something; to the auditor each one."""
    if uow.allows(policies.AUDIT, None):
        return is_qris(uow, attachment)
    owing = (
        select(Due.id)
        .join(Payee, Payee.id == Due.payee_id)
        .join(Producer, Producer.id == func.coalesce(Payee.merged_into_id, Payee.id))
        .where(Producer.qris_id == attachment.id, Due.payer_id == uow.actor.at, Due.amount > PAID)
    )
    return bool(uow.session.scalar(select(owing.exists())))


def is_qris(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Today's or one of before."""
    return bool(uow.session.scalar(select(exists().where(ProducerAccount.qris_id == attachment.id))))

"""An auditor's no to a counted line, and the shop's answer to it."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.purchases import policies
from marketplace.purchases.events import LineRefused, RefusalAnswered
from marketplace.purchases.models import Purchase, PurchaseLine, Refusal, RefusalAnswer


def refuse_line(uow: UnitOfWork, line_id: int, *, reason: str) -> Refusal:
    """Leave a line out of every evaluation from now on, until the shop has answered.

    Refused while an earlier no waits for its answer, and for a return: that would raise the shop's figure.
    """
    line = uow.get(PurchaseLine, line_id)
    purchase = uow.get(Purchase, line.purchase_id, lock=True)
    uow.demand(policies.AUDIT, purchase)
    if line.net < 0:
        raise Refused(_l("Retur tidak dapat ditolak; tolak pembeliannya bila ada yang keliru."))
    if unanswered(uow, line_id) is not None:
        raise Refused(_l("Baris ini sudah ditolak dan menunggu jawaban toko."))
    refusal = uow.add(
        Refusal(line_id=line.id, reason=reason, refused_by=uow.actor.user_id, refused_at=uow.now)
    )
    uow.emit(
        LineRefused(
            purchase_id=purchase.id,
            line_id=line.id,
            refusal_id=refusal.id,
            partner_id=purchase.partner_id,
            reason=reason,
        )
    )
    return refusal


def answer_refusal(
    uow: UnitOfWork, refusal_id: int, *, text: str, evidence_id: AttachmentId | None = None
) -> RefusalAnswer:
    """The shop explains, once; the line counts again until an auditor says no anew. Another shop's is not found."""
    refusal = uow.get(Refusal, refusal_id, lock=True)
    line = uow.get(PurchaseLine, refusal.line_id)
    purchase = uow.get(Purchase, line.purchase_id)
    if not uow.allows(policies.ANSWER_REFUSAL, purchase):
        raise NotFound(f"Refusal {refusal_id}")
    if uow.session.get(RefusalAnswer, refusal.id) is not None:
        raise Refused(_l("Penolakan ini sudah Anda jawab."))
    answer = uow.add(
        RefusalAnswer(
            refusal_id=refusal.id,
            text=text,
            evidence_id=evidence_id,
            answered_by=uow.actor.user_id,
            answered_at=uow.now,
        )
    )
    uow.emit(
        RefusalAnswered(
            purchase_id=purchase.id,
            line_id=line.id,
            refusal_id=refusal.id,
            partner_id=purchase.partner_id,
            evidence_id=evidence_id,
        )
    )
    return answer


def unanswered(uow: UnitOfWork, line_id: int) -> Refusal | None:
    answered = select(RefusalAnswer.refusal_id)
    return uow.session.scalar(select(Refusal).where(Refusal.line_id == line_id, Refusal.id.not_in(answered)))

"""An auditor's no to a counted line, the shop's answer to it, and what an auditor says of the answer."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.purchases import policies
from marketplace.purchases.events import LineRefused, RefusalAnswered, RefusalDecided
from marketplace.purchases.models.answers import AnswerRuling, Refusal, RefusalAnswer, RefusalDecision
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

ANSWERED_WITHIN = 5  # working days, from the auditor's no
DECIDED_WITHIN = 5  # working days, from the shop's answer


def refuse_line(uow: UnitOfWork, line_id: int, *, reason: str) -> Refusal:
    """Leave a line out of every evaluation from now on, until an auditor accepts the shop's answer.

    Refused while an earlier no holds, and for a return: that would raise the shop's figure.
    """
    line = uow.get(PurchaseLine, line_id)
    purchase = uow.get(Purchase, line.purchase_id, lock=True)
    uow.demand(policies.AUDIT, purchase)
    if line.net < 0:
        raise Refused(_l("Retur tidak dapat ditolak; tolak pembeliannya bila ada yang keliru."))
    if holding(uow, line_id) is not None:
        raise Refused(_l("Baris ini sudah ditolak."))
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
    uow: UnitOfWork, refusal_id: int, *, text: str, evidence_id: AttachmentId | None
) -> RefusalAnswer:
    """The shop explains with evidence, once; an auditor says whether that is enough.

    Refused without evidence, and once it was answered. Another shop's is not found.
    """
    refusal = uow.get(Refusal, refusal_id, lock=True)
    line = uow.get(PurchaseLine, refusal.line_id)
    purchase = uow.get(Purchase, line.purchase_id)
    if not uow.allows(policies.ANSWER_REFUSAL, purchase):
        raise NotFound(f"Refusal {refusal_id}")
    if uow.session.get(RefusalAnswer, refusal.id) is not None:
        raise Refused(_l("Penolakan ini sudah Anda jawab."))
    if evidence_id is None:
        raise Refused(_l("Lampirkan foto atau berkas yang membuktikannya."), field="evidence")
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


def decide_answer(
    uow: UnitOfWork, refusal_id: int, *, ruling: AnswerRuling, reason: str = ""
) -> RefusalDecision:
    """The line counts again once an auditor accepts the answer; refusing it needs a reason, and is said once.

    Refused before the shop has answered.
    """
    refusal = uow.get(Refusal, refusal_id, lock=True)
    line = uow.get(PurchaseLine, refusal.line_id)
    uow.demand(policies.AUDIT, uow.get(Purchase, line.purchase_id))
    if uow.session.get(RefusalAnswer, refusal.id) is None:
        raise Refused(_l("Toko belum menjawab penolakan ini."))
    if uow.session.get(RefusalDecision, refusal.id) is not None:
        raise Refused(_l("Jawaban ini sudah diputuskan."))
    if ruling is AnswerRuling.REFUSED and not reason.strip():
        raise Refused(_l("Tulis mengapa jawabannya belum cukup; toko membacanya."), field="reason")
    row = uow.add(
        RefusalDecision(
            refusal_id=refusal.id,
            ruling=ruling,
            reason=reason.strip(),
            decided_by=uow.actor.user_id,
            decided_at=uow.now,
        )
    )
    uow.emit(
        RefusalDecided(
            purchase_id=line.purchase_id,
            line_id=line.id,
            refusal_id=refusal.id,
            ruling=row.ruling.value,
            reason=row.reason,
        )
    )
    return row


def holding(uow: UnitOfWork, line_id: int) -> Refusal | None:
    """The no that keeps a line from counting: one whose answer no auditor has accepted."""
    accepted = select(RefusalDecision.refusal_id).where(RefusalDecision.ruling == AnswerRuling.ACCEPTED)
    return uow.session.scalar(select(Refusal).where(Refusal.line_id == line_id, Refusal.id.not_in(accepted)))

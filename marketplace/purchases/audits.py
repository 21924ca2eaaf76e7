"""An auditor's no to a counted line, the shop's answers to it, and what an auditor says of each."""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.quantity import Quantity
from marketplace.purchases import policies
from marketplace.purchases.counted import HOLDS
from marketplace.purchases.events import LineRefused, RefusalAnswered, RefusalDecided
from marketplace.purchases.models.answers import AnswerRuling, Refusal, RefusalAnswer, RefusalDecision
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

ANSWERED_WITHIN = 5  # working days, from the auditor's no
DECIDED_WITHIN = 5  # working days, from the shop's answer


def refuse_line(
    uow: UnitOfWork,
    line_id: int,
    *,
    reason: str,
    audited: Rupiah | None = None,
    quantity: Quantity | None = None,
) -> Refusal:
    """Leave a line out of every evaluation from now on, until an auditor accepts an answer of the shop.

    With `audited` rupiah, and the `quantity` where it was counted too, that much of it counts meanwhile. Refused while
    an earlier no holds, for a return, as that would raise the shop's figure, and for what is no less than the line's.
    """
    line = uow.get(PurchaseLine, line_id)
    purchase = uow.get(Purchase, line.purchase_id, lock=True)
    uow.demand(policies.AUDIT, purchase)
    if line.net < 0:
        raise Refused(_l("Retur tidak dapat ditolak; tolak pembeliannya bila ada yang keliru."))
    if holding(uow, line_id) is not None:
        raise Refused(_l("Baris ini sudah ditolak."))
    found = _found(line, audited, quantity)
    refusal = uow.add(
        Refusal(line_id=line.id, reason=reason, refused_by=uow.actor.user_id, refused_at=uow.now, **found)
    )
    told = {"line_id": line.id, "refusal_id": refusal.id, "partner_id": purchase.partner_id}
    uow.emit(LineRefused(purchase_id=purchase.id, reason=reason, **told, **found))
    return refusal


class _Found(TypedDict):
    audited_net: Rupiah
    audited_quantity_milli: int | None


def _found(line: PurchaseLine, audited: Rupiah | None, quantity: Quantity | None) -> _Found:
    """What an auditor found of a line; of one that is refused as a whole nothing."""
    if not audited:
        if quantity:
            raise Refused(_l("Isi juga nilainya, atau kosongkan keduanya."), field="audited")
        return _Found(audited_net=Rupiah(0), audited_quantity_milli=None)
    if not 0 < audited < line.net:
        raise Refused(
            _l(
                "Isi kurang dari %(net)s, nilai baris ini; kosongkan bila semuanya ditolak.",
                net=spell(line.net),
            ),
            field="audited",
        )
    if quantity and quantity > line.quantity_milli:
        most = Quantity(line.quantity_milli).text
        raise Refused(_l("Isi paling banyak %(most)s, seperti pada baris ini.", most=most), field="quantity")
    return _Found(audited_net=audited, audited_quantity_milli=int(quantity) if quantity else None)


def answer_refusal(
    uow: UnitOfWork, refusal_id: int, *, text: str, evidence_id: AttachmentId | None
) -> RefusalAnswer:
    """The shop explains with evidence; an auditor says whether that is enough, and if not it may answer anew.

    Refused without evidence, while an answer waits for its decision, and once one was accepted. Another shop's is not
    found.
    """
    refusal = uow.get(Refusal, refusal_id, lock=True)
    line = uow.get(PurchaseLine, refusal.line_id)
    purchase = uow.get(Purchase, line.purchase_id)
    if not uow.allows(policies.ANSWER_REFUSAL, purchase):
        raise NotFound(f"Refusal {refusal_id}")
    _demand_answerable(uow, refusal)
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
            answer_id=answer.id,
            partner_id=purchase.partner_id,
            evidence_id=evidence_id,
        )
    )
    return answer


def _demand_answerable(uow: UnitOfWork, refusal: Refusal) -> None:
    ruled = uow.session.execute(
        select(RefusalDecision.ruling)
        .select_from(RefusalAnswer)
        .outerjoin(RefusalDecision, RefusalDecision.answer_id == RefusalAnswer.id)
        .where(RefusalAnswer.refusal_id == refusal.id, RefusalAnswer.evidence_id.is_not(None))
    )
    found = set(ruled.scalars())
    if AnswerRuling.ACCEPTED in found:
        raise Refused(_l("Auditor sudah menerima jawaban Anda; baris ini dihitung lagi."))
    if None in found:
        raise Refused(_l("Jawaban Anda menunggu auditor; Anda dapat menjawab lagi setelah ia memutuskan."))


def decide_answer(
    uow: UnitOfWork, answer_id: int, *, ruling: AnswerRuling, reason: str = ""
) -> RefusalDecision:
    """The line counts again once an auditor accepts an answer; refusing it needs a reason, and is said once.

    Refused for an answer of before evidence was asked for: the shop has to bring it first.
    """
    answer = uow.get(RefusalAnswer, answer_id)
    refusal = uow.get(Refusal, answer.refusal_id, lock=True)
    line = uow.get(PurchaseLine, refusal.line_id)
    uow.demand(policies.AUDIT, uow.get(Purchase, line.purchase_id))
    if uow.session.get(RefusalDecision, answer.id) is not None:
        raise Refused(_l("Jawaban ini sudah diputuskan."))
    if answer.evidence_id is None:
        raise Refused(_l("Jawaban ini tanpa bukti; tunggu sampai toko melampirkannya."))
    if ruling is AnswerRuling.REFUSED and not reason.strip():
        raise Refused(_l("Tulis mengapa jawabannya belum cukup; toko membacanya."), field="reason")
    row = uow.add(
        RefusalDecision(
            answer_id=answer.id,
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
            answer_id=answer.id,
            ruling=row.ruling.value,
            reason=row.reason,
        )
    )
    return row


def holding(uow: UnitOfWork, line_id: int) -> Refusal | None:
    """The no that keeps a line from counting: none of whose answers was accepted with its evidence."""
    return uow.session.scalar(select(Refusal).where(Refusal.line_id == line_id, HOLDS))

"""What keeps a line of the ledger from counting: one expression each for everybody who counts."""

from sqlalchemy import and_, exists, func, select

from marketplace.purchases.models.answers import (
    Answer,
    AnswerRuling,
    ClaimDecision,
    ClaimRuling,
    PurchaseAnswer,
    Refusal,
    RefusalAnswer,
    RefusalDecision,
)
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

# Within a select over refusals: no auditor has accepted an answer that has evidence.
HOLDS = ~(
    exists()
    .where(
        RefusalDecision.refusal_id == Refusal.id,
        RefusalDecision.ruling == AnswerRuling.ACCEPTED,
        RefusalAnswer.id == RefusalDecision.answer_id,
        RefusalAnswer.evidence_id.is_not(None),
    )
    .correlate(Refusal)
)
# Within a select over lines: the rupiah of it that count by what an auditor refused; NULL where nothing is refused.
AUDITED = (
    select(func.min(Refusal.audited_net)).where(Refusal.line_id == PurchaseLine.id, HOLDS).scalar_subquery()
)
COUNTED_NET = func.coalesce(AUDITED, PurchaseLine.net)
# An auditor refused all of it, and that holds.
REFUSED = exists().where(Refusal.line_id == PurchaseLine.id, Refusal.audited_net == 0, HOLDS)
# Within a select over purchases joined with their answers: the maker denied it, and no officer let it stand.
DISPUTED = and_(
    func.coalesce(PurchaseAnswer.answer == Answer.DISPUTED, False),
    ~exists().where(ClaimDecision.purchase_id == Purchase.id, ClaimDecision.ruling == ClaimRuling.STANDS),
)

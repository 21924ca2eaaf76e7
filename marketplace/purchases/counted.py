"""What keeps a line of the ledger from counting: one expression each for everybody who counts."""

from sqlalchemy import and_, exists, func

from marketplace.purchases.models.answers import (
    Answer,
    AnswerRuling,
    ClaimDecision,
    ClaimRuling,
    PurchaseAnswer,
    Refusal,
    RefusalDecision,
)
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

# Within a select over lines: an auditor refused it, and has accepted no answer to that yet.
REFUSED = (
    exists()
    .where(Refusal.line_id == PurchaseLine.id)
    .where(
        ~exists().where(
            RefusalDecision.refusal_id == Refusal.id, RefusalDecision.ruling == AnswerRuling.ACCEPTED
        )
    )
)
# Within a select over purchases joined with their answers: the maker denied it, and no officer let it stand.
DISPUTED = and_(
    func.coalesce(PurchaseAnswer.answer == Answer.DISPUTED, False),
    ~exists().where(ClaimDecision.purchase_id == Purchase.id, ClaimDecision.ruling == ClaimRuling.STANDS),
)

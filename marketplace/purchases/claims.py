"""A purchase that its maker disputes, decided by an officer who sits with neither side."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PurchaseId
from marketplace.kernel.labels import _l
from marketplace.places.calendar import workdays_after
from marketplace.purchases import policies
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.events import ClaimDecided
from marketplace.purchases.figures import check_counts, use_figure
from marketplace.purchases.models.answers import Answer, ClaimDecision, ClaimRuling, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.models.told import MakerFigure
from marketplace.purchases.queries import PurchaseRow

DECIDED_WITHIN = 5  # working days


def decide_claim(
    uow: UnitOfWork, purchase_id: PurchaseId, *, ruling: ClaimRuling, reason: str
) -> ClaimDecision:
    """A disputed purchase counts with the grade of its document, or does not; said once, with a reason both read.

    For the maker's own figure another row counts instead, with the grade of its document: the shop did not agree.
    Refused where the maker disputes nothing or named no figure, for what was taken back, and to the officer who
    recorded it on behalf of the shop.
    """
    wait_for_documents(uow.session, uow.get(Purchase, purchase_id).partner_id)
    purchase = uow.get(Purchase, purchase_id, lock=True)
    uow.demand(policies.SETTLE_CLAIM, purchase)
    answer = uow.session.get(PurchaseAnswer, purchase.id)
    if answer is None or answer.answer is not Answer.DISPUTED:
        raise Refused(_l("Pembelian ini tidak dibantah pembuatnya."))
    if uow.session.get(ClaimDecision, purchase.id) is not None:
        raise Refused(_l("Bantahan ini sudah diputuskan."))
    check_counts(uow, purchase)
    figure = uow.session.get(MakerFigure, purchase.id) if ruling is ClaimRuling.MAKERS else None
    if ruling is ClaimRuling.MAKERS and figure is None:
        raise Refused(_l("Pembuat tidak menulis angka lain untuk pembelian ini."), field="ruling")
    if not reason.strip():
        raise Refused(_l("Tulis dasar keputusan; kedua pihak membacanya."), field="reason")
    row = uow.add(
        ClaimDecision(
            purchase_id=purchase.id,
            ruling=ruling,
            reason=reason.strip(),
            decided_by=uow.actor.user_id,
            decided_at=uow.now,
        )
    )
    uow.emit(ClaimDecided(purchase_id=purchase.id, ruling=row.ruling.value, reason=row.reason))
    if figure is not None:
        use_figure(uow, purchase, figure, reason=row.reason, one_sided=True)
    return row


def decided_by(session: Session, row: PurchaseRow) -> date | None:
    """The last day for an officer's decision; None where nothing is disputed."""
    if row.answer is not Answer.DISPUTED or row.answered_at is None:
        return None
    return workdays_after(session, day_of(row.answered_at), DECIDED_WITHIN)

"""What two sides cannot agree on, an officer of the city decides, who sits with neither of them."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import HandoverId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies, states
from marketplace.ordering.events import HandoverSettled
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.agreeing import conclude
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.sending import lock_pair
from marketplace.ordering.states import AgreedHow


def settle_handover(
    uow: UnitOfWork, handover_id: HandoverId, *, differences: Sequence[LineDifference] = (), reason: str
) -> Handover:
    """A contested handover counts as agreed with these figures, one-sided; both sides read the reason.

    Refused to an officer who prepared it on behalf of a side.
    """
    handover, order = lock_pair(uow, handover_id)
    uow.demand(policies.SETTLE, handover)
    if not reason.strip():
        raise Refused(_l("Tulis dasar keputusan; kedua pihak membacanya."), field="reason")
    if uow.actor.user_id is not None and uow.actor.user_id == handover.prepared_by:
        raise Refused(
            _l("Anda menyiapkan surat ini atas nama salah satu pihak; petugas lain yang memutuskan.")
        )
    state = states.SETTLE(handover.state)
    handover.settled_because = reason.strip()
    uow.emit(HandoverSettled(handover_id=handover.id, reason=handover.settled_because))
    conclude(uow, handover, order, state, differences=differences, how=AgreedHow.SETTLED)
    return handover

"""Whether a maker is PKP on a day, as it says itself; MB2 infers it from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.billing import policies
from marketplace.billing.events import TaxStatusStated
from marketplace.billing.models import TaxStatus
from marketplace.billing.policies import NOBODY, Debt
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l


def state_tax_status(
    uow: UnitOfWork, producer_id: ProducerId, *, since: date, pkp: bool, number: str = ""
) -> TaxStatus:
    """The maker says from which day it is PKP, or no longer. Bills issued before stay as they are."""
    uow.demand(policies.CONFIRM, Debt(producer_id, NOBODY))
    if pkp and not number.strip():
        raise Refused(_l("Isi nomor pengukuhan PKP atau NPWP."), field="number")
    status = uow.add(
        TaxStatus(
            producer_id=producer_id,
            since=since,
            pkp=pkp,
            number=number.strip() if pkp else "",
            stated_by=uow.actor.user_id,
            stated_at=uow.now,
        )
    )
    uow.emit(TaxStatusStated(status_id=status.id, producer_id=producer_id, since=since, pkp=pkp))
    return status


def tax_statuses(session: Session, producer_id: ProducerId) -> Sequence[TaxStatus]:
    """The newest first: of several for a day the last one holds."""
    query = select(TaxStatus).filter_by(producer_id=producer_id)
    return session.scalars(query.order_by(TaxStatus.since.desc(), TaxStatus.id.desc())).all()


def pkp_on(statuses: Sequence[TaxStatus], day: date) -> TaxStatus | None:
    """Of statuses, newest first, the one by which the maker is PKP that day; None where it is not."""
    held = next((one for one in statuses if one.since <= day), None)
    return held if held is not None and held.pkp else None

"""Months that stand somewhere on their way to a report."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.compliance.models import Period, Report
from marketplace.compliance.services import publish_month
from marketplace.compliance.states import PROVISIONAL, PUBLISHED
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, OFFICE
from marketplace.ports.signing import Signer

AUGUST = Month(2026, 8)
OFFICE_ID = OrganisationId(1)
SIGNED_AT = datetime(2026, 10, 1, 3, tzinfo=UTC)


def make_period(
    session: Session,
    *,
    month: Month = AUGUST,
    objections_until: date = date(2026, 9, 10),
    published: bool = False,
) -> Period:
    period = Period(
        month=str(month), state=PUBLISHED if published else PROVISIONAL, objections_until=objections_until
    )
    session.add(period)
    session.commit()
    return period


def publish(session: Session, signer: Signer, *, month: Month = AUGUST) -> Report:
    """The month as the books have it, signed with this key and journaled, as the office publishes it."""
    period = make_period(session, month=month)
    seats = frozenset({ActorSeat(APPROVER, OFFICE_ID)})
    actor = Actor(user_id=None, at=OFFICE_ID, kind=OFFICE, seats=seats)
    with UnitOfWork(session, actor=actor, now=SIGNED_AT, bus=Bus(REACTIONS), queue=MemoryQueue()) as uow:
        assert period.objections_until is not None and period.objections_until < uow.today
        return publish_month(uow, signer, month)

"""Audits for tests: auditors, a plan in the journal, a drawn sample, a case."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.audits.casework import open_case
from marketplace.audits.models.cases import AuditCase
from marketplace.audits.models.plans import AuditDraw, AuditItem, AuditPlan
from marketplace.audits.planning import PlanDetails, draw_sample, plan_audit
from marketplace.audits.populating import read_population
from marketplace.circulars.models import Circular
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.period import Month
from marketplace.kernel.roles import AUDITOR, OFFICE
from marketplace.partners.models import Partner
from tests.conftest import NOW
from tests.factories.circulars import make_circular
from tests.factories.officials import make_official
from tests.factories.ordering import make_maker
from tests.factories.purchases import make_purchase

OFFICE_ID = OrganisationId(1)
AUGUST = Month(2026, 8)


def make_auditor(session: Session, *, name: str = "Surya Khayal") -> UserId:
    user_id = make_official(session, name=name)
    session.add(Seat(user_id=user_id, organisation_id=OFFICE_ID, role=AUDITOR, from_at=NOW))
    session.commit()
    return user_id


def as_auditor(session: Session, user_id: UserId, act: Callable[[UnitOfWork], Any]) -> Any:
    """In a transaction that the journal hears."""
    seats = frozenset({ActorSeat(AUDITOR, OFFICE_ID)})
    actor = Actor(user_id=user_id, at=OFFICE_ID, kind=OFFICE, seats=seats)
    with UnitOfWork(session, actor=actor, now=NOW, bus=Bus(JOURNAL), queue=MemoryQueue()) as uow:
        return act(uow)


def plan_details(session: Session, **given: Any) -> PlanDetails:
    """Monetary units of August 2026, all partners, by a circular: 90 %, tolerable 12 %, none expected: 20 documents."""
    if "circular_id" not in given and "mou_id" not in given:
        given["circular_id"] = session.scalar(select(Circular.id)) or make_circular(session).id
    return PlanDetails(
        **{
            "first": AUGUST,
            "last": AUGUST,
            "basis": "4a",
            "method": "monetary_unit",
            "confidence": 9000,
            "tolerable": 1200,
            "expected": 0,
        }
        | given
    )


def make_plan(session: Session, user_id: UserId, **given: Any) -> AuditPlan:
    details = plan_details(session, **given)
    plan: AuditPlan = as_auditor(session, user_id, lambda uow: plan_audit(uow, details))
    return plan


def make_draw(session: Session, user_id: UserId, plan: AuditPlan) -> AuditDraw:
    read = read_population(session, plan.id)
    drawn: AuditDraw = as_auditor(
        session, user_id, lambda uow: draw_sample(uow, MemoryStorage(), plan.id, read)
    )
    return drawn


def make_documents(session: Session, partner: Partner, *nets: int) -> None:
    """Each from the same maker, with a number of its own."""
    maker = make_maker(session)
    for number, net in enumerate(nets, start=1):
        make_purchase(session, partner, maker, net, document_number=f"N-{number}")


def make_case(session: Session, user_id: UserId, partner: Partner, *nets: int) -> AuditCase:
    """Of a plan that checks all of these documents."""
    make_documents(session, partner, *(nets or (100_000, 250_000)))
    plan = make_plan(session, user_id, partner_id=partner.id)
    make_draw(session, user_id, plan)
    case: AuditCase = as_auditor(
        session,
        user_id,
        lambda uow: open_case(uow, plan.id, partner.id, asked="Nota Agustus", due_on=date(2026, 12, 10)),
    )
    return case


def items_of(session: Session, case: AuditCase) -> list[AuditItem]:
    return session.query(AuditItem).filter_by(plan_id=case.plan_id).order_by(AuditItem.place).all()

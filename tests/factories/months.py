"""Months that stand somewhere on their way to a report."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.compliance.events import ReportPublished
from marketplace.compliance.freezing import (
    DOCUMENT,
    FIRST_FORM,
    Annex,
    JournalMark,
    SignedDocument,
    canonical,
    sha256,
    versions,
    write_annex,
)
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.models import Period, Report
from marketplace.compliance.months import evaluate_all
from marketplace.compliance.public_figures import public_figures
from marketplace.compliance.queries import local_before
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
    with at_work(session) as uow:
        assert period.objections_until is not None and period.objections_until < uow.today
        return publish_month(uow, signer, month, reason="Tidak mengubah jawabannya")


def publish_as_before(session: Session, signer: Signer, *, month: Month = AUGUST) -> Report:
    """A report of the first form: all inputs and results in one text."""
    make_period(session, month=month, published=True)
    inputs = inputs_of(session, month, local_before=local_before(session, month))
    results = evaluate_all(inputs)
    annex = write_annex(Annex(inputs=inputs, results=results))
    number = "0001/LAP-MB2/X/2026"
    document = canonical(
        DOCUMENT.dump_python(
            SignedDocument(
                form=FIRST_FORM,
                number=number,
                month=str(month),
                circular=inputs.circular,
                measures=versions(results),
                figures=public_figures(results),
                journal=JournalMark(seq=0, hash=""),
                public_key=signer.public_key,
                signed_at=SIGNED_AT,
                signer="Endang Contoh",
                supersedes=None,
                cause="",
                annex_sha256=sha256(annex),
            ),
            mode="json",
            exclude={"slices", "office_key", "open_matters", "reason"},
        )
    )
    told: dict[str, Any] = {"number": number, "month": str(month), "sha256": sha256(document)}
    with at_work(session) as uow:
        report = uow.add(
            Report(
                **told,
                document=document,
                annex=annex,
                signature=signer.sign(document.encode()),
                public_key=signer.public_key,
                signed_by=None,
                signed_at=SIGNED_AT,
            )
        )
        uow.emit(ReportPublished(report_id=report.id, supersedes_id=None, cause="", **told))
        return report


def at_work(session: Session) -> UnitOfWork:
    """The office's approver, with the journal listening."""
    seats = frozenset({ActorSeat(APPROVER, OFFICE_ID)})
    actor = Actor(user_id=None, at=OFFICE_ID, kind=OFFICE, seats=seats)
    return UnitOfWork(session, actor=actor, now=SIGNED_AT, bus=Bus(REACTIONS), queue=MemoryQueue())

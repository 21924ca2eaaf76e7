"""Months that stand somewhere on their way to a report."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from marketplace.compliance.freezing import (
    Annex,
    JournalMark,
    SignedDocument,
    sha256,
    versions,
    write_annex,
    write_document,
)
from marketplace.compliance.models import Period, Report
from marketplace.compliance.months import evaluate_all, public_figures
from marketplace.compliance.queries import inputs_of, local_before
from marketplace.compliance.states import PROVISIONAL, PUBLISHED
from marketplace.kernel.period import Month
from marketplace.ports.signing import Signer

AUGUST = Month(2026, 8)
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


def publish(
    session: Session, signer: Signer, *, month: Month = AUGUST, number: str = "0001/LAP-MB2/X/2026"
) -> Report:
    """The month as the books have it, signed with this key, behind an empty journal."""
    make_period(session, month=month, published=True)
    inputs = inputs_of(session, month, local_before=local_before(session, month))
    annex = Annex(inputs=inputs, results=evaluate_all(inputs))
    document = write_document(
        SignedDocument(
            number=number,
            month=str(month),
            circular=inputs.circular,
            measures=versions(annex.results),
            figures=public_figures(annex.results),
            journal=JournalMark(seq=0, hash=""),
            public_key=signer.public_key,
            signed_at=SIGNED_AT,
            signer="Endang Contoh",
            supersedes=None,
            cause="",
            annex_sha256=sha256(write_annex(annex)),
        )
    )
    report = Report(
        number=number,
        month=str(month),
        document=document,
        annex=write_annex(annex),
        sha256=sha256(document),
        signature=signer.sign(document.encode()),
        public_key=signer.public_key,
        signed_by=None,
        signed_at=SIGNED_AT,
    )
    session.add(report)
    session.commit()
    return report

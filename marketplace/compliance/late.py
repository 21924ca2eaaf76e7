"""What becomes of a purchase that is recorded after its month was published, as the month's circular says."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from marketplace.circulars.models import LatePolicy
from marketplace.circulars.queries import in_force
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.inputs import state_of
from marketplace.compliance.states import PUBLISHED
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month


def late_policy(circular: CircularTerms | None) -> LatePolicy:
    """A month without a circular keeps to what was always done."""
    return circular.late if circular else LatePolicy.RESTATEMENT


def late_note(session: Session, bought_on: date) -> Label | None:
    """What a shop is told that records a purchase of this day; None where its month is not published."""
    month = Month.of(bought_on)
    if state_of(session, month) is not PUBLISHED:
        return None
    policy = late_policy(in_force(session, month.last_day))
    return _l("Laporan %(month)s sudah terbit. %(policy)s.", month=month.label, policy=policy.label)

"""Activities, people who come, and licence cases for tests."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.outreach.models import (
    Activity,
    ActivityKind,
    Attendance,
    AttendanceState,
    Candidate,
    LicenceCase,
)
from marketplace.outreach.services.activities import ActivityPlan
from marketplace.outreach.services.people import Person
from tests.conftest import NOW

numbers = count(1)
IRING_MULYO = "18.72.04.1003"


def new_client_id() -> str:
    """As a browser makes it."""
    return f"0000000000000000{next(numbers)}"


def person(number: int, **given: Any) -> Person:
    """Somebody who agrees to be kept on file, always the same for the same number."""
    return Person(
        **{"name": f"Calon {number}", "phone": f"0812 3000 {number:04}", "consent": True, "makes": "keripik"}
        | given
    )


def make_activity(session: Session, **given: Any) -> Activity:
    """An announced visit of forty places that begins in two hours."""
    activity = Activity(
        **{
            "kind": ActivityKind.VISIT,
            "title": "Silaturahmi Iring Mulyo",
            "place": "Balai Kelurahan",
            "kelurahan_code": IRING_MULYO,
            "starts_at": NOW + timedelta(hours=2),
            "ends_at": NOW + timedelta(hours=6),
            "capacity": 40,
            "serves": ["nib", "pirt"],
            "created_by": None,
            "announced_at": NOW - timedelta(days=7),
        }
        | given
    )
    session.add(activity)
    session.commit()
    return activity


def plan_of(activity: Activity, **changed: Any) -> ActivityPlan:
    """What an activity is planned as, with some of it changed."""
    fields = ("kind", "title", "place", "kelurahan_code", "starts_at", "ends_at", "capacity", "about")
    values = {field: getattr(activity, field) for field in fields}
    return ActivityPlan(**values | {"serves": tuple(activity.serves)} | changed)


def make_candidate(session: Session, **given: Any) -> Candidate:
    number = next(numbers)
    candidate = Candidate(
        **{
            "name": f"Calon Contoh {number}",
            "phone": f"+62813{number:07}",
            "kelurahan_code": IRING_MULYO,
            "consent_at": NOW,
            "created_at": NOW,
        }
        | given
    )
    session.add(candidate)
    session.commit()
    return candidate


def make_attendance(
    session: Session, activity: Activity, candidate: Candidate | None = None, **given: Any
) -> Attendance:
    """Registered, or present since the activity began."""
    number = next(numbers)
    there = given.get("state") is AttendanceState.PRESENT
    attendance = Attendance(
        **{
            "client_id": new_client_id(),
            "activity_id": activity.id,
            "candidate_id": (candidate or make_candidate(session)).id,
            "code": f"C{number}",
            "state": AttendanceState.REGISTERED,
            "registered_at": NOW,
            "arrived_at": activity.starts_at if there else None,
        }
        | given
    )
    session.add(attendance)
    session.commit()
    return attendance


def make_case(session: Session, *, candidate: Candidate | None = None, **given: Any) -> LicenceCase:
    """An open one for a P-IRT, of a candidate unless a maker is given."""
    if candidate is None and "producer_id" not in given:
        candidate = make_candidate(session)
    case = LicenceCase(
        **{
            "client_id": new_client_id(),
            "candidate_id": candidate.id if candidate else None,
            "producer_id": candidate.producer_id if candidate else None,
            "kind": "pirt",
            "opened_by": None,
            "opened_at": NOW,
        }
        | given
    )
    session.add(case)
    session.commit()
    return case

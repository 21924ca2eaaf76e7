"""What planning a visit starts from: the plan as it stands, and who may be sent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import UserId
from marketplace.kernel.roles import OFFICER
from marketplace.outreach.models import Activity
from marketplace.outreach.queries import team_of
from marketplace.outreach.services.activities import ActivityPlan


def officers(session: Session) -> Sequence[tuple[UserId, str]]:
    """(id, name) of the officials who can be on a team, by name."""
    query = (
        select(User.id, User.name)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.role == OFFICER, Seat.until_at.is_(None), User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    )
    return list(dict(session.execute(query).all()).items())


def plan_of(session: Session, activity_id: int) -> tuple[ActivityPlan, int]:
    """As it stands, and which version that is. Raises NotFound."""
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFound(f"Activity {activity_id}")
    plan = ActivityPlan(
        kind=activity.kind,
        title=activity.title,
        about=activity.about,
        kelurahan_code=activity.kelurahan_code,
        place=activity.place,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        capacity=activity.capacity,
        serves=tuple(activity.serves),
        team=tuple(team_of(session, activity.id)),
    )
    return plan, activity.version

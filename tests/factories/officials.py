"""People of the office for tests."""

from itertools import count

from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import APPROVER
from tests.conftest import NOW

numbers = count(1)


def make_official(session: Session, *, name: str = "Sri Wahyuni") -> UserId:
    user = User(name=name, email=f"petugas{next(numbers)}@contoh.id", created_at=NOW)
    session.add(user)
    session.commit()
    return user.id


def make_approver(session: Session, *, name: str = "Sri Wahyuni") -> UserId:
    """With the seat in the office, so that a draft can be handed to them by name."""
    user_id = make_official(session, name=name)
    session.add(Seat(user_id=user_id, organisation_id=OrganisationId(1), role=APPROVER, from_at=NOW))
    session.commit()
    return user_id

"""People of a business for tests."""

from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import OWNER
from tests.conftest import NOW

numbers = count(1)


def owner_of(session: Session, organisation_id: OrganisationId) -> UserId:
    """Who owns the business and has an address for letters; the same person whenever it is asked."""
    known = session.scalar(select(Seat.user_id).filter_by(organisation_id=organisation_id, role=OWNER))
    if known is not None:
        return known
    number = next(numbers)
    owner = User(name=f"Pemilik {number}", email=f"pemilik{number}@contoh.id", created_at=NOW)
    session.add(owner)
    session.flush()
    session.add(Seat(user_id=owner.id, organisation_id=organisation_id, role=OWNER, from_at=NOW))
    session.commit()
    return owner.id

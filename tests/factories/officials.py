"""People of the office for tests."""

from itertools import count

from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.kernel.ids import UserId
from tests.conftest import NOW

numbers = count(1)


def make_official(session: Session, *, name: str = "Sri Wahyuni") -> UserId:
    user = User(name=name, email=f"petugas{next(numbers)}@contoh.id", created_at=NOW)
    session.add(user)
    session.commit()
    return user.id

"""People and organisations for tests of accounts."""

import pytest

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.services.seats import create_organisation, create_user, give_seat
from marketplace.accounts.totp import set_secret
from marketplace.adapters.sealing import FernetSealer
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PRODUCER
from tests.conftest import NOW
from tests.lock_order import watch
from tests.whole import PASSWORD, PASSWORD_HASH

__all__ = ["PASSWORD", "PASSWORD_HASH"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def engine(engine):
    watch(engine)
    return engine


@pytest.fixture
def office(work):
    return work().find(Organisation, kind=OFFICE).id


@pytest.fixture
def business(work):
    with work() as uow:
        return create_organisation(uow, PRODUCER, "Keripik Bu Tini").id


@pytest.fixture
def person(work):
    """A new person; `person(OWNER, at=business)` also seats them."""
    made = iter(range(1, 100))

    def make(*roles, at=None, password_hash=PASSWORD_HASH, email=None):
        with work() as uow:
            user = create_user(uow, "Sri", email or f"sri{next(made)}@contoh.id", password_hash=password_hash)
            for role in roles:
                give_seat(uow, user.id, at, role)
            return user.id

    return make


@pytest.fixture
def tini(person, business):
    return person(OWNER, at=business, email="tini@contoh.id")


@pytest.fixture
def sealer(tmp_path):
    return FernetSealer(tmp_path / "sealing-key")


@pytest.fixture
def official(person, office, work, sealer):
    """With the secret of a second factor, which they have not confirmed."""
    user_id = person(OFFICER, at=office, email="petugas@contoh.id")
    with work() as uow:
        set_secret(uow.get(User, user_id), SECRET, sealer)
    return user_id


@pytest.fixture
def as_user(work, session, queue, heard):
    """Open a unit of work as a person who only proves who they are."""

    def open_as(user_id, *seats, now=NOW):
        unit = work(now=now)
        unit.actor = Actor(user_id=user_id, seats=frozenset(ActorSeat(*seat) for seat in seats))
        return unit

    return open_as

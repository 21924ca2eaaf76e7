import pytest

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OFFICE
from tests.conftest import NOW
from tests.factories.officials import make_official


@pytest.fixture
def signer(tmp_path):
    return Ed25519Signer(tmp_path / "key.pem")


@pytest.fixture
def office(session, queue):
    """Somebody of the office at work, with the journal listening: office(APPROVER)."""
    user_id = make_official(session)

    def at_work(*roles, now=NOW):
        seats = frozenset(ActorSeat(role, OrganisationId(1)) for role in roles)
        actor = Actor(user_id=user_id, at=OrganisationId(1), kind=OFFICE, seats=seats)
        return UnitOfWork(session, actor=actor, now=now, bus=Bus(REACTIONS), queue=queue)

    return at_work

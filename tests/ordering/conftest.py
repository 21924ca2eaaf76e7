import pytest

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from tests.conftest import NOW
from tests.lock_order import watch


@pytest.fixture
def engine(engine):
    """Every act of trade in these tests locks in one order."""
    watch(engine)
    return engine


@pytest.fixture
def journaled(session):
    """A unit of work whose facts are written into the journal."""

    def open_as(*roles, at):
        actor = Actor(user_id=None, at=at, seats=frozenset(ActorSeat(role, at) for role in roles))
        return UnitOfWork(session, actor=actor, now=NOW, bus=Bus(REACTIONS), queue=MemoryQueue())

    return open_as

"""Units of work whose facts are written into the journal."""

import pytest

from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from tests.conftest import NOW


@pytest.fixture
def journaled(session, queue):
    """Open a unit of work as the system, or as anyone."""
    return lambda actor=SYSTEM, now=NOW: UnitOfWork(
        session, actor=actor, now=now, bus=Bus(REACTIONS), queue=queue
    )

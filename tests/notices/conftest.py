import pytest

from marketplace.kernel.events import Bus
from marketplace.notices.reactions import REACTIONS


@pytest.fixture
def work(work):
    """As everywhere, and what happens is written to whom it concerns."""

    def open_as(*roles, **given):
        uow = work(*roles, **given)
        uow._bus = Bus(*uow._bus._tables, REACTIONS)
        return uow

    return open_as

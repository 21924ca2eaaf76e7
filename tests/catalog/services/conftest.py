import pytest

from marketplace.kernel.roles import OWNER, PRODUCER
from tests.factories.ordering import make_maker


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def mine(work, maker):
    return lambda role=OWNER: work(role, at=maker.id, kind=PRODUCER)

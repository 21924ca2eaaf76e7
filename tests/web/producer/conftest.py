import pytest

from marketplace.kernel.roles import OWNER
from tests.factories.ordering import make_maker


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def owner(as_seat, maker):
    return as_seat(OWNER, at=maker.id)

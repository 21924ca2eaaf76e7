import pytest

from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session))


@pytest.fixture
def as_maker(work, maker):
    return lambda **given: work(STAFF, at=maker.id, kind=PRODUCER, **given)


@pytest.fixture
def as_shop(work, outlet):
    return lambda **given: work(OWNER, at=outlet.partner_id, kind=PARTNER, **given)

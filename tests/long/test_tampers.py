"""What tests/compliance/test_tampers.py does on SQLite, on PostgreSQL: no act passes unseen there either."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.heads import other_heads
from marketplace.journal.proving import find_faults
from marketplace.journal.queries import verify
from tests.compliance.sealed_city import build
from tests.compliance.tampers import TAMPERS, disarm, named_after

pytestmark = [pytest.mark.long, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def engine(postgresql, tmp_path_factory):
    url = postgresql.copy()
    engine = create_engine(url)
    with Session(engine) as session:
        build(session, Ed25519Signer(tmp_path_factory.mktemp("key") / "key.pem"))
    yield engine
    engine.dispose()
    postgresql.drop(url)


@pytest.fixture
def city(engine):
    with Session(engine) as session:
        disarm(session)
        yield session
        session.rollback()


def test_a_clean_city_has_no_fault(city):
    assert list(find_faults(city)) == []
    assert (verify(city).whole, other_heads(city)) == (True, [])


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.name)
def test_each_tamper_is_named_with_its_row(city, tamper):
    row, named = named_after(city, tamper)
    assert row in named

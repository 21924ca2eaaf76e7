from datetime import date, timedelta

import pytest

from marketplace.kernel import clock
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from marketplace.kernel.roles import OWNER
from tests.factories.certification import make_certificate
from tests.factories.producers import make_producer


@pytest.fixture
def home(session, as_seat):
    def visit(producer):
        return as_seat(OWNER, at=producer.id).open("/producer/").text

    return visit


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"state": DRAFT, "nib": None}, "Lengkapi profil usaha"),
        ({"state": DRAFT}, "Ajukan profil usaha"),
        ({"state": RETURNED}, "Perbaiki profil usaha"),
    ],
)
def test_a_profile_asks_for_its_next_step(session, home, given, title):
    assert title in home(make_producer(session, **given))


@pytest.mark.parametrize("state", [SUBMITTED, APPROVED])
def test_a_profile_in_other_hands_asks_for_nothing(session, home, state):
    assert "profil usaha" not in home(make_producer(session, state=state))


def test_a_certificate_that_came_back_is_a_task(session, home):
    producer = make_producer(session)
    row = make_certificate(session, producer=producer, state=RETURNED)

    page = home(producer)
    assert "Perbaiki SPP-IRT" in page
    assert f"/producer/certificates/{row.public_id}" in page


@pytest.mark.parametrize(("days", "told"), [(1, True), (90, True), (91, False), (-1, False)])
def test_an_end_is_told_ninety_days_ahead(session, home, days, told):
    producer = make_producer(session)
    ends = clock.day_of(clock.now()) + timedelta(days=days)
    make_certificate(session, producer=producer, issued_on=date(2024, 1, 1), expires_on=ends)

    assert ("SPP-IRT segera berakhir" in home(producer)) is told

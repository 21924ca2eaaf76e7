import pytest
from sqlalchemy import text

from marketplace.kernel.errors import Forbidden
from marketplace.kernel.roles import OWNER, VIEWER
from marketplace.outreach.events import CandidateErased
from marketplace.outreach.services.privacy import erase_candidate
from tests.conftest import NOW
from tests.factories.outreach import make_activity, make_attendance, make_candidate, make_case
from tests.factories.producers import make_person, make_producer

SECRETS = ("Siti Rahasia", "6281299998888", "siti@rahasia.id", "Dapur Rahasia", "resep rahasia")


def everything(session):
    tables = ("candidates", "attendances", "licence_cases")
    return " ".join(str(row) for name in tables for row in session.execute(text(f"SELECT * FROM {name}")))


def test_nothing_personal_is_left_in_any_row(session, work, heard):
    producer = make_producer(session)
    candidate = make_candidate(
        session,
        name="Siti Rahasia",
        phone="+6281299998888",
        email="siti@rahasia.id",
        business_name="Dapur Rahasia",
        makes="resep rahasia",
        producer_id=producer.id,
    )
    attendance = make_attendance(session, make_activity(session), candidate, note="Siti Rahasia ragu")
    case = make_case(session, candidate=candidate, note="resep rahasia", blocker="Siti Rahasia sakit")
    assert all(secret in everything(session) for secret in SECRETS)
    for _ in range(2):
        with work() as uow:
            erase_candidate(uow, candidate.id)

    assert [secret for secret in SECRETS if secret in everything(session)] == []
    assert (candidate.erased_at, candidate.producer_id) == (NOW, producer.id)
    assert attendance.candidate_id == case.candidate_id == candidate.id
    assert heard == [CandidateErased(candidate_id=candidate.id)]


def test_the_person_may_ask_for_it_and_nobody_else(session, work):
    user = make_person(session)
    candidate = make_candidate(session, user_id=user.id)
    for role in (OWNER, VIEWER):
        with pytest.raises(Forbidden), work(role, at=12, user_id=make_person(session).id) as uow:
            erase_candidate(uow, candidate.id)
    with work(OWNER, at=12, user_id=user.id) as uow:
        erase_candidate(uow, candidate.id)
    assert candidate.erased_at == NOW


def test_the_number_is_free_for_somebody_new(session, work):
    candidate = make_candidate(session, phone="+6281299998888")
    with work() as uow:
        erase_candidate(uow, candidate.id)
    assert make_candidate(session, phone="+6281299998888").id != candidate.id

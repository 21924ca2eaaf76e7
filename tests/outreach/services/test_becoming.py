import pytest

from marketplace.accounts.models import Organisation, Seat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import DRAFT
from marketplace.kernel.roles import OFFICER, OWNER, VIEWER
from marketplace.outreach.events import CandidateBecameMaker
from marketplace.outreach.models import CaseState
from marketplace.outreach.services.becoming import link_producer, make_producer
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.factories.outreach import IRING_MULYO, make_candidate, make_case
from tests.factories.producers import make_producer as a_producer


def become(session, work, candidate):
    with work(OFFICER, at=1, user_id=make_official(session)) as uow:
        return make_producer(uow, candidate.id)


def test_a_candidate_becomes_a_draft_from_what_is_known(session, work, heard):
    candidate = make_candidate(
        session, name="Siti", business_name="Dapur Siti", makes="Keripik", phone="+6281230000001"
    )
    case = make_case(session, candidate=candidate)
    producer = become(session, work, candidate)

    assert session.get(Organisation, producer.id).name == "Dapur Siti"
    assert (producer.state, producer.kelurahan_code, producer.story) == (DRAFT, IRING_MULYO, "Keripik")
    assert producer.whatsapp == "+6281230000001"
    assert candidate.producer_id == case.producer_id == producer.id
    assert heard[-1] == CandidateBecameMaker(candidate_id=candidate.id, producer_id=producer.id)
    assert session.query(Seat).count() == 0  # the official does not become its owner


def test_becoming_twice_is_once(session, work):
    candidate = make_candidate(session)
    assert become(session, work, candidate).id == become(session, work, candidate).id


def test_without_a_business_name_or_a_mobile_it_bears_their_own(session, work):
    candidate = make_candidate(session, name="Siti", phone="+62725412345")
    producer = become(session, work, candidate)
    assert session.get(Organisation, producer.id).name == "Siti"
    assert producer.whatsapp is None


def test_who_was_erased_becomes_nothing(session, work):
    with pytest.raises(Refused, match="dihapus"):
        become(session, work, make_candidate(session, phone=None, erased_at=NOW))


def test_a_candidate_is_a_maker_that_is_there_already(session, work, heard):
    candidate, producer = make_candidate(session), a_producer(session)
    case, past = (
        make_case(session, candidate=candidate),
        make_case(session, candidate=candidate, state=CaseState.CLOSED, closed_because="x", kind="halal"),
    )
    for _ in range(2):
        with work() as uow:
            link_producer(uow, candidate.id, producer.id)
    assert candidate.producer_id == case.producer_id == past.producer_id == producer.id
    assert heard == [CandidateBecameMaker(candidate_id=candidate.id, producer_id=producer.id)]


def test_nobody_is_two_makers(session, work):
    candidate = make_candidate(session, producer_id=a_producer(session).id)
    with pytest.raises(Refused) as refusal, work() as uow:
        link_producer(uow, candidate.id, a_producer(session).id)
    assert refusal.value.field == "producer_id"


def test_two_cases_of_one_kind_are_settled_first(session, work):
    candidate, producer = make_candidate(session), a_producer(session)
    make_case(session, candidate=candidate)
    make_case(session, producer_id=producer.id)
    with pytest.raises(Refused, match="tutup salah satunya"), work() as uow:
        link_producer(uow, candidate.id, producer.id)


@pytest.mark.parametrize("role", [OWNER, VIEWER])
def test_only_officers_do_it(session, work, role):
    candidate, producer = make_candidate(session), a_producer(session)
    with pytest.raises(Forbidden), work(role, at=producer.id) as uow:
        make_producer(uow, candidate.id)
    with pytest.raises(Forbidden), work(role, at=producer.id) as uow:
        link_producer(uow, candidate.id, producer.id)

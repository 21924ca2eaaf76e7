import pytest

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER, VIEWER
from marketplace.outreach.events import CandidateCorrected, CandidateEntered
from marketplace.outreach.models import Candidate
from marketplace.outreach.services.people import candidate_for, checked_client_id, correct_candidate
from tests.conftest import NOW
from tests.factories.outreach import IRING_MULYO, make_candidate, new_client_id, person
from tests.factories.producers import make_person, make_producer


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "0812"}, "phone"),
        ({"phone": "nanti saja"}, "phone"),
        ({"email": "ani@"}, "email"),
        ({"consent": False}, "consent"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_at_its_field(wrong, field):
    with pytest.raises(Refused) as refusal:
        person(1, **wrong).read()
    assert refusal.value.field == field


def test_words_are_kept_plain():
    given = person(
        1, name="  Siti   Aminah ", phone="(0812) 3000-0001", email=" SITI@Contoh.id ", kelurahan_code=""
    ).read()
    assert (given.name, given.phone, given.email) == ("Siti Aminah", "+6281230000001", "siti@contoh.id")
    assert given.kelurahan_code is None


def test_who_is_noted_at_the_door_may_have_no_number_but_no_wrong_one():
    assert person(1, phone=" ").read(without_phone=True).phone == ""
    with pytest.raises(Refused):
        person(1, phone="12").read(without_phone=True)


def test_what_browsers_make_is_taken_as_the_name_of_a_sending():
    for made in ("3f2c8a0e-8b0d-4d4e-9a2b-0c1d2e3f4a5b", new_client_id(), "A_b-" * 16):
        assert checked_client_id(made) == made


@pytest.mark.parametrize("code", ["18.72", "18.72.04", "99"])
def test_a_place_is_a_kelurahan_of_the_city(work, code):
    with pytest.raises(Refused) as refusal, work() as uow:
        candidate_for(uow, person(1, kelurahan_code=code).read())
    assert refusal.value.field == "kelurahan_code"


def test_a_visitor_s_word_makes_nobody_the_face_of_a_business(session, work):
    producer = make_producer(session)
    with work(OWNER, at=99, kind=PRODUCER) as uow:
        assert candidate_for(uow, person(1, producer_id=producer.id).read()).producer_id is None
    with work(OWNER, at=producer.id, kind=PRODUCER) as uow:
        assert candidate_for(uow, person(2, producer_id=producer.id).read()).producer_id == producer.id
    with work(OFFICER, at=1) as uow:
        assert candidate_for(uow, person(3, producer_id=producer.id).read()).producer_id == producer.id


def test_who_signs_in_with_that_number_is_that_candidate(session, work):
    user = make_person(session, phone="+6281230000001")
    producer = make_producer(session)
    known = make_candidate(session, phone="+6281230000001", makes="", kelurahan_code=None, consent_at=None)
    given = person(1, makes="kue", kelurahan_code=IRING_MULYO, producer_id=producer.id).read()
    with work(OWNER, at=producer.id, kind=PRODUCER, user_id=user.id) as uow:
        candidate_for(uow, given)
    assert (known.user_id, known.producer_id) == (user.id, producer.id)
    assert (known.makes, known.kelurahan_code, known.consent_at) == ("kue", IRING_MULYO, NOW)


def test_who_signs_in_with_another_number_is_a_stranger(session, work):
    user, known = (
        make_person(session, phone="+6281230000002"),
        make_candidate(session, phone="+6281230000001"),
    )
    with work(VIEWER, at=1, user_id=user.id) as uow:
        assert candidate_for(uow, person(1, makes="kue").read()).id == known.id
    assert (known.user_id, known.makes) == (None, "")
    with work(VIEWER, at=1, user_id=user.id) as uow:
        assert candidate_for(uow, person(3).read()).user_id is None


def test_an_official_who_writes_a_guest_down_does_not_become_them(session, work, heard):
    officer = make_person(session, phone="+6281230000001")
    with work(OFFICER, at=1, user_id=officer.id) as uow:
        candidate = candidate_for(uow, person(1).read())
    assert candidate.user_id is None
    assert heard == [CandidateEntered(candidate_id=candidate.id)]


def test_what_was_heard_wrong_is_mended(session, work, heard):
    candidate = make_candidate(session, name="Ani", phone="+6281230000009", email="a@contoh.id")
    with work(OFFICER, at=1) as uow:
        correct_candidate(uow, candidate.id, person(1, name="Ani Susanti", kelurahan_code=IRING_MULYO))
    assert (candidate.name, candidate.phone, candidate.email) == ("Ani Susanti", "+6281230000001", None)
    assert heard == [
        CandidateCorrected(candidate_id=candidate.id, changed=("name", "phone", "email", "makes"))
    ]


def test_a_number_of_somebody_else_is_not_taken_over(session, work):
    make_candidate(session, phone="+6281230000001")
    candidate = make_candidate(session)
    with pytest.raises(Refused) as refusal, work() as uow:
        correct_candidate(uow, candidate.id, person(1))
    assert refusal.value.field == "phone"


def test_only_officers_mend(session, work):
    user = make_person(session)
    candidate = make_candidate(session, user_id=user.id)
    with pytest.raises(Forbidden), work(VIEWER, at=1, user_id=user.id) as uow:
        correct_candidate(uow, candidate.id, person(1))


def test_no_number_at_all_matches_nobody(session, work):
    make_candidate(session, phone=None)
    with work() as uow:
        entered = candidate_for(uow, person(1, phone="").read(without_phone=True))
    assert session.query(Candidate).count() == 2 and entered.phone is None

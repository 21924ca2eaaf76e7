from datetime import date

import pytest

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, RETURNED, SUBMITTED, ReviewState
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER
from marketplace.kernel.states import IllegalMove
from marketplace.producers.events import ProducerReviewed, ProducerSubmitted
from marketplace.producers.models import LocalityBasis
from marketplace.producers.queries import local_on, localities
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.producers.services.reviewing import (
    approve_producer,
    reject_producer,
    return_producer,
    submit_producer,
)
from tests.factories.producers import make_person, make_producer

TODAY = date(2026, 11, 24)
ACTS = {
    "submit": (submit_producer, {}, (DRAFT, RETURNED), SUBMITTED),
    "approve": (approve_producer, {}, (SUBMITTED,), APPROVED),
    "return": (return_producer, {"notes": {"nib": "Angka ke-3 berbeda."}}, (SUBMITTED,), RETURNED),
    "reject": (reject_producer, {"reason": "Bukan pembuat."}, (SUBMITTED,), REJECTED),
}


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_from_every_state(session, work, act, state):
    service, given, sources, target = ACTS[act]
    producer = make_producer(session, state=state)

    if state in sources:
        with work(OFFICER, at=1) as uow:
            service(uow, producer.id, **given)
        assert producer.state is target
    else:
        with pytest.raises(IllegalMove), work(OFFICER, at=1) as uow:
            service(uow, producer.id, **given)


def test_an_incomplete_profile_is_not_submitted_and_says_why(session, work):
    producer = make_producer(session, state=DRAFT, nib=None, kelurahan_code=None)

    with pytest.raises(Refused) as no, work(OWNER, at=producer.id, kind=PRODUCER) as uow:
        submit_producer(uow, producer.id)

    assert no.value.sentence == "Belum dapat diajukan. Lengkapi: NIB, Kelurahan."


def test_who_submitted_does_not_approve(session, work, heard):
    person, other = make_person(session), make_person(session)
    producer = make_producer(session, state=DRAFT)
    with work(OFFICER, at=1, user_id=person.id) as uow:
        submit_producer(uow, producer.id)
    assert heard == [ProducerSubmitted(producer_id=producer.id)]

    with pytest.raises(Refused), work(OFFICER, at=1, user_id=person.id) as uow:
        approve_producer(uow, producer.id)

    with work(OFFICER, at=1, user_id=other.id) as uow:
        approve_producer(uow, producer.id)
    assert (producer.reviewed_by, producer.state) == (other.id, APPROVED)


def test_approval_makes_the_maker_local_from_that_day(session, work, heard):
    producer = make_producer(session, state=SUBMITTED)
    with work(OFFICER, at=1) as uow:
        approve_producer(uow, producer.id)

    (row,) = localities(session, producer.id)
    assert (row.basis, row.from_on, row.until_on) == (LocalityBasis.NIB_ADDRESS, TODAY, None)
    assert not local_on(session, producer.id, date(2026, 11, 23))
    assert heard[-1] == ProducerReviewed(producer_id=producer.id, outcome="approved")


def test_approval_leaves_alone_who_is_local_already(session, work):
    producer = make_producer(session, state=SUBMITTED)
    with work() as uow:
        record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST)
    with work(OFFICER, at=1) as uow:
        approve_producer(uow, producer.id)

    assert [row.basis for row in localities(session, producer.id)] == [LocalityBasis.CITY_LIST]


def test_a_return_says_what_to_mend_and_the_next_submission_forgets_it(session, work):
    producer = make_producer(session, state=SUBMITTED)
    with work(OFFICER, at=1) as uow:
        return_producer(uow, producer.id, notes={"nib": "Angka ke-3 berbeda."}, reason="Periksa NIB")
    assert (producer.review_notes, producer.review_reason) == ({"nib": "Angka ke-3 berbeda."}, "Periksa NIB")

    with work(OWNER, at=producer.id, kind=PRODUCER) as uow:
        submit_producer(uow, producer.id)
    assert (producer.review_notes, producer.review_reason) == ({}, None)


def test_a_return_without_a_word_is_refused(session, work):
    producer = make_producer(session, state=SUBMITTED)

    with pytest.raises(Refused), work(OFFICER, at=1) as uow:
        return_producer(uow, producer.id, notes={})


@pytest.mark.parametrize("who", [(OWNER, PRODUCER), (AUDITOR, None)])
def test_only_officers_review(session, work, who):
    role, kind = who
    producer = make_producer(session, state=SUBMITTED)

    with pytest.raises(Forbidden), work(role, at=producer.id if kind else 1, kind=kind) as uow:
        approve_producer(uow, producer.id)

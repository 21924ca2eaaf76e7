from datetime import date

import pytest

from marketplace.certification.events import (
    CertificateReviewed,
    CertificateRevoked,
    CertificateSuperseded,
    ProductsListed,
)
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.reviewing import (
    approve_certificate,
    reject_certificate,
    return_certificate,
    revoke_certificate,
    supersede_certificate,
)
from marketplace.db.outbox import Outbox
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import APPROVED, REJECTED, RETURNED, SUBMITTED, ReviewState
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER
from marketplace.kernel.states import IllegalMove
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_person, make_producer

D = date
FOREVER = D.max
NIB = {"kind": "nib", "expires_on": None}
ACTS = {
    "approve": (approve_certificate, {}, APPROVED),
    "return": (return_certificate, {"notes": {"number": "Tertulis 0128"}}, RETURNED),
    "reject": (reject_certificate, {"reason": "Palsu"}, REJECTED),
}


@pytest.fixture
def cloth(session, work):
    """A product whose only need is the maker's NIB."""
    with work() as uow:
        load_reference(uow)
    return make_product(session, category="batik-tapis")


@pytest.fixture
def officer(work):
    return lambda: work(OFFICER, at=1)


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_from_every_state(session, officer, act, state):
    service, given, target = ACTS[act]
    row = make_certificate(session, producer=make_producer(session), state=state)

    if state is SUBMITTED:
        with officer() as uow:
            service(uow, row.id, **given)
        assert row.state is target
    else:
        with pytest.raises(IllegalMove), officer() as uow:
            service(uow, row.id, **given)


@pytest.mark.parametrize(
    ("stands", "taken", "then"),
    [(None, None, "1234567890123"), ("3210987654321", None, "3210987654321"), (None, "1234567890123", None)],
)
def test_an_approved_nib_stands_in_a_profile_that_has_none(session, officer, stands, taken, then):
    make_producer(session, nib=taken)
    maker = make_producer(session, nib=stands)
    row = make_certificate(session, producer=maker, number="1234567890123", state=SUBMITTED, **NIB)
    with officer() as uow:
        approve_certificate(uow, row.id)
    session.refresh(maker)
    assert maker.nib == then


def test_approval_lists_the_product_at_once(session, officer, cloth, heard, queue):
    row = make_certificate(session, producer=make_producer(session), state=SUBMITTED, **NIB)
    row.producer_id = cloth.producer_id
    session.commit()

    with officer() as uow:
        approve_certificate(uow, row.id)

    assert cloth.eligible_until == FOREVER
    (job,) = session.query(Outbox).filter_by(job="index_products")
    assert job.payload == {"product_ids": [cloth.id]}
    assert heard[-2:] == [
        CertificateReviewed(
            certificate_id=row.id, producer_id=cloth.producer_id, kind="nib", outcome="approved"
        ),
        ProductsListed(producer_id=cloth.producer_id, product_ids=(cloth.id,)),
    ]


def test_the_products_version_is_left_to_its_maker(session, officer, cloth):
    before = cloth.version
    row = make_certificate(session, cloth, state=SUBMITTED, **NIB)
    with officer() as uow:
        approve_certificate(uow, row.id)

    session.expire_all()
    assert (cloth.version, cloth.eligible_until) == (before, FOREVER)


def test_who_handed_it_in_does_not_approve(session, work, cloth):
    person, other = make_person(session), make_person(session)
    row = make_certificate(session, cloth, state=SUBMITTED, submitted_by=person.id)

    with pytest.raises(Refused), work(OFFICER, at=1, user_id=person.id) as uow:
        approve_certificate(uow, row.id)
    with work(OFFICER, at=1, user_id=other.id) as uow:
        approve_certificate(uow, row.id)
    assert row.reviewed_by == other.id


@pytest.mark.parametrize("service", [approve_certificate, revoke_certificate])
def test_only_officers_decide(session, work, cloth, service):
    row = make_certificate(session, cloth, state=SUBMITTED)
    given = {"reason": "x"} if service is revoke_certificate else {}

    for who in ({"at": cloth.producer_id, "kind": PRODUCER, "role": OWNER}, {"at": 1, "role": AUDITOR}):
        role = who.pop("role")
        with pytest.raises(Forbidden), work(role, **who) as uow:
            service(uow, row.id, **given)


def test_a_return_needs_a_word(session, officer, cloth):
    row = make_certificate(session, cloth, state=SUBMITTED)

    with pytest.raises(Refused), officer() as uow:
        return_certificate(uow, row.id, notes={})


class TestRenewal:
    @pytest.fixture
    def pair(self, session, cloth):
        newer = make_certificate(session, cloth, **NIB, number="n2", issued_on=D(2026, 6, 1), state=SUBMITTED)
        older = make_certificate(session, cloth, **NIB, number="n1", issued_on=D(2020, 1, 1))
        older.superseded_by_id = newer.id
        session.commit()
        return older, newer

    def test_approval_puts_the_newer_in_its_place(self, officer, pair, heard):
        older, newer = pair
        with officer() as uow:
            approve_certificate(uow, newer.id)

        assert (
            CertificateSuperseded(certificate_id=older.id, producer_id=older.producer_id, by_id=newer.id)
            in heard
        )

    def test_rejection_leaves_the_older_as_it_was(self, officer, pair):
        older, newer = pair
        with officer() as uow:
            reject_certificate(uow, newer.id, reason="Palsu")

        assert older.superseded_by_id is None

    def test_a_return_keeps_the_tie(self, officer, pair):
        older, newer = pair
        with officer() as uow:
            return_certificate(uow, newer.id, notes={"number": "x"})

        assert older.superseded_by_id == newer.id


class TestRevoke:
    def test_the_product_leaves_the_catalog(self, session, officer, cloth, heard):
        row = make_certificate(session, cloth, state=SUBMITTED, **NIB)
        with officer() as uow:
            approve_certificate(uow, row.id)
        with officer() as uow:
            revoke_certificate(uow, row.id, reason="Dicabut OSS")

        assert cloth.eligible_until is None
        assert row.revoked_on == D(2026, 11, 24)
        assert heard[-1] == CertificateRevoked(
            certificate_id=row.id,
            producer_id=cloth.producer_id,
            revoked_on="2026-11-24",
            reason="Dicabut OSS",
        )

    @pytest.mark.parametrize("day", [D(2025, 2, 28), D(2026, 11, 25)])
    def test_not_before_it_was_issued_nor_ahead_of_today(self, session, officer, cloth, day):
        row = make_certificate(session, cloth)

        with pytest.raises(Refused) as no, officer() as uow:
            revoke_certificate(uow, row.id, reason="x", revoked_on=day)
        assert no.value.field == "revoked_on"

    def test_a_reason_is_needed(self, session, officer, cloth):
        row = make_certificate(session, cloth)

        with pytest.raises(Refused), officer() as uow:
            revoke_certificate(uow, row.id, reason=" ")

    @pytest.mark.parametrize("state", [one for one in ReviewState if one is not APPROVED])
    def test_only_what_is_approved(self, session, officer, cloth, state):
        row = make_certificate(session, cloth, state=state)

        with pytest.raises(Refused), officer() as uow:
            revoke_certificate(uow, row.id, reason="x")

    def test_once(self, session, officer, cloth):
        row = make_certificate(session, cloth, revoked_on=D(2026, 1, 1))

        with pytest.raises(Refused), officer() as uow:
            revoke_certificate(uow, row.id, reason="x")


class TestSupersede:
    def test_a_newer_one_takes_the_place_of_an_older(self, session, officer, cloth):
        older = make_certificate(session, cloth, issued_on=D(2022, 1, 1), expires_on=D(2027, 1, 1))
        newer = make_certificate(session, cloth)
        with officer() as uow:
            supersede_certificate(uow, older.id, by_id=newer.id)

        assert older.superseded_by_id == newer.id

    @pytest.mark.parametrize("given", [{"kind": "halal"}, {"issued_on": D(2020, 1, 1)}], ids=str)
    def test_it_must_be_alike_and_younger(self, session, officer, cloth, given):
        older, newer = make_certificate(session, cloth), make_certificate(session, cloth, **given)

        with pytest.raises(Refused), officer() as uow:
            supersede_certificate(uow, older.id, by_id=newer.id)

    def test_not_itself_nor_another_makers(self, session, officer, cloth):
        row, foreign = make_certificate(session, cloth), make_certificate(session, make_product(session))

        for other in (row, foreign):
            with pytest.raises(Refused), officer() as uow:
                supersede_certificate(uow, row.id, by_id=other.id)

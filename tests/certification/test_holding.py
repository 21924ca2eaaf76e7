from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.catalog.events import ProductFreed, ProductHeld
from marketplace.catalog.holding import free_product, hold_product, product_holds
from marketplace.certification.eligibility import Blocked, Ok, Turn
from marketplace.certification.events import CertificateFreed, CertificateHeld, ProductsListed
from marketplace.certification.models import Certificate
from marketplace.certification.queries import eligible_on, papers_of_maker
from marketplace.certification.reactions import product_changed
from marketplace.certification.services.holding import certificate_holds, free_certificate, hold_certificate
from marketplace.certification.services.reference import load_reference
from marketplace.certification.services.refreshing import refresh_all
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product

D = date
TODAY = D(2026, 11, 24)
NIB = {"kind": "nib", "expires_on": None}


@pytest.fixture
def cloth(session, work):
    """A product whose only need is the maker's NIB, and it is listed."""
    with work() as uow:
        load_reference(uow)
    product = make_product(session, category="batik-tapis")
    make_certificate(session, producer=session.get_one(Producer, product.producer_id), **NIB)
    with work() as uow:
        refresh_all(uow)
    return product


@pytest.fixture
def nib(session, cloth):
    return session.scalars(select(Certificate).filter_by(producer_id=cloth.producer_id)).one()


@pytest.fixture
def officer(work):
    return lambda **given: work(OFFICER, at=1, **given)


def event_of(hold):
    return ProductHeld(
        product_id=hold.product_id,
        hold_id=hold.id,
        from_on="2026-11-24",
        until_on="2026-11-27",
        reason="Label salah",
    )


def later(days):
    return NOW + timedelta(days=days)


class TestProduct:
    def test_it_is_kept_out_while_the_hold_lasts(self, session, officer, cloth, heard):
        with officer() as uow:
            hold = hold_product(uow, cloth.id, reason=" Label salah ", until_on=TODAY + timedelta(3))
            product_changed(uow, event_of(hold))

        verdict = eligible_on(session, cloth.id, TODAY)
        assert isinstance(verdict, Blocked)
        assert verdict.reasons[0].says == "Ditangguhkan: Label salah"
        assert eligible_on(session, cloth.id, TODAY + timedelta(4)) == Ok(D.max)
        session.expire_all()
        assert cloth.eligible_until is None
        assert heard[-1] == event_of(hold)

    def test_it_is_free_from_the_day_it_is_lifted(self, session, officer, cloth, heard):
        with officer() as uow:
            hold = hold_product(uow, cloth.id, reason="Label salah")
        with officer(now=later(2)) as uow:
            free_product(uow, hold.id)

        assert isinstance(eligible_on(session, cloth.id, TODAY + timedelta(1)), Blocked)
        assert eligible_on(session, cloth.id, TODAY + timedelta(2)) == Ok(D.max)
        assert heard[-1] == ProductFreed(product_id=cloth.id, hold_id=hold.id)
        assert [(row.reason, row.until_on) for row in product_holds(session, cloth.id)] == [
            ("Label salah", TODAY + timedelta(1))
        ]
        with pytest.raises(Refused), officer(now=later(2)) as uow:
            free_product(uow, hold.id)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"reason": "  "}, "reason"),
            ({"reason": "x", "from_on": TODAY - timedelta(1)}, "from_on"),
            ({"reason": "x", "until_on": TODAY - timedelta(1)}, "until_on"),
        ],
    )
    def test_it_has_a_reason_and_days_to_come(self, officer, cloth, given, field):
        with pytest.raises(Refused) as no, officer() as uow:
            hold_product(uow, cloth.id, **given)
        assert no.value.field == field

    def test_only_officers_hold(self, work, cloth):
        for role, where in ((OWNER, {"at": cloth.producer_id, "kind": PRODUCER}), (AUDITOR, {"at": 1})):
            with pytest.raises(Forbidden), work(role, **where) as uow:
                hold_product(uow, cloth.id, reason="x")


class TestCertificate:
    def test_it_proves_nothing_while_it_is_in_doubt(self, session, officer, cloth, nib, heard):
        with officer() as uow:
            hold = hold_certificate(uow, nib.id, reason="Nomor diragukan")

        (reason,) = eligible_on(session, cloth.id, TODAY).reasons
        assert (reason.code, reason.says, reason.acts) == (
            "nib",
            "NIB ditangguhkan: Nomor diragukan",
            Turn.MAKER,
        )
        assert papers_of_maker(session, cloth.producer_id, TODAY) == []
        assert [
            paper.kind for paper in papers_of_maker(session, cloth.producer_id, TODAY - timedelta(1))
        ] == ["nib"]
        session.expire_all()
        assert cloth.eligible_until is None
        assert (
            CertificateHeld(
                certificate_id=nib.id,
                producer_id=cloth.producer_id,
                hold_id=hold.id,
                from_on="2026-11-24",
                until_on=None,
                reason="Nomor diragukan",
            )
            in heard
        )

    def test_the_past_stays_as_it_was_and_the_product_comes_back(self, session, officer, cloth, nib, heard):
        with officer() as uow:
            hold = hold_certificate(uow, nib.id, reason="Nomor diragukan")
        with officer(now=later(3)) as uow:
            free_certificate(uow, hold.id)

        assert eligible_on(session, cloth.id, TODAY - timedelta(1)) == Ok(TODAY - timedelta(1))
        assert isinstance(eligible_on(session, cloth.id, TODAY + timedelta(2)), Blocked)
        session.expire_all()
        assert cloth.eligible_until == D.max
        assert [type(event) for event in heard[-2:]] == [CertificateFreed, ProductsListed]
        assert certificate_holds(session, nib.id)[0].over(TODAY + timedelta(3))

    def test_a_hold_from_a_later_day_lets_it_hold_until_the_eve(self, session, officer, cloth, nib):
        with officer() as uow:
            hold_certificate(uow, nib.id, reason="x", from_on=TODAY + timedelta(5))

        session.expire_all()
        assert cloth.eligible_until == TODAY + timedelta(4)

    def test_another_one_of_its_kind_proves_it_instead(self, session, officer, cloth, nib):
        make_certificate(session, producer=session.get_one(Producer, cloth.producer_id), number="n2", **NIB)
        with officer() as uow:
            hold_certificate(uow, nib.id, reason="x")

        assert eligible_on(session, cloth.id, TODAY) == Ok(D.max)

    def test_what_proves_nothing_anyway_is_not_held(self, session, officer, cloth):
        maker = session.get_one(Producer, cloth.producer_id)
        waiting = make_certificate(session, producer=maker, number="n3", state=SUBMITTED, **NIB)
        revoked = make_certificate(session, producer=maker, number="n4", revoked_on=TODAY, **NIB)

        for row in (waiting, revoked):
            with pytest.raises(Refused), officer() as uow:
                hold_certificate(uow, row.id, reason="x")

    def test_only_officers_hold(self, work, cloth, nib):
        for role, where in ((OWNER, {"at": cloth.producer_id, "kind": PRODUCER}), (AUDITOR, {"at": 1})):
            with pytest.raises(Forbidden), work(role, **where) as uow:
                hold_certificate(uow, nib.id, reason="x")

from datetime import date

import pytest

from marketplace.certification.events import CertificateSubmitted
from marketplace.certification.models import CertificateProduct
from marketplace.certification.queries import own_certificate, products_named
from marketplace.certification.services.submitting import Claim, resubmit_certificate, submit_certificate
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.review import APPROVED, REJECTED, RETURNED, SUBMITTED, ReviewState
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER
from tests.factories.certification import make_certificate, make_product, make_scan
from tests.factories.producers import make_producer

D = date


@pytest.fixture
def producer(session):
    return make_producer(session)


@pytest.fixture
def claim(session, producer):
    """A P-IRT of one product, as its maker types it."""
    product, scan = make_product(session, producer=producer), make_scan(session, producer)

    def typed(**given):
        return Claim(
            **{
                "kind": "pirt",
                "number": "P-IRT No. 2061872010123-30",
                "issued_on": D(2025, 3, 1),
                "expires_on": D(2030, 3, 1),
                "product_ids": [product.id],
                "scan_id": scan.id,
            }
            | given
        )

    return typed


@pytest.fixture
def maker(work, producer):
    return lambda: work(OWNER, at=producer.id, kind=PRODUCER)


def test_a_maker_hands_in_a_certificate(session, producer, claim, maker, heard):
    with maker() as uow:
        row = submit_certificate(uow, producer.id, claim())

    assert (row.state, row.number, row.same) == (SUBMITTED, "2061872010123-30", "206187201012330")
    assert len(products_named(session, row.id)) == 1
    assert heard == [CertificateSubmitted(certificate_id=row.id, producer_id=producer.id, kind="pirt")]
    assert own_certificate(session, producer.id, row.public_id) is row


def test_an_officer_hands_it_in_for_a_maker(work, producer, claim):
    with work(OFFICER, at=1) as uow:
        assert submit_certificate(uow, producer.id, claim()).state is SUBMITTED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "surat"}, "kind"),
        ({"number": "123"}, "number"),
        ({"issued_on": D(2026, 11, 25)}, "issued_on"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": D(2031, 3, 1)}, "expires_on"),
        ({"product_ids": []}, "product_ids"),
        ({"scan_id": None}, "scan"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(session, producer, claim, maker, given, field):
    with pytest.raises(Refused) as no, maker() as uow:
        submit_certificate(uow, producer.id, claim(**given))

    assert no.value.field == field


def test_a_certificate_of_the_whole_business_names_no_products(session, producer, claim, maker):
    with maker() as uow:
        row = submit_certificate(
            uow, producer.id, claim(kind="nib", number="1234567890123", expires_on=D(2099, 1, 1))
        )

    assert products_named(session, row.id) == []
    assert row.expires_on is None


def test_products_of_another_maker_are_not_there(session, producer, claim, maker):
    with pytest.raises(NotFound), maker() as uow:
        submit_certificate(uow, producer.id, claim(product_ids=[make_product(session).id]))


@pytest.mark.parametrize("role", [OWNER, AUDITOR])
def test_nobody_else_hands_in(session, work, producer, claim, role):
    other = make_producer(session)
    kind = PRODUCER if role is OWNER else None

    with pytest.raises(Forbidden), work(role, at=other.id if kind else 1, kind=kind) as uow:
        submit_certificate(uow, producer.id, claim())


def test_a_number_in_use_is_refused_whatever_way_it_is_written(session, producer, claim, maker):
    make_certificate(session, producer=make_producer(session), number="206187201012330")

    with pytest.raises(Refused) as no, maker() as uow:
        submit_certificate(uow, producer.id, claim())

    assert no.value.field == "number"


@pytest.mark.parametrize("given", [{"state": REJECTED}, {"revoked_on": D(2026, 1, 1)}])
def test_a_number_is_free_again_after_rejection_or_revocation(session, producer, claim, maker, given):
    make_certificate(session, producer=make_producer(session), number="206187201012330", **given)

    with maker() as uow:
        assert submit_certificate(uow, producer.id, claim()).id


class TestRenewal:
    def test_the_newer_one_may_keep_the_number(self, session, producer, claim, maker):
        older = make_certificate(session, producer=producer, number="2061872010123-30")
        with maker() as uow:
            newer = submit_certificate(uow, producer.id, claim(), renews=older.id)

        assert older.superseded_by_id == newer.id

    @pytest.mark.parametrize(
        "given", [{"state": SUBMITTED}, {"kind": "halal"}, {"revoked_on": D(2026, 1, 1)}], ids=str
    )
    def test_only_an_approved_one_of_the_kind_is_renewed(self, session, producer, claim, maker, given):
        older = make_certificate(session, producer=producer, **given)

        with pytest.raises(Refused) as no, maker() as uow:
            submit_certificate(uow, producer.id, claim(), renews=older.id)
        assert no.value.field == "renews"

    def test_one_is_renewed_once(self, session, producer, claim, maker):
        older = make_certificate(session, producer=producer)
        with maker() as uow:
            submit_certificate(uow, producer.id, claim(), renews=older.id)

        with pytest.raises(Refused), maker() as uow:
            submit_certificate(uow, producer.id, claim(number="2061872010199-30"), renews=older.id)

    def test_another_makers_is_not_there(self, session, producer, claim, maker):
        older = make_certificate(session, producer=make_producer(session))

        with pytest.raises(NotFound), maker() as uow:
            submit_certificate(uow, producer.id, claim(), renews=older.id)


class TestResubmit:
    def test_it_mends_what_came_back_and_keeps_the_scan(self, session, producer, claim, maker):
        product = make_product(session, producer=producer)
        scan = make_scan(session, producer)
        row = make_certificate(session, product, state=RETURNED, scan_id=scan.id)
        row.review_notes = {"number": "Tertulis 0128"}
        session.commit()

        with maker() as uow:
            again = claim(number="2061872010128-30", scan_id=None)
            resubmit_certificate(uow, row.id, again)

        assert (row.state, row.number, row.scan_id) == (SUBMITTED, "2061872010128-30", scan.id)
        assert row.review_notes == {}
        named = session.query(CertificateProduct).filter_by(certificate_id=row.id).all()
        assert [one.product_id for one in named] == list(again.product_ids)

    @pytest.mark.parametrize("state", [one for one in ReviewState if one is not RETURNED])
    def test_only_what_came_back_is_mended(self, session, producer, claim, maker, state):
        row = make_certificate(session, producer=producer, state=state)

        with pytest.raises(Refused), maker() as uow:
            resubmit_certificate(uow, row.id, claim())

    def test_a_number_that_another_has_is_refused(self, session, producer, claim, maker):
        make_certificate(session, producer=make_producer(session), number="206187201012330")
        row = make_certificate(session, producer=producer, state=RETURNED)

        with pytest.raises(Refused) as no, maker() as uow:
            resubmit_certificate(uow, row.id, claim())
        assert no.value.field == "number"

    def test_its_own_number_is_no_obstacle(self, session, producer, claim, maker):
        row = make_certificate(session, producer=producer, state=RETURNED, number="2061872010123-30")
        with maker() as uow:
            resubmit_certificate(uow, row.id, claim())

        assert row.state is SUBMITTED

    def test_another_makers_is_forbidden(self, session, work, producer, claim):
        row = make_certificate(session, producer=producer, state=RETURNED)
        other = make_producer(session)

        with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PRODUCER) as uow:
            resubmit_certificate(uow, row.id, claim())


def test_approved_is_where_it_ends(session, producer, claim, maker):
    row = make_certificate(session, producer=producer, state=APPROVED)

    with pytest.raises(Refused), maker() as uow:
        resubmit_certificate(uow, row.id, claim())
    assert row.state is APPROVED


class TestDetails:
    @pytest.fixture
    def tkdn(self, claim):
        return lambda **details: claim(kind="tkdn", number="1234/SIINAS-IK/2026", details=details)

    def test_they_are_kept_in_one_form(self, producer, tkdn, maker):
        with maker() as uow:
            row = submit_certificate(uow, producer.id, tkdn(percent=" 82.50 % "))
        assert row.details == {"percent": "82,50"}

    def test_one_that_is_wrong_is_refused_at_its_field(self, producer, tkdn, maker):
        with pytest.raises(Refused) as no, maker() as uow:
            submit_certificate(uow, producer.id, tkdn(percent="140"))
        assert (no.value.field, "140" in no.value.sentence) == ("percent", True)

    def test_what_its_kind_does_not_ask_for_is_left_out(self, producer, claim, maker):
        with maker() as uow:
            row = submit_certificate(uow, producer.id, claim(details={"percent": "82,5"}))
        assert row.details == {}

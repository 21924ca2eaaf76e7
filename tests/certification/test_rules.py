"""What the database itself refuses, whoever speaks to it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.certification.services.reference import load_reference
from marketplace.kernel.review import REJECTED
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer


def refused(session, statement, **values):
    with pytest.raises(IntegrityError):
        session.execute(text(statement), values)
        session.commit()
    session.rollback()


@pytest.fixture
def row(session):
    return make_certificate(session, make_product(session))


@pytest.mark.parametrize("day", ["2025-03-01", "2025-02-28"])
def test_a_certificate_ends_after_it_was_issued(session, row, day):
    refused(session, f"UPDATE certificates SET expires_on = '{day}' WHERE id = :id", id=row.id)


class TestLiveNumbers:
    copy = "UPDATE certificates SET same = :same WHERE id = :id"

    def test_one_live_certificate_has_a_number(self, session, row):
        other = make_certificate(session, producer=make_producer(session))
        refused(session, self.copy, same=row.same, id=other.id)

    def test_a_returned_or_waiting_one_is_live_too(self, session, row):
        other = make_certificate(session, producer=make_producer(session), state="returned")
        refused(session, self.copy, same=row.same, id=other.id)

    def test_another_kind_may_have_the_same_number(self, session, row):
        other = make_certificate(session, producer=make_producer(session), kind="halal", expires_on=None)
        session.execute(text(self.copy), {"same": row.same, "id": other.id})
        session.commit()

    def test_rejected_revoked_and_superseded_ones_are_not_live(self, session, row):
        producer = make_producer(session)
        rejected = make_certificate(session, producer=producer, state=REJECTED)
        revoked = make_certificate(session, producer=producer, revoked_on=date(2026, 1, 1))
        superseded = make_certificate(session, producer=producer, superseded_by_id=row.id)
        for other in (rejected, revoked, superseded):
            session.execute(text(self.copy), {"same": row.same, "id": other.id})
        session.commit()
        refused(session, "UPDATE certificates SET revoked_on = NULL WHERE id = :id", id=revoked.id)


def test_a_product_is_named_once(session, row):
    (product_id,) = session.scalars(text("SELECT product_id FROM certificate_products")).all()
    refused(
        session,
        "INSERT INTO certificate_products (certificate_id, product_id) VALUES (:one, :two)",
        one=row.id,
        two=product_id,
    )


@pytest.mark.parametrize("change", ["grace_days = -1", "until_on = '2000-01-01'"])
def test_a_requirement_has_sensible_days(session, work, change):
    with work() as uow:
        load_reference(uow)
    refused(session, f"UPDATE requirements SET {change}")

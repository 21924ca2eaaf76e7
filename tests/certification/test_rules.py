"""What the database itself refuses, whoever speaks to it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.certification.models import RequirementChange
from marketplace.certification.services.reference import load_reference
from marketplace.kernel.review import REJECTED
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_person, make_producer


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


class TestRequirements:
    @pytest.fixture(autouse=True)
    def loaded(self, work):
        with work() as uow:
            load_reference(uow)

    @pytest.mark.parametrize(
        "change",
        [
            "level = 'recommended'",
            "certificate_kind = 'sni'",
            "from_on = '2019-01-01'",
            "grace_days = 5",
            "basis = 'lain'",
            "scale = 'small'",
            "category_id = (SELECT MAX(id) FROM categories)",
        ],
    )
    def test_only_the_end_changes(self, session, change):
        refused(session, f"UPDATE requirements SET {change} WHERE certificate_kind = 'nib'")

    def test_the_end_does(self, session):
        session.execute(
            text("UPDATE requirements SET until_on = '2027-01-01' WHERE certificate_kind = 'nib'")
        )
        session.commit()

    def test_they_stay(self, session):
        refused(session, "DELETE FROM requirements WHERE certificate_kind = 'merek'")

    copy = (
        "INSERT INTO requirements (category_id, scale, certificate_kind, level, from_on, until_on, grace_days, basis,"
        " withdrawn_on) SELECT category_id, scale, certificate_kind, level, :begin, NULL, 0, 'x', :withdrawn"
        " FROM requirements WHERE certificate_kind = 'nib'"
    )

    def test_nothing_is_asked_twice_on_a_day(self, session):
        refused(session, self.copy, begin="2027-01-01", withdrawn=None)

    def test_what_follows_an_end_is_not_asked_twice(self, session):
        session.execute(
            text("UPDATE requirements SET until_on = '2026-12-31' WHERE certificate_kind = 'nib'")
        )
        session.execute(text(self.copy), {"begin": date(2027, 1, 1), "withdrawn": None})
        session.commit()
        refused(session, "UPDATE requirements SET until_on = NULL WHERE until_on = '2026-12-31'")

    def test_what_was_withdrawn_makes_room(self, session):
        session.execute(text(self.copy), {"begin": date(2027, 1, 1), "withdrawn": date(2026, 12, 1)})
        session.commit()
        refused(session, "UPDATE requirements SET withdrawn_on = NULL WHERE withdrawn_on IS NOT NULL")

    def test_it_is_withdrawn_before_it_begins_or_not_at_all(self, session):
        refused(session, "UPDATE requirements SET withdrawn_on = from_on WHERE certificate_kind = 'nib'")


class TestRequirementChanges:
    @pytest.fixture
    def change(self, session):
        row = RequirementChange(
            certificate_kind="halal",
            level="mandatory",
            from_on=date(2027, 1, 1),
            basis="x",
            reason="x",
            proposed_by=make_person(session).id,
            proposed_at=NOW,
        )
        session.add(row)
        session.commit()
        return row

    def test_who_proposes_does_not_decide(self, session, change):
        refused(
            session, "UPDATE requirement_changes SET decided_by = proposed_by WHERE id = :id", id=change.id
        )

    @pytest.mark.parametrize("words", ["removes = true", "grace_days = -1"])
    def test_it_makes_sense(self, session, change, words):
        refused(session, f"UPDATE requirement_changes SET {words} WHERE id = :id", id=change.id)

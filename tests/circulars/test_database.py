"""What the database refuses by itself, whoever speaks to it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.circulars.states import DRAFT
from tests.factories.circulars import make_circular, make_clause, make_exemption
from tests.factories.partners import make_partner


def run(session, statement, **values):
    session.execute(text(statement), values)


@pytest.fixture
def approved(session):
    return make_circular(session, make_clause(code="4a"), number="1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clauses SET figures = '{\"least\": 1}' WHERE circular_id = :id",
        "UPDATE clauses SET lowest_grade = 'A' WHERE circular_id = :id",
        "DELETE FROM clauses WHERE circular_id = :id",
        "UPDATE circulars SET title = 'lain' WHERE id = :id",
        "UPDATE circulars SET number = '2' WHERE id = :id",
        "UPDATE circulars SET from_on = '2025-01-01' WHERE id = :id",
        "UPDATE circulars SET state = 'draft' WHERE id = :id",
        "UPDATE circulars SET example = NOT example WHERE id = :id",
        "UPDATE circulars SET excluded = '[\"food\"]' WHERE id = :id",
        "UPDATE circulars SET late = 'next_period' WHERE id = :id",
        "UPDATE bands SET name = 'lain' WHERE circular_id = :id",
        "DELETE FROM bands WHERE circular_id = :id",
        "INSERT INTO bands (circular_id, from_score, name) VALUES (:id, 1, 'x')",
        "INSERT INTO clauses (circular_id, code, text, rule, figures, scope, kinds, period, seller_test,"
        " lowest_grade, weight, binding, source_article) VALUES (:id, '9', 't', 'value_share', '{}', '[]', '[]',"
        " 'month', 'local', 'D', 1, 'advisory', '')",
    ],
)
def test_an_approved_circular_and_its_clauses_are_frozen(session, approved, statement):
    with pytest.raises(IntegrityError):
        run(session, statement, id=approved.id)


def test_an_approved_circular_stays(session, approved):
    with pytest.raises(IntegrityError):
        run(session, "DELETE FROM circulars WHERE id = :id", id=approved.id)


def test_it_may_still_be_given_an_end(session, approved):
    run(session, "UPDATE circulars SET until_on = '2026-12-31' WHERE id = :id", id=approved.id)
    session.commit()
    assert approved.until_on == date(2026, 12, 31)


def test_two_circulars_in_force_cannot_overlap(session, approved):
    draft = make_circular(session, number="2", state=DRAFT, from_on=date(2026, 11, 1))
    with pytest.raises(IntegrityError):
        run(session, "UPDATE circulars SET state = 'approved' WHERE id = :id", id=draft.id)


@pytest.mark.parametrize("change", ["lowest_grade = 'E'", "weight = -1"])
def test_clauses_keep_their_ranges(session, change):
    draft = make_circular(session, state=DRAFT)
    with pytest.raises(IntegrityError):
        run(session, f"UPDATE clauses SET {change} WHERE circular_id = :id", id=draft.id)


def test_a_mark_stands_once_in_a_circular(session):
    draft = make_circular(session, make_clause(code="1"), make_clause(code="2"), state=DRAFT)
    with pytest.raises(IntegrityError):
        run(session, "UPDATE clauses SET code = '1' WHERE circular_id = :id", id=draft.id)


def test_a_score_is_a_share(session):
    draft = make_circular(session, state=DRAFT)
    with pytest.raises(IntegrityError, match="ck_bands_score"):
        run(
            session, "INSERT INTO bands (circular_id, from_score, name) VALUES (:id, 10001, 'x')", id=draft.id
        )


def test_an_exemption_does_not_end_before_it_begins(session, approved):
    exemption = make_exemption(session, make_partner(session), approved.clauses[0])
    with pytest.raises(IntegrityError):
        run(session, "UPDATE exemptions SET until_on = '2020-01-01' WHERE id = :id", id=exemption.id)

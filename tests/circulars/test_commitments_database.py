"""What a partner promised stays as it was signed, whoever speaks to the database."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.partners.states import DRAFT, ENDED
from tests.factories.commitments import make_commitment, make_promising_mou
from tests.factories.partners import make_mou, make_partner

ANOTHER = (
    "INSERT INTO commitments (mou_id, code, text, rule, figures, scope, period, seller_test, lowest_grade)"
    " VALUES (:id, '{code}', 't', 'minimum_spend', '{{}}', '[]', 'month', 'local', '{grade}')"
)
CHANGES = [
    "UPDATE commitments SET text = 'lain' WHERE mou_id = :id",
    "UPDATE commitments SET figures = '{\"least\": 1}' WHERE mou_id = :id",
    "UPDATE commitments SET rule = 'value_share' WHERE mou_id = :id",
    "UPDATE commitments SET scope = '[\"food\"]' WHERE mou_id = :id",
    "UPDATE commitments SET period = 'year' WHERE mou_id = :id",
    "UPDATE commitments SET seller_test = 'local_certified' WHERE mou_id = :id",
    "UPDATE commitments SET lowest_grade = 'A' WHERE mou_id = :id",
    "UPDATE commitments SET code = 'K9' WHERE mou_id = :id",
    "DELETE FROM commitments WHERE mou_id = :id",
]


def run(session, statement, **values):
    session.execute(text(statement), values)


@pytest.fixture
def partner(session):
    return make_partner(session, mou=False)


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("statement", [*CHANGES, ANOTHER.format(code="K2", grade="D")])
def test_those_of_a_signed_memorandum_are_frozen(session, partner, statement, ended):
    mou = make_promising_mou(session, partner)
    if ended:
        mou.state, mou.ended_on, mou.ended_because = ENDED, mou.ends_on, "selesai"
        session.commit()
    with pytest.raises(IntegrityError):
        run(session, statement, id=mou.id)


@pytest.mark.parametrize("statement", [*CHANGES, ANOTHER.format(code="K2", grade="D")])
def test_those_of_a_draft_may_change(session, partner, statement):
    mou = make_mou(session, partner, state=DRAFT)
    make_commitment(session, mou)
    run(session, statement, id=mou.id)
    session.commit()


def test_none_is_moved_out_of_a_signed_memorandum_into_a_draft(session, partner):
    mou, draft = make_promising_mou(session, partner), make_mou(session, partner, state=DRAFT)
    with pytest.raises(IntegrityError):
        run(session, "UPDATE commitments SET mou_id = :to WHERE mou_id = :id", id=mou.id, to=draft.id)


def test_none_is_moved_into_a_signed_memorandum(session, partner):
    mou, draft = make_promising_mou(session, partner), make_mou(session, partner, state=DRAFT)
    make_commitment(session, draft, code="K7")
    with pytest.raises(IntegrityError):
        run(session, "UPDATE commitments SET mou_id = :to WHERE mou_id = :id", id=draft.id, to=mou.id)


@pytest.mark.parametrize("given", [{"code": "K1", "grade": "D"}, {"code": "K2", "grade": "E"}])
def test_a_mark_stands_once_and_a_grade_is_one_of_four(session, partner, given):
    mou = make_mou(session, partner, state=DRAFT)
    make_commitment(session, mou)
    with pytest.raises(IntegrityError):
        run(session, ANOTHER.format(**given), id=mou.id)

import pytest
from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.db import review
from marketplace.kernel.errors import Refused
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, RETURNED, SUBMITTED, ReviewState
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER
from marketplace.kernel.states import IllegalMove
from tests.conftest import NOW
from tests.factories.catalog import make_draft

OFFICE_ID = 1


@pytest.fixture
def person(session):
    def make(name):
        user = User(name=name, email=f"{name}@contoh.id", created_at=NOW)
        session.add(user)
        session.commit()
        return user.id

    return make


@pytest.fixture
def product(session):
    return make_draft(session)


STEPS = {
    "submit": lambda uow, row: review.submit(uow, row),
    "approve": lambda uow, row: review.approve(uow, row, of=row.producer_id),
    "return": lambda uow, row: review.return_with_notes(
        uow, row, of=row.producer_id, notes={"name": "Lengkapi."}
    ),
    "reject": lambda uow, row: review.reject(uow, row, of=row.producer_id, reason="Bukan buatan sendiri"),
}
LEADS = {
    ("submit", DRAFT): SUBMITTED,
    ("submit", RETURNED): SUBMITTED,
    ("approve", SUBMITTED): APPROVED,
    ("return", SUBMITTED): RETURNED,
    ("reject", SUBMITTED): REJECTED,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", list(ReviewState))
def test_every_step_from_every_state(work, product, step, state):
    product.state = state
    uow = work(OFFICER, at=OFFICE_ID)
    if (step, state) in LEADS:
        STEPS[step](uow, product)
        assert product.state is LEADS[step, state]
    else:
        with pytest.raises(IllegalMove):
            STEPS[step](uow, product)


def test_the_one_who_submitted_does_not_review(work, product, person):
    officer = person("petugas")
    review.submit(work(OFFICER, at=OFFICE_ID, user_id=officer), product)

    for step in ("approve", "return", "reject"):
        with pytest.raises(Refused, match="petugas lain"):
            STEPS[step](work(OFFICER, at=OFFICE_ID, user_id=officer), product)
    assert product.state is SUBMITTED


def test_nobody_reviews_an_organisation_they_sit_in(work, product, person):
    product.state = SUBMITTED
    insider = work(OWNER, at=product.producer_id, kind=PRODUCER, user_id=person("pemilik"))

    with pytest.raises(Refused):
        review.approve(insider, product, of=product.producer_id)


def test_a_review_says_who_and_when_and_a_new_submission_wipes_the_notes(session, work, product, person):
    maker, officer = person("pembuat"), person("petugas")
    review.submit(work(OWNER, at=product.producer_id, kind=PRODUCER, user_id=maker), product)
    STEPS["return"](work(OFFICER, at=OFFICE_ID, user_id=officer), product)
    assert (product.reviewed_by, product.reviewed_at, product.review_notes) == (
        officer,
        NOW,
        {"name": "Lengkapi."},
    )

    review.submit(work(OWNER, at=product.producer_id, kind=PRODUCER, user_id=maker), product)
    session.commit()
    assert (product.submitted_by, product.review_notes, product.review_reason) == (maker, {}, None)
    assert session.scalar(select(type(product).state)) is SUBMITTED

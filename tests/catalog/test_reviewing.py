import pytest

from marketplace.catalog import reviewing
from marketplace.catalog.events import ProductReviewed, ProductSubmitted
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, RETURNED, SUBMITTED, ReviewState
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PRODUCER
from marketplace.kernel.states import IllegalMove
from tests.factories.catalog import make_draft
from tests.factories.ordering import make_maker

OFFICE_ID = 1

ACTS = {
    "submit": lambda uow, product: reviewing.submit_product(uow, product.id),
    "approve": lambda uow, product: reviewing.approve_product(uow, product.id, revision=1),
    "return": lambda uow, product: reviewing.return_product(
        uow, product.id, revision=1, notes={"name": "Tulis lengkap."}
    ),
    "reject": lambda uow, product: reviewing.reject_product(
        uow, product.id, revision=1, reason="Bukan buatan sendiri."
    ),
}
LEADS = {
    ("submit", DRAFT): SUBMITTED,
    ("submit", RETURNED): SUBMITTED,
    ("approve", SUBMITTED): APPROVED,
    ("return", SUBMITTED): RETURNED,
    ("reject", SUBMITTED): REJECTED,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(ReviewState))
def test_every_act_from_every_state(session, work, act, state):
    product = make_draft(session, price=10_000, photo=True, state=state)
    uow = work(OFFICER, at=OFFICE_ID)
    if (act, state) in LEADS:
        with uow:
            ACTS[act](uow, product)
        assert product.state is LEADS[act, state]
    else:
        with pytest.raises(IllegalMove), uow:
            ACTS[act](uow, product)
        session.refresh(product)
        assert product.state is state


def test_a_product_without_price_or_photo_is_not_submitted_and_hears_what_is_missing(session, work):
    maker = make_maker(session)
    product = make_draft(session, maker=maker)
    with pytest.raises(Refused, match="harga, foto"), work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        reviewing.submit_product(uow, product.id)


def test_submitting_and_the_answer_are_facts(session, work, heard, queue):
    maker = make_maker(session)
    product = make_draft(session, maker=maker, price=10_000, photo=True)
    with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        reviewing.submit_product(uow, product.id)
    with work(OFFICER, at=OFFICE_ID) as uow:
        ACTS["return"](uow, product)

    assert heard == [
        ProductSubmitted(product_id=product.id),
        ProductReviewed(product_id=product.id, revision=1, outcome="returned"),
    ]
    assert product.review_notes == {"name": "Tulis lengkap."}
    assert len(queue.rows) == 1


@pytest.mark.parametrize("roles", [(OWNER,), (APPROVER,)])
def test_only_an_officer_reviews(session, work, roles):
    product = make_draft(session, state=SUBMITTED)
    at, kind = (product.producer_id, PRODUCER) if OWNER in roles else (OFFICE_ID, None)
    with pytest.raises(Forbidden), work(*roles, at=at, kind=kind) as uow:
        reviewing.approve_product(uow, product.id, revision=1)

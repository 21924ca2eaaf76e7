import pytest

from marketplace.catalog import reviewing
from marketplace.catalog.events import ProductReviewed, ProductSubmitted
from marketplace.catalog.models import Variant
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.photos import add_photo
from marketplace.catalog.services.products import revise_product
from marketplace.catalog.snapshots import snapshot_of
from marketplace.files.models import Picture, PictureState
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, RETURNED, SUBMITTED, ReviewState
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PRODUCER
from marketplace.kernel.states import IllegalMove
from tests.conftest import NOW
from tests.factories.catalog import add_picture, make_category, make_draft
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


def test_it_is_not_submitted_before_nothing_is_missing_and_hears_what_is(session, work):
    maker = make_maker(session)
    bare, half = make_draft(session, maker=maker), make_draft(session, maker=maker, price=10_000)
    session.add(Variant(product_id=half.id, producer_id=maker.id, sku="TANPA-HARGA"))
    kept = [add_picture(session, half, position=place).id for place in (1, 2, 3)]
    for attachment_id, state in zip(kept, (PictureState.WAITING, PictureState.UNFIT), strict=False):
        session.get(Picture, attachment_id).state = state
    archived = make_draft(session, maker=maker, price=10_000, photo=True, archived_at=NOW)
    session.commit()

    uow = work(OWNER, at=maker.id, kind=PRODUCER)
    assert reviewing.missing_parts(uow, half.id) == ["harga", "foto masih diolah", "foto yang rusak"]
    for product, says in ((bare, "harga, foto"), (half, "masih diolah"), (archived, "diarsipkan")):
        with pytest.raises(Refused, match=says), work(OWNER, at=maker.id, kind=PRODUCER) as uow:
            reviewing.submit_product(uow, product.id)


def test_a_variant_that_is_sold_no_more_needs_no_price(session, work):
    product = make_draft(session, price=10_000, photo=True)
    session.add(Variant(product_id=product.id, producer_id=product.producer_id, sku="LAMA", archived_at=NOW))
    session.commit()

    assert reviewing.missing_parts(work(), product.id) == []


def test_what_is_revised_stays_shown_as_approved_until_the_answer(session, work):
    maker = make_maker(session)
    product = make_draft(session, maker=maker, price=10_000, photo=True, state=APPROVED)
    category = make_category(session)

    def revise(name, answer):
        with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
            revise_product(uow, product.id, text=Text(name=name), category_id=category.id)
            reviewing.submit_product(uow, product.id)
        assert product.name == "Keripik Pisang"
        with work(OFFICER, at=OFFICE_ID) as uow:
            answer(uow)

    revise("Dua", lambda uow: reviewing.reject_product(uow, product.id, revision=2, reason="Bukan ini."))
    assert (product.state, product.approved_number) == (REJECTED, 1)
    revise("Tiga", lambda uow: reviewing.approve_product(uow, product.id, revision=3))
    assert (product.approved_number, product.name, product.category_id) == (3, "Tiga", category.id)


@pytest.mark.parametrize("act", ["approve", "return", "reject"])
def test_an_answer_to_a_revision_that_is_not_the_newest_is_refused(session, work, act):
    """The maker took it back, changed it and handed it in again while the official read the one before."""
    maker = make_maker(session)
    product = make_draft(session, maker=maker, price=10_000, photo=True, state=SUBMITTED)
    with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        revise_product(uow, product.id, text=Text(name="Keripik Singkong"))
        reviewing.submit_product(uow, product.id)
    with pytest.raises(Refused, match="sudah mengubah produk ini"), work(OFFICER, at=OFFICE_ID) as uow:
        ACTS[act](uow, product)

    session.refresh(product)
    assert (product.state, product.approved_number) == (SUBMITTED, None)


def test_photos_that_changed_are_handed_in_as_a_revision_that_says_the_same(session, work):
    maker = make_maker(session)
    product = make_draft(session, maker=maker, price=10_000, photo=True)
    kept = add_picture(session, make_draft(session, maker=maker))
    with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
        add_photo(uow, product.id, kept.id, alt="Label belakang")
        reviewing.submit_product(uow, product.id)

    photos = [snapshot_of(session, product.id, number).photos for number in (1, 2)]
    assert [len(hung) for hung in photos] == [1, 2]
    assert photos[1][1].alt == "Label belakang"


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

import pytest
from sqlalchemy import select

from marketplace.catalog.events import PhotoDescribed, PhotoMoved, PhotoRemoved
from marketplace.catalog.models import ProductPhoto
from marketplace.catalog.services import photos
from marketplace.catalog.workbench import working_photos
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.review import APPROVED, DRAFT, RETURNED, SUBMITTED
from tests.factories.catalog import add_picture, make_draft


def test_photos_keep_their_order_and_eight_are_enough(session, mine, maker):
    product = make_draft(session, maker=maker)
    spare = add_picture(session, make_draft(session, maker=maker))
    for position in range(1, photos.MOST_PHOTOS + 1):
        add_picture(session, product, position=position)
    with pytest.raises(Refused, match="Paling banyak 8 foto"), mine() as uow:
        photos.add_photo(uow, product.id, spare.id)


def test_a_removed_photo_leaves_the_product_and_its_file_stays(session, mine, maker, heard):
    product = make_draft(session, maker=maker)
    picture = add_picture(session, product)
    with mine() as uow:
        photos.remove_photo(uow, product.id, picture.public_id)

    assert session.scalars(select(ProductPhoto)).all() == []
    assert heard == [PhotoRemoved(product_id=product.id, attachment_id=picture.id)]
    assert session.get(type(picture), picture.id) is picture


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [(2, 1, "cab"), (0, 3, "bca"), (0, 99, "bca"), (1, -5, "bac"), (1, 2, "abc")],
)
def test_a_photo_moves_to_its_place_and_the_others_close_up(session, mine, maker, heard, which, to, order):
    product = make_draft(session, maker=maker)
    kept = [add_picture(session, product, position=3 * place, alt=alt) for place, alt in enumerate("abc", 1)]
    with mine() as uow:
        photos.move_photo(uow, product.id, kept[which].public_id, to=to)

    assert "".join(photo.alt for photo in working_photos(session, product.id)) == order
    moved = PhotoMoved(product_id=product.id, attachment_id=kept[which].id, to=order.index("abc"[which]) + 1)
    assert heard == ([] if order == "abc" else [moved])


@pytest.mark.parametrize(
    ("state", "then"), [(APPROVED, DRAFT), (SUBMITTED, DRAFT), (RETURNED, RETURNED), (DRAFT, DRAFT)]
)
def test_changed_photos_make_it_a_draft_and_what_is_approved_stays(session, mine, maker, state, then):
    product = make_draft(session, maker=maker, photo=True, state=state)
    spare = add_picture(session, make_draft(session, maker=maker))
    with mine() as uow:
        photos.add_photo(uow, product.id, spare.id)

    assert (product.state, product.approved_number) == (then, 1 if state is APPROVED else None)


def test_a_photo_is_described_once(session, mine, maker, heard):
    product = make_draft(session, maker=maker)
    kept = add_picture(session, product)
    for _ in range(2):
        with mine() as uow:
            photos.describe_photo(uow, product.id, kept.public_id, alt="Kemasan depan")

    assert [photo.alt for photo in working_photos(session, product.id)] == ["Kemasan depan"]
    assert heard == [PhotoDescribed(product_id=product.id, attachment_id=kept.id)]


def test_photos_of_another_product_are_not_found(session, mine, maker):
    product = make_draft(session, maker=maker)
    other = add_picture(session, make_draft(session))
    for act in (
        lambda uow: photos.remove_photo(uow, product.id, other.public_id),
        lambda uow: photos.move_photo(uow, product.id, other.public_id, to=1),
        lambda uow: photos.describe_photo(uow, product.id, other.public_id, alt="x"),
    ):
        with pytest.raises(NotFound), mine() as uow:
            act(uow)

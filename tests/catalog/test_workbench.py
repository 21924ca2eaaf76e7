from datetime import timedelta

import pytest

from marketplace.catalog.models import ProductRevision, Variant
from marketplace.catalog.workbench import workbench
from marketplace.kernel.errors import NotFound
from marketplace.kernel.review import RETURNED
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN
from tests.conftest import NOW
from tests.factories.catalog import add_picture, make_draft
from tests.factories.ordering import make_maker, set_tier
from tests.factories.partners import make_partner


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def mine(work, maker):
    return work(OWNER, at=maker.id, kind=PRODUCER)


def test_it_shows_the_newest_text(session, maker, mine):
    product = make_draft(session, maker=maker)
    session.add(
        ProductRevision(
            product_id=product.id,
            number=2,
            category_id=product.category_id,
            name="Keripik Pisang Baru",
            written_by=None,
            written_at=NOW,
        )
    )
    session.commit()
    assert workbench(mine, product.public_id).revision.name == "Keripik Pisang Baru"


def test_it_names_what_is_missing_until_nothing_is(session, maker, mine):
    product = make_draft(session, maker=maker)
    assert workbench(mine, product.public_id).missing == ["harga", "foto"]
    add_picture(session, product)
    assert workbench(mine, product.public_id).missing == ["harga"]
    priced = make_draft(session, maker=maker, price=10_000, photo=True)
    assert workbench(mine, priced.public_id).missing == []


def test_it_shows_the_prices_of_today(session, maker, mine):
    product = make_draft(session, maker=maker, price=10_000)
    variant = session.query(Variant).filter_by(product_id=product.id).one()
    set_tier(session, variant, 8_000, from_quantity=10, from_on=NOW.date() - timedelta(days=1))
    set_tier(session, variant, 99_000, from_on=NOW.date() + timedelta(days=1))
    shown = workbench(mine, product.public_id)
    assert [(tier.from_quantity, tier.price) for tier in shown.first.tiers] == [(1, 10_000), (10, 8_000)]


def test_it_is_about_the_first_variant(session, maker, mine):
    product = make_draft(session, maker=maker)
    first = session.query(Variant).filter_by(product_id=product.id).one()
    session.add(Variant(product_id=product.id, producer_id=maker.id, sku="KEDUA"))
    session.commit()
    assert workbench(mine, product.public_id).first.variant.id == first.id


def test_what_officials_asked_to_mend_stands_there(session, maker, mine):
    product = make_draft(session, maker=maker, state=RETURNED, review_notes={"name": "Tulis isi bersihnya."})
    assert workbench(mine, product.public_id).notes == {"name": "Tulis isi bersihnya."}


def test_photos_come_in_their_order(session, maker, mine):
    product = make_draft(session, maker=maker)
    for position in (2, 1):
        add_picture(session, product, position=position, alt=f"foto {position}")
    assert [photo.alt for photo in workbench(mine, product.public_id).photos] == ["foto 1", "foto 2"]


@pytest.mark.parametrize(
    ("role", "sees"), [(OFFICER, True), (AUDITOR, True), (APPROVER, True), (SYSADMIN, False)]
)
def test_officials_look_at_it_and_the_sysadmin_does_not(session, work, maker, role, sees):
    product = make_draft(session, maker=maker)
    with work(role, at=1) as uow:
        if sees:
            assert workbench(uow, product.public_id).product.id == product.id
        else:
            with pytest.raises(NotFound):
                workbench(uow, product.public_id)


def test_another_maker_and_a_shop_do_not_learn_that_it_is_there(session, work, maker):
    product = make_draft(session, maker=maker)
    for at, kind in ((make_maker(session).id, PRODUCER), (make_partner(session).id, PARTNER)):
        for role in (OWNER, STAFF):
            with pytest.raises(NotFound):
                workbench(work(role, at=at, kind=kind), product.public_id)


def test_what_does_not_exist_is_not_found(mine):
    with pytest.raises(NotFound):
        workbench(mine, "tidak-ada")

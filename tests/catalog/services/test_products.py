from datetime import date

import pytest
from sqlalchemy import select

from marketplace.catalog.events import (
    ProductArchived,
    ProductCreated,
    ProductPaused,
    ProductRestored,
    ProductResumed,
    ProductRevised,
    ProductWithdrawn,
)
from marketplace.catalog.models import Product, ProductRevision, Variant
from marketplace.catalog.pricing import price_for
from marketplace.catalog.revisions import Text
from marketplace.catalog.services import products
from marketplace.catalog.services.variants import Form
from marketplace.kernel.errors import Forbidden
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, DRAFT, REJECTED, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER, STAFF
from tests.factories.catalog import make_category, make_draft
from tests.factories.ordering import make_maker

TODAY = date(2026, 11, 24)


def put_up(uow, session, maker, **variant):
    return products.create_product(
        uow,
        maker.id,
        make_category(session).id,
        text=Text(name="Keripik Pisang Cokelat", description="Renyah."),
        variant=Form(**{"prices": {1: Rupiah(12_500), 10: Rupiah(11_750)}} | variant),
    )


def test_a_new_product_is_a_draft_with_a_revision_a_variant_and_prices(session, mine, maker, heard):
    with mine(STAFF) as uow:
        product = put_up(uow, session, maker, net_content="200 g")

    variant = session.scalars(select(Variant).filter_by(product_id=product.id)).one()
    assert (product.state, product.slug, variant.net_content) == (DRAFT, "keripik-pisang-cokelat", "200 g")
    assert price_for(session, variant.id, 10, TODAY) == 11_750
    assert ProductCreated(product_id=product.id, producer_id=maker.id) in heard


def test_two_products_of_one_name_have_two_addresses(session, mine, maker):
    with mine() as uow:
        slugs = [put_up(uow, session, maker).slug for _ in range(2)]

    assert slugs == ["keripik-pisang-cokelat", "keripik-pisang-cokelat-2"]


def test_nobody_puts_up_a_product_for_another_maker(session, work, maker):
    stranger = make_maker(session)
    with pytest.raises(Forbidden), work(OWNER, at=stranger.id, kind=PRODUCER) as uow:
        put_up(uow, session, maker)

    assert session.scalars(select(Product)).all() == []


def test_a_new_text_is_a_new_revision_and_an_approved_product_is_looked_over_again(
    session, mine, maker, heard, queue
):
    product = make_draft(session, maker=maker, state=APPROVED)
    with mine() as uow:
        products.revise_product(uow, product.id, text=Text(name="Keripik Pisang Madu"))

    assert (product.name, product.approved_number, product.state) == ("Keripik Pisang", 1, DRAFT)
    assert session.scalars(select(ProductRevision.number).filter_by(product_id=product.id)).all() == [1, 2]
    assert heard == [ProductRevised(product_id=product.id, revision=2)]
    assert queue.rows == []


def test_the_same_text_again_changes_nothing(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=APPROVED)
    with mine() as uow:
        products.revise_product(uow, product.id, text=Text(name=product.name))

    assert (product.state, heard) == (APPROVED, [])


def test_pausing_and_resuming_are_said_once(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=APPROVED)
    for _ in range(2):
        with mine() as uow:
            products.pause_product(uow, product.id, reason="Libur")
    for _ in range(2):
        with mine() as uow:
            products.resume_product(uow, product.id)

    assert heard == [
        ProductPaused(product_id=product.id, reason="Libur"),
        ProductResumed(product_id=product.id),
    ]


@pytest.mark.parametrize("role", [OFFICER, AUDITOR])
def test_an_officer_may_help_a_maker_and_an_auditor_may_not(session, work, maker, role):
    product = make_draft(session, maker=maker, state=APPROVED)
    uow = work(role, at=1)
    if role is AUDITOR:
        with pytest.raises(Forbidden), uow:
            products.pause_product(uow, product.id, reason="Uji")
    else:
        with uow:
            products.pause_product(uow, product.id, reason="Uji")
        assert product.paused_at is not None


def test_a_product_that_is_changed_while_it_waits_leaves_the_queue(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=SUBMITTED)
    with mine() as uow:
        products.revise_product(uow, product.id, text=Text(name="Nama lain"))

    assert (product.state, heard[0]) == (DRAFT, ProductWithdrawn(product_id=product.id))


def test_what_is_rejected_can_be_written_again_only_while_an_older_revision_is_shown(session, mine, maker):
    shown = make_draft(session, maker=maker, state=APPROVED)
    never = make_draft(session, maker=maker, state=REJECTED)
    shown.state = REJECTED
    session.commit()
    for product in (shown, never):
        with mine() as uow:
            products.revise_product(uow, product.id, text=Text(name="Tulis ulang"))

    assert (shown.state, shown.approved_number, never.state) == (DRAFT, 1, REJECTED)


def test_an_archived_product_leaves_catalog_and_queue_and_comes_back_as_it_was(
    session, mine, maker, heard, queue
):
    shown = make_draft(session, maker=maker, state=APPROVED)
    waiting = make_draft(session, maker=maker, state=SUBMITTED)
    for product in (shown, shown, waiting):
        with mine() as uow:
            products.archive_product(uow, product.id, reason="Tidak dibuat lagi.")
    assert (shown.state, waiting.state) == (APPROVED, DRAFT)
    assert shown.archived_at is not None
    with mine() as uow:
        products.restore_product(uow, shown.id)

    assert (shown.archived_at, shown.approved_number) == (None, 1)
    assert heard == [
        ProductArchived(product_id=shown.id, reason="Tidak dibuat lagi."),
        ProductWithdrawn(product_id=waiting.id),
        ProductArchived(product_id=waiting.id, reason="Tidak dibuat lagi."),
        ProductRestored(product_id=shown.id),
    ]
    assert len(queue.rows) == 2  # search hears of what it knows

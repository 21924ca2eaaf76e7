"""What the database refuses of the catalog, whoever speaks to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.catalog.models import Criterion, Curation, Mark, Variant
from marketplace.kernel.review import APPROVED
from tests.conftest import NOW
from tests.factories.catalog import add_picture, make_draft


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE product_revisions SET name = 'lain'",
        "DELETE FROM product_revisions",
        "INSERT INTO product_revisions (product_id, number, category_id, name, description, composition, storage,"
        " packaging, label_shows, written_at)"
        " SELECT product_id, number, category_id, name, '', '', '', '', '[]', written_at FROM product_revisions",
        "INSERT INTO product_revisions (product_id, number, category_id, name, description, composition, storage,"
        " packaging, capacity, label_shows, written_at)"
        " SELECT product_id, 2, category_id, name, '', '', '', '', 0, '[]', written_at FROM product_revisions",
        "UPDATE revision_photos SET alt = 'lain'",
        "DELETE FROM revision_photos",
        "UPDATE product_curations SET mark = 'ready'",
        "DELETE FROM product_curations",
        "UPDATE products SET approved_number = 2",
        "INSERT INTO products (public_id, slug, producer_id, category_id, name, approved_number, created_at, version,"
        " state, review_notes) SELECT 'baru', 'baru', producer_id, category_id, name, 1, created_at, 1, 'approved',"
        " '{}' FROM products",
        "UPDATE revision_variants SET net_content = '1 kg'",
        "DELETE FROM revision_variants",
        "INSERT INTO product_demand (product_id, week, wish, count)"
        " SELECT id, '2026-11-23', 'viewed', 0 FROM products",
        "INSERT INTO price_tiers (variant_id, from_quantity, price, from_on)"
        " SELECT variant_id, from_quantity, price + 1, from_on FROM price_tiers",
        "UPDATE price_tiers SET price = 0",
        "UPDATE price_tiers SET from_quantity = 0",
        "UPDATE variants SET least = 0",
        "UPDATE variants SET case_pack = 0",
        "UPDATE variants SET retail_price = 0",
        "INSERT INTO variants (public_id, product_id, producer_id, sku, name, unit, net_content, case_pack, least,"
        " availability) SELECT 'x', product_id, producer_id, sku, '', 'PCS', '', 1, 1, 'ready' FROM variants",
        "UPDATE products SET producer_id = 999",
    ],
)
def test_the_database_refuses(session, statement):
    product = make_draft(session, price=10_000, photo=True)
    judged = {"criterion": Criterion.LABEL, "mark": Mark.WORK, "written_by": None, "written_at": NOW}
    session.add(Curation(product_id=product.id, revision=1, **judged))
    session.commit()

    with pytest.raises(IntegrityError):
        session.execute(text(statement))


@pytest.mark.parametrize("repeated", ["product_id, attachment_id, 9", "product_id, 0, position"])
def test_a_photo_hangs_once_and_alone_at_its_place(session, repeated):
    product = make_draft(session, photo=True)
    other = add_picture(session, make_draft(session))
    columns = repeated.replace("0", str(other.id))

    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO product_photos (product_id, attachment_id, position, alt)"
                f" SELECT {columns}, 'lain' FROM product_photos WHERE product_id = {product.id}"
            )
        )


@pytest.mark.parametrize(
    "change", ["net_content = '1 kg'", "name = 'Besar'", "unit = 'KG'", "gtin = '8999991870014'"]
)
def test_a_pack_says_nothing_that_was_not_approved(session, change):
    product = make_draft(session, price=10_000)
    statement = f"UPDATE variants SET {change} WHERE product_id = {product.id}"
    session.execute(text(statement))
    session.rollback()
    session.execute(text("UPDATE products SET approved_number = 1"))
    session.execute(text("UPDATE variants SET least = 12, retail_price = 9000, availability = 'sold_out'"))
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_a_variant_that_was_not_looked_at_waits_on(session):
    product = make_draft(session, state=APPROVED)
    late = {"product_id": product.id, "producer_id": product.producer_id, "sku": "BARU", "waits_since": NOW}
    session.add(Variant(**late))
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE variants SET waits_since = NULL"))


def test_a_variant_of_an_approved_product_begins_by_waiting(session):
    product = make_draft(session)
    another = (
        "INSERT INTO variants (public_id, product_id, producer_id, sku, name, unit, net_content, case_pack, least,"
        " availability, waits_since) SELECT '{0}', id, producer_id, '{0}', '', 'PCS', '', 1, 1, 'ready', {1}"
        " FROM products"
    )
    session.execute(text(another.format("satu", "NULL")))
    product.approved_number = 1
    session.commit()
    session.execute(text(another.format("dua", "created_at")))
    with pytest.raises(IntegrityError, match="waits until"):
        session.execute(text(another.format("tiga", "NULL")))


def test_what_the_database_takes(session):
    """The statements above are refused for what they say, not for a column they forgot."""
    make_draft(session, price=10_000, photo=True)
    for statement in (
        "INSERT INTO product_revisions (product_id, number, category_id, name, description, composition, storage,"
        " packaging, capacity, label_shows, written_at)"
        " SELECT product_id, 2, category_id, name, '', '', '', '', 1, '[]', written_at FROM product_revisions",
        "INSERT INTO product_demand (product_id, week, wish, count)"
        " SELECT id, '2026-11-23', 'viewed', 1 FROM products",
        "UPDATE products SET approved_number = 2",
        "UPDATE products SET approved_number = NULL",
        "INSERT INTO products (public_id, slug, producer_id, category_id, name, created_at, version, state,"
        " review_notes) SELECT 'baru', 'baru', producer_id, category_id, name, created_at, 1, 'approved', '{}'"
        " FROM products",
    ):
        session.execute(text(statement))

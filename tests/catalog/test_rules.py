"""What the database refuses of the catalog, whoever speaks to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories.catalog import make_draft


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE product_revisions SET name = 'lain'",
        "DELETE FROM product_revisions",
        "INSERT INTO product_revisions (product_id, number, name, description, composition, storage, written_at)"
        " SELECT product_id, number, name, '', '', '', written_at FROM product_revisions",
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
    make_draft(session, price=10_000)

    with pytest.raises(IntegrityError):
        session.execute(text(statement))

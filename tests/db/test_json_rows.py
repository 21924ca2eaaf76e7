import pytest
from sqlalchemy import select

from marketplace.catalog.models import Availability, PriceTier, Product, Variant
from marketplace.db.json_rows import rows_as_json
from tests.factories.catalog import make_draft


@pytest.fixture
def product(session):
    return make_draft(session, price=12_500)


def beneath(session, *columns, where=True):
    """These columns of a product's variants and their prices, gathered beneath it."""
    rows = (
        select(*columns)
        .select_from(Variant)
        .join(PriceTier, PriceTier.variant_id == Variant.id, isouter=True)
        .where(Variant.product_id == Product.id, where)
        .correlate(Product)
    )
    return session.execute(select(Product.id, rows_as_json(rows)).order_by(Product.id)).all()


def test_rows_come_as_lists_in_one_column(session, product):
    assert beneath(session, PriceTier.from_quantity, PriceTier.price) == [(product.id, [[1, 12_500]])]


def test_each_row_has_its_own(session, product):
    other = make_draft(session, price=9_000)

    assert beneath(session, PriceTier.price) == [(product.id, [[12_500]]), (other.id, [[9_000]])]


def test_none_stays_none_and_no_rows_are_an_empty_list(session, product):
    assert beneath(session, Variant.lead_days) == [(product.id, [[None]])]
    assert beneath(session, Variant.id, where=Variant.lead_days == 3) == [(product.id, [])]


def test_days_are_text_and_words_are_words(session, product):
    ((_, rows),) = beneath(session, PriceTier.from_on, Variant.availability)

    assert rows == [["2026-11-24", Availability.READY.value]]


def test_quotes_and_signs_survive(session):
    name = 'Keripik "Bu Tini" \\ 100% <enak> – é\n'
    product = make_draft(session, name=name)
    rows = select(Product.name).where(Product.id == product.id)

    assert session.scalar(select(rows_as_json(rows))) == [[name]]

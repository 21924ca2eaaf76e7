"""When two numbers are one document, and what the ledger keeps of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.purchases.documents import document_key, number_key
from marketplace.purchases.models.ledger import HeldDocument, LiveItem
from marketplace.purchases.services import record_purchase, reverse_purchase
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import new_purchase

DAY = date(2026, 8, 12)


@pytest.mark.parametrize(
    "spelling",
    ["F-1", "f 1", "F1", "FAKTUR F-1", "Nota No. F-1", "no: f.1", "INV/F-1", "  #F-1 ", "Fáktur F-1"],
)
def test_one_number_has_many_spellings(spelling):
    assert number_key(spelling) == "f1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1/23", "12/3"),
        ("F-1", "F-11"),
        ("F-01", "F-1"),
        ("0142/SJ/XI/2026", "0142/SJ/X/I/2026"),
        ("NT-7", "7"),
        ("A-7", "B-7"),
        ("F-1/2", "F-12"),
        ("9" * 100, "9" * 101),
    ],
)
def test_numbers_that_differ_are_not_merged(one, other):
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize("no_number", ["", "-", "tanpa nota", "NOTA", "n/a"])
def test_what_has_no_digit_is_no_number(no_number):
    assert document_key(no_number, DAY) == document_key(None, DAY) == "@2026-08-12"


@given(st.text(max_size=200))
def test_a_number_keyed_again_is_itself_and_short(number):
    key = number_key(number)
    assert number_key(key) == key
    assert len(key) <= 80
    assert not key.startswith("@")


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def record(work, shop):
    def record(*nets, **given):
        with work() as uow:
            return record_purchase(uow, new_purchase(shop, *nets, **given))

    return record


def live(session):
    return session.execute(
        select(LiveItem.document, LiveItem.occurrence, LiveItem.purchase_id).order_by(
            LiveItem.document, LiveItem.occurrence
        )
    ).all()


def test_what_counts_of_a_document_stands_there_until_it_is_taken_back(session, work, record):
    first = record(1, 2, document_number="F-1")
    second = record(1, document_number="Faktur F1", apart=True)
    record(9)
    assert [tuple(row) for row in live(session)][1:] == [
        ("f1", 1, first.id), ("f1", 2, first.id), ("f1", 3, second.id),
    ]  # fmt: skip
    with work() as uow:
        reverse_purchase(uow, first.id, reason="Salah")
    assert [row.purchase_id for row in live(session)][1:] == [second.id]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO live_items (partner_id, document, item, occurrence, purchase_id)"
        " SELECT partner_id, document, item, occurrence, purchase_id FROM live_items",
        "UPDATE live_items SET occurrence = 0",
        "UPDATE held_documents SET purchase_id = NULL",
        "DELETE FROM held_documents",
        "INSERT INTO held_documents (partner_id, document, handover, producer_id)"
        " SELECT partner_id, document, handover, producer_id FROM held_documents",
    ],
)
def test_the_database_has_one_live_row_per_document_and_item(session, shop, record, statement):
    record(document_number="F-1")
    maker = make_maker(session)
    session.add(HeldDocument(partner_id=shop.id, document="f1", handover="x", producer_id=maker.id))
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))

"""Replacing is a reversal that names its successor: one of the two counts, both stay readable."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.purchases.events import PurchaseReplaced
from marketplace.purchases.models.ledger import Purchase, PurchaseSuccessor, Source
from marketplace.purchases.replacing import replace_purchase
from marketplace.purchases.services import reverse_purchase
from marketplace.uptake.ledger import lines_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_batch, make_purchase, new_purchase

AUGUST = MonthSpan.parse("2026-08")


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def replace(work):
    def replace(original, new, *roles, **who):
        with work(*roles, **who) as uow:
            return replace_purchase(uow, original.id, new, reason="Salah tulis")

    return replace


@pytest.mark.parametrize("source", [Source.IMPORT, Source.MANUAL, Source.API])
def test_the_successor_counts_instead_and_the_journal_names_it(session, shop, replace, heard, source):
    original = make_purchase(session, shop, None, 240_000, source=source, document_number="F-1")
    successor = replace(original, new_purchase(shop, 420_000, document_number="F-1"))
    assert [line.net for line in lines_of(session, AUGUST)[shop.id]] == [420_000]
    image = session.scalars(select(Purchase).filter_by(reverses_id=original.id)).one()
    assert session.get(PurchaseSuccessor, original.id).successor_id == successor.id
    assert heard[-1] == PurchaseReplaced(
        purchase_id=original.id, reversal_id=image.id, successor_id=successor.id, reason="Salah tulis"
    )
    assert (successor.source, successor.source_ref) == (
        source, f"{original.source_ref}/{original.public_id}",
    )  # fmt: skip


def test_a_row_of_an_import_stays_one_however_often_it_is_replaced(session, shop, replace):
    batch = make_batch(session, shop)
    first = make_purchase(session, shop, source=Source.IMPORT, source_ref="abc", batch_id=batch.id)
    second = replace(first, new_purchase(shop, 2))
    third = replace(second, new_purchase(shop, 3))
    assert third.batch_id == batch.id
    assert third.source_ref == f"abc/{second.public_id}"
    assert [line.net for line in lines_of(session, AUGUST)[shop.id]] == [3]


def test_what_was_taken_back_or_handed_over_is_not_replaced(session, shop, replace, work):
    first = make_purchase(session, shop)
    with work() as uow:
        reverse_purchase(uow, first.id, reason="Dua kali")
    handed = make_purchase(session, shop, make_maker(session), source=Source.HANDOVER)
    for one in (first, handed):
        with pytest.raises(Refused):
            replace(one, new_purchase(shop))


def test_nobody_replaces_for_another_shop(session, shop, replace):
    other = make_partner(session)
    original = make_purchase(session, shop)
    with pytest.raises(Forbidden):
        replace(original, new_purchase(shop), OWNER, at=other.id, kind=PARTNER)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO purchase_successors (purchase_id, successor_id) SELECT id, :other FROM purchases"
        " WHERE reverses_id IS NULL AND id <> :other AND id NOT IN (SELECT purchase_id FROM purchase_successors)",
        "INSERT INTO purchase_successors (purchase_id, successor_id) SELECT reverses_id, reverses_id FROM purchases"
        " WHERE reverses_id IS NOT NULL",
        "UPDATE purchase_successors SET successor_id = :other",
        "DELETE FROM purchase_successors WHERE successor_id <> :other",
    ],
)
def test_the_database_keeps_successors_as_they_were_named(session, shop, replace, statement):
    replace(make_purchase(session, shop), new_purchase(shop, bought_on=date(2026, 8, 13)))
    other = make_purchase(session, shop)
    make_purchase(session, shop)
    with pytest.raises(IntegrityError):
        session.execute(text(statement), {"other": other.id})

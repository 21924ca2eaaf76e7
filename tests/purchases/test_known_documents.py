"""A document that the ledger has: logged again it asks, from a program it is the same, of a handover it is evidence."""

from datetime import date

import pytest
from sqlalchemy import select

from marketplace.kernel.period import MonthSpan
from marketplace.producers.models import Producer
from marketplace.purchases.events import PurchaseReplaced
from marketplace.purchases.holding import hold_documents
from marketplace.purchases.matching import KnownDocument
from marketplace.purchases.models.ledger import Purchase, PurchaseSuccessor, Source
from marketplace.purchases.replacing import replace_purchase
from marketplace.purchases.services import record_purchase
from marketplace.uptake.ledger import lines_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase, new_purchase

AUGUST = MonthSpan.parse("2026-08")
NOTE = {"document_number": "F-1"}


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def record(work, shop):
    def record(*nets, **given):
        with work() as uow:
            return record_purchase(uow, new_purchase(shop, *nets, **given))

    return record


@pytest.fixture
def counted(session, shop):
    return lambda: sorted(line.net for line in lines_of(session, AUGUST).get(shop.id, ()))


@pytest.mark.parametrize(
    "again",
    [
        NOTE,
        {"document_number": "FAKTUR F-1"},
        NOTE | {"nets": (250_000,)},
        NOTE | {"bought_on": date(2026, 8, 13)},
        NOTE | {"bought_on": date(2026, 8, 13), "item": "Abon"},
    ],
)
def test_a_note_logged_twice_by_hand_asks_before_it_counts_twice(record, counted, again):
    first, given = record(**NOTE), dict(again)
    nets = given.pop("nets", ())
    with pytest.raises(KnownDocument, match="sudah tercatat") as known:
        record(*nets, **given)
    assert (known.value.purchase_id, known.value.field) == (first.id, "apart")
    assert counted() == [100_000]
    record(*nets, **given, apart=True)
    assert len(counted()) == 2


def test_without_a_number_the_same_day_seller_goods_and_amount_ask(record, counted):
    record()
    with pytest.raises(KnownDocument):
        record()
    record(99_000)
    record(item="Abon")
    record(bought_on=date(2026, 8, 11))
    record(seller_text="Grosir Lain")
    assert len(counted()) == 5


def test_another_item_of_a_document_adds_to_it(record, counted):
    record(**NOTE)
    record(50_000, item="Abon", **NOTE)
    record(70_000, seller_text="Grosir Lain", **NOTE)
    assert counted() == [50_000, 70_000, 100_000]


def test_a_program_that_sends_the_same_purchase_gets_the_one_that_counts(record, counted):
    first = record(**NOTE)
    assert record(source=Source.API, **NOTE).id == first.id
    assert counted() == [100_000]
    with pytest.raises(KnownDocument):
        record(200_000, source=Source.API, **NOTE)


def test_a_form_sent_again_is_the_purchase_it_was(record):
    first = record(source_ref="form", **NOTE)
    assert record(source_ref="form", **NOTE).id == first.id


def held(session, work, shop, **given):
    """A delivery of Rp100.000 that both sides agreed, with two papers."""
    maker = make_maker(session)
    handed = make_purchase(session, shop, maker, source=Source.HANDOVER, document_number="0001/SJ/XI/2026")
    with work() as uow:
        hold_documents(
            uow,
            shop.id,
            maker.id,
            handover="h1",
            numbers={"0001/SJ/XI/2026", "0002/BAST/XI/2026"},
            purchase_id=given.get("purchase_id", handed.id),
        )
    return handed, maker


@pytest.mark.parametrize("number", ["0001/SJ/XI/2026", "BAST", "no. 0002 / bast / xi / 2026"])
def test_what_a_handover_holds_is_kept_as_evidence_for_it(
    session, work, shop, record, counted, heard, number
):
    handed, maker = held(session, work, shop)
    number = "0002/BAST/XI/2026" if number == "BAST" else number
    note = {"document_number": number, "producer_id": maker.id, "seller_text": ""}
    kept = record(77_000, bought_on=date(2026, 8, 20), **note)
    assert counted() == [100_000]
    assert session.get(PurchaseSuccessor, kept.id).successor_id == handed.id
    assert isinstance(heard[-1], PurchaseReplaced)


def test_another_makers_number_is_not_held(session, work, shop, record, counted):
    held(session, work, shop)
    other = make_maker(session)
    record(77_000, document_number="0001/SJ/XI/2026", producer_id=other.id, seller_text="")
    assert counted() == [77_000, 100_000]


def test_a_merged_maker_holds_what_its_other_record_held(session, work, shop, record, counted):
    _, maker = held(session, work, shop)
    kept = make_maker(session)
    session.get(Producer, maker.id).merged_into_id = kept.id
    session.commit()
    record(77_000, document_number="0001/SJ/XI/2026", producer_id=kept.id, seller_text="")
    assert counted() == [100_000]


def test_goods_that_still_lie_on_the_shelf_are_not_counted_by_their_receipt(
    session, work, shop, record, counted
):
    """A consigned delivery wrote nothing into the ledger yet; the round that sells it will."""
    maker = make_maker(session)
    with work() as uow:
        hold_documents(uow, shop.id, maker.id, handover="h2", numbers={"7/TT/XI/2026"}, purchase_id=None)
    record(50_000, document_number="7/TT/XI/2026", producer_id=maker.id, seller_text="")
    assert counted() == []


def test_a_seller_named_later_shows_that_a_handover_holds_the_row(session, work, shop, record, counted):
    handed, maker = held(session, work, shop)
    unknown = record(100_000, document_number="0001/SJ/XI/2026", seller_text="Bu Tini")
    assert counted() == [100_000, 100_000]
    named = new_purchase(shop, document_number="0001/SJ/XI/2026", producer_id=maker.id, seller_text="Bu Tini")
    with work() as uow:
        successor = replace_purchase(uow, unknown.id, named, reason="Penjual dikenali")
    assert counted() == [100_000]
    assert session.get(PurchaseSuccessor, successor.id).successor_id == handed.id


def test_a_seller_named_later_finds_the_row_that_counts_already(session, work, shop, record, counted):
    maker = make_maker(session)
    first = record(producer_id=maker.id, seller_text="", **NOTE)
    unknown = make_purchase(session, shop, source=Source.IMPORT)
    named = new_purchase(shop, producer_id=maker.id, seller_text="Grosir Rekayasa", **NOTE)
    with work() as uow:
        assert replace_purchase(uow, unknown.id, named, reason="Penjual dikenali").id == first.id
    assert counted() == [100_000]


def test_evidence_is_readable_and_its_amount_stays(session, work, shop, record):
    _, maker = held(session, work, shop)
    kept = record(77_000, document_number="0001/SJ/XI/2026", producer_id=maker.id, seller_text="")
    both = session.scalars(
        select(Purchase).where((Purchase.id == kept.id) | (Purchase.reverses_id == kept.id))
    )
    assert [one.document_number for one in both] == ["0001/SJ/XI/2026"] * 2

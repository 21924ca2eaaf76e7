import pytest

from marketplace.billing.events import ReceiptReversed
from marketplace.billing.models import PaidBy
from marketplace.billing.queries import left_of
from marketplace.billing.reversing import take_back
from marketplace.billing.services import confirm_received, settle_dues
from marketplace.kernel.errors import Forbidden, Refused
from tests.factories.billing import TODAY, make_due


@pytest.fixture
def due(session, maker, outlet):
    return make_due(session, maker=maker, outlet=outlet)


@pytest.fixture
def receipt(as_maker, due):
    with as_maker() as uow:
        return confirm_received(
            uow,
            due.id,
            received=80_000,
            deducted=20_000,
            deducted_because="listing",
            received_on=TODAY,
            paid_by=PaidBy.CASH,
        )


def test_a_mistaken_receipt_is_mirrored_and_the_due_is_open_again(session, as_maker, due, receipt, heard):
    with as_maker() as uow:
        (mirror,) = take_back(uow, receipt.id, reason=" salah toko ")

    assert (mirror.received, mirror.deducted, mirror.note) == (-80_000, -20_000, "salah toko")
    assert (mirror.reverses_id, mirror.deducted_because) == (receipt.id, "listing")
    assert left_of(session, [due.id]) == {due.id: 100_000}
    assert heard[-1] == ReceiptReversed(
        due_id=due.id,
        receipt_id=mirror.id,
        reverses_id=receipt.id,
        received=-80_000,
        deducted=-20_000,
        left=100_000,
        reason="salah toko",
    )


def test_the_right_one_is_written_afterwards(session, as_maker, due, receipt):
    with as_maker() as uow:
        take_back(uow, receipt.id, reason="salah jumlah")
    with as_maker() as uow:
        confirm_received(uow, due.id, received=90_000, received_on=TODAY, paid_by=PaidBy.CASH)

    assert left_of(session, [due.id]) == {due.id: 10_000}


def test_it_happens_once_and_a_mirror_is_not_mirrored(as_maker, receipt):
    with as_maker() as uow:
        (mirror,) = take_back(uow, receipt.id, reason="salah")
    for one in (receipt, mirror):
        with pytest.raises(Refused, match="sudah dibatalkan"), as_maker() as uow:
            take_back(uow, one.id, reason="lagi")


def test_it_wants_a_reason_and_the_one_who_is_paid(as_maker, as_shop, receipt):
    with pytest.raises(Refused, match="Tulis mengapa"), as_maker() as uow:
        take_back(uow, receipt.id, reason=" ")
    with pytest.raises(Forbidden), as_shop() as uow:
        take_back(uow, receipt.id, reason="iseng")


def test_what_was_written_with_one_press_goes_together(session, maker, outlet, as_maker, heard):
    dues = [make_due(session, amount, maker=maker, outlet=outlet) for amount in (50_000, 30_000, -20_000)]
    with as_maker() as uow:
        receipts = settle_dues(
            uow, [due.id for due in dues], received=60_000, received_on=TODAY, paid_by=PaidBy.TRANSFER
        )
    assert set(left_of(session, [due.id for due in dues]).values()) == {0}

    with as_maker() as uow:
        mirrors = take_back(uow, receipts[-1].id, reason="transfernya gagal")

    assert len(mirrors) == 3
    assert left_of(session, [due.id for due in dues]) == {due.id: due.amount for due in dues}
    reversed_ones = [fact for fact in heard if isinstance(fact, ReceiptReversed)]
    assert {fact.due_id: fact.left for fact in reversed_ones} == {due.id: due.amount for due in dues}


def test_later_receipts_stand_when_an_earlier_one_is_taken_back(session, as_maker, due):
    with as_maker() as uow:
        first = confirm_received(uow, due.id, received=40_000, received_on=TODAY, paid_by=PaidBy.CASH)
    with as_maker() as uow:
        confirm_received(uow, due.id, received=60_000, received_on=TODAY, paid_by=PaidBy.CASH)
    with as_maker() as uow:
        take_back(uow, first.id, reason="dobel")

    assert left_of(session, [due.id]) == {due.id: 40_000}

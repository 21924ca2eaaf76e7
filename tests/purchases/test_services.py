from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF
from marketplace.purchases.events import PurchaseAnswered, PurchaseRecorded, PurchaseReversed
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.purchases.services import (
    NewLine,
    NewPurchase,
    answer_purchase,
    record_purchase,
    reverse_purchase,
)
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

TODAY = date(2026, 11, 24)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def as_shop(work, shop):
    return lambda role=OWNER: work(role, at=shop.id, kind=PARTNER)


@pytest.fixture
def as_maker(work, maker):
    return lambda: work(OWNER, at=maker.id, kind=PRODUCER)


def test_logged_on_behalf_it_is_one_sided(session, as_shop, shop, maker):
    with as_shop(STAFF) as uow:
        uow.actor = Actor(None, at=shop.id, kind=PARTNER, seats=uow.actor.seats, on_behalf_of=shop.id)
        assert record_purchase(uow, claim(shop, maker)).one_sided
    with as_shop(STAFF) as uow:
        assert not record_purchase(uow, claim(shop, maker, source_ref="form-2", apart=True)).one_sided


def claim(shop, maker=None, **given):
    line = NewLine(
        text="Keripik pisang",
        quantity=Quantity.of(10),
        unit="BKS",
        unit_price=Rupiah(12_500),
        net=Rupiah(125_000),
    )
    return NewPurchase(
        **{
            "source": Source.MANUAL,
            "source_ref": "form-1",
            "partner_id": shop.id,
            "producer_id": maker.id if maker else None,
            "seller_text": "" if maker else "Warung entah",
            "bought_on": TODAY,
            "lines": [line],
        }
        | given
    )


def ledger(session):
    return session.execute(
        select(func.count(PurchaseLine.id), func.coalesce(func.sum(PurchaseLine.net), 0))
    ).one()


def test_a_purchase_stands_in_the_ledger_with_its_lines(session, as_shop, shop, maker, heard):
    with as_shop(STAFF) as uow:
        purchase = record_purchase(uow, claim(shop, maker, document_number="N-12"))

    assert tuple(ledger(session)) == (1, 125_000)
    assert heard == [
        PurchaseRecorded(
            purchase_id=purchase.id, partner_id=shop.id, producer_id=maker.id, source="manual", net=125_000
        )
    ]


def test_the_same_reference_again_is_the_same_purchase(session, as_shop, shop, maker):
    with as_shop() as uow:
        first = record_purchase(uow, claim(shop, maker)).id
    with as_shop() as uow:
        second = record_purchase(uow, claim(shop, maker)).id

    assert first == second
    assert tuple(ledger(session)) == (1, 125_000)


def test_a_reference_of_another_shop_is_not_given_away(session, work, as_shop, shop, maker):
    other = make_partner(session)
    with as_shop() as uow:
        record_purchase(uow, claim(shop, maker))
    with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
        record_purchase(uow, claim(other, maker))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"lines": []}, "sekurangnya satu barang"),
        ({"bought_on": TODAY + timedelta(days=1)}, "belum tiba"),
        ({"producer_id": None, "seller_text": ""}, "nama penjual"),
    ],
)
def test_a_purchase_that_cannot_be_is_refused_with_the_fix(session, as_shop, shop, maker, given, says):
    with pytest.raises(Refused, match=says), as_shop() as uow:
        record_purchase(uow, claim(shop, maker, **given))

    assert ledger(session)[0] == 0


def test_nobody_buys_from_themselves(as_shop, shop):
    with pytest.raises(Refused, match="usaha yang sama"), as_shop() as uow:
        record_purchase(uow, claim(shop, producer_id=shop.id))


@pytest.mark.parametrize(("role", "kind"), [(OWNER, PRODUCER), (AUDITOR, None)])
def test_only_the_shop_or_an_officer_records_its_purchases(session, work, shop, maker, role, kind):
    at = maker.id if kind else 1
    with pytest.raises(Forbidden), work(role, at=at, kind=kind) as uow:
        record_purchase(uow, claim(shop, maker))
    with work(OFFICER, at=1) as uow:
        record_purchase(uow, claim(shop, maker))

    assert ledger(session)[0] == 1


def test_a_reversal_leaves_both_rows_and_nothing_in_sum(session, as_shop, shop, maker, heard):
    with as_shop() as uow:
        original = record_purchase(uow, claim(shop, maker))
    with as_shop() as uow:
        mirror = reverse_purchase(uow, original.id, reason="Salah catat")

    assert tuple(ledger(session)) == (2, 0)
    assert (mirror.bought_on, mirror.reverses_id) == (TODAY, original.id)
    assert heard[-1] == PurchaseReversed(purchase_id=original.id, reversal_id=mirror.id, reason="Salah catat")


def test_a_purchase_is_reversed_once_and_a_reversal_never(as_shop, shop, maker):
    with as_shop() as uow:
        original = record_purchase(uow, claim(shop, maker))
    with as_shop() as uow:
        mirror = reverse_purchase(uow, original.id, reason="Salah")
    for again, says in ((original, "sudah dibatalkan"), (mirror, "tidak dapat dibatalkan")):
        with pytest.raises(Refused, match=says), as_shop() as uow:
            reverse_purchase(uow, again.id, reason="Lagi")


def test_what_both_agreed_to_is_not_taken_back_by_one(as_shop, shop, maker):
    with as_shop() as uow:
        handed = record_purchase(uow, claim(shop, maker, source=Source.HANDOVER))
    with pytest.raises(Refused, match="serah terima"), as_shop() as uow:
        reverse_purchase(uow, handed.id, reason="Berubah pikiran")


@pytest.mark.parametrize("answer", list(Answer))
def test_the_maker_answers_once(session, as_shop, as_maker, shop, maker, heard, answer):
    with as_shop() as uow:
        purchase = record_purchase(uow, claim(shop, maker))
    with as_maker() as uow:
        answer_purchase(uow, purchase.id, answer=answer, reason="Hanya 5 bungkus")
    with pytest.raises(Refused, match="sudah Anda jawab"), as_maker() as uow:
        answer_purchase(uow, purchase.id, answer=Answer.CONFIRMED)

    assert heard[-1] == PurchaseAnswered(
        purchase_id=purchase.id, answer=answer.value, reason="Hanya 5 bungkus"
    )


def test_a_dispute_says_what_is_not_true(as_shop, as_maker, shop, maker):
    with as_shop() as uow:
        purchase = record_purchase(uow, claim(shop, maker))
    with pytest.raises(Refused, match="tidak benar"), as_maker() as uow:
        answer_purchase(uow, purchase.id, answer=Answer.DISPUTED)


def test_the_shop_does_not_answer_for_the_maker_nor_a_stranger(session, work, as_shop, shop, maker):
    with as_shop() as uow:
        purchase = record_purchase(uow, claim(shop, maker))
    stranger = make_maker(session)
    for uow in (as_shop(), work(OWNER, at=stranger.id, kind=PRODUCER)):
        with pytest.raises(Forbidden), uow:
            answer_purchase(uow, purchase.id, answer=Answer.CONFIRMED)


def test_a_handover_needs_no_answer(as_shop, as_maker, shop, maker):
    with as_shop() as uow:
        handed = record_purchase(uow, claim(shop, maker, source=Source.HANDOVER))
    with pytest.raises(Refused, match="disepakati kedua pihak"), as_maker() as uow:
        answer_purchase(uow, handed.id, answer=Answer.CONFIRMED)


def test_an_unknown_seller_stays_as_text(session, as_shop, shop):
    with as_shop() as uow:
        record_purchase(uow, claim(shop))

    purchase = session.scalars(select(Purchase)).one()
    assert (purchase.producer_id, purchase.seller_text) == (None, "Warung entah")

from datetime import date

import pytest

from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.queries import (
    PurchaseList,
    purchase_page,
    sellers_of,
    shows_evidence,
    unanswered_claims,
)
from marketplace.purchases.sellers import maker_names
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase, reverse_purchase
from tests.conftest import NOW
from tests.factories.certification import make_scan
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase, seller_named


@pytest.fixture
def buy(work):
    count = iter(range(100))

    def record(
        shop, maker=None, *, net=50_000, on=date(2026, 11, 2), source=Source.MANUAL, seller="Warung Contoh"
    ):
        line = NewLine(
            text="Abon", quantity=Quantity.of(2), unit="PCS", unit_price=Rupiah(net // 2), net=Rupiah(net)
        )
        with work() as uow:
            return record_purchase(
                uow,
                NewPurchase(
                    source=source,
                    source_ref=str(next(count)),
                    partner_id=shop.id,
                    producer_id=maker.id if maker else None,
                    seller_text="" if maker else seller,
                    bought_on=on,
                    lines=[line],
                    apart=True,
                ),
            )

    return record


def rows(session, **wanted):
    return list(PurchaseList(**wanted).page(session))


def test_a_shop_sees_its_own_purchases_newest_first_and_by_month(session, buy):
    shop, other, maker = make_partner(session), make_partner(session), make_maker(session)
    buy(shop, maker, on=date(2026, 10, 30))
    buy(shop, on=date(2026, 11, 2))
    buy(other, maker)

    assert [row.bought_on.day for row in rows(session, partner_id=shop.id)] == [2, 30]
    assert [row.bought_on.day for row in rows(session, partner_id=shop.id, month=Month(2026, 10))] == [30]
    assert [(row.seller, row.known) for row in rows(session, partner_id=shop.id)][0] == (
        "Warung Contoh",
        False,
    )


def test_a_maker_has_to_answer_what_was_claimed_and_not_taken_back(session, work, buy):
    shop, maker = make_partner(session), make_maker(session)
    waiting = buy(shop, maker, net=80_000)
    answered, taken_back = buy(shop, maker), buy(shop, maker)
    buy(shop, maker, source=Source.HANDOVER)
    session.add(
        PurchaseAnswer(purchase_id=answered.id, answer=Answer.CONFIRMED, answered_by=None, answered_at=NOW)
    )
    session.commit()
    with work() as uow:
        reverse_purchase(uow, taken_back.id, reason="Salah")

    assert [row.id for row in rows(session, producer_id=maker.id, unanswered=True)] == [waiting.id]
    assert unanswered_claims(session, maker.id) == (1, 80_000)
    assert {row.taken_back for row in rows(session, producer_id=maker.id) if row.net == -50_000} == {True}


def test_a_page_of_somebody_elses_purchase_is_not_there(session, buy):
    shop, other = make_partner(session), make_partner(session)
    purchase = buy(shop)

    page = purchase_page(session, PurchaseList(partner_id=shop.id, public_id=purchase.public_id))
    assert ([line.text for line in page.lines], page.evidence, page.row.net) == (["Abon"], None, 50_000)
    with pytest.raises(NotFound):
        purchase_page(session, PurchaseList(partner_id=other.id, public_id=purchase.public_id))


def test_a_form_remembers_the_last_sellers(session, buy):
    shop, maker = make_partner(session), make_maker(session, name="Keripik Contoh")
    buy(shop, maker)
    buy(shop, seller="Warung Dua")
    buy(shop, maker)

    assert sellers_of(session, shop.id) == ["Keripik Contoh", "Warung Dua"]


def test_a_name_on_a_receipt_finds_its_maker_however_it_is_spelled(session):
    maker = make_maker(session, name="Keripik Contoh Melati")
    for _ in range(2):
        make_maker(session, name="Dua Bernama Sama")

    assert seller_named(session, "KERIPIK  contoh-melati") == maker.id
    assert seller_named(session, "Dua Bernama Sama") is None
    assert seller_named(session, "Tidak dikenal") is None
    assert "Keripik Contoh Melati" in maker_names(session)


def test_what_proves_a_purchase_is_seen_by_its_maker_and_no_other(session, work):
    shop, maker, other = make_partner(session), make_maker(session), make_maker(session)
    receipt = make_scan(session, shop)
    make_purchase(session, shop, maker, evidence_id=receipt.id)
    make_purchase(session, shop, other)

    assert shows_evidence(work(OWNER, at=maker.id, kind=PRODUCER), receipt)
    assert not shows_evidence(work(OWNER, at=other.id, kind=PRODUCER), receipt)
    assert not shows_evidence(work(OWNER, at=make_partner(session).id, kind=PARTNER), receipt)
    assert not shows_evidence(work(OWNER, at=maker.id, kind=PRODUCER), make_scan(session, shop))

"""What an agreement writes, of every kind of handover."""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from sqlalchemy import select

from marketplace.billing.models import Due
from marketplace.inventory.models import StockItem, StockMovement
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import STAFF
from marketplace.ordering.events import HandoverAgreed
from marketplace.ordering.lots import lots_at
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    prepare_handover,
    send_handover,
    withdraw_handover,
)
from marketplace.ordering.services.receiving import Difference, agree_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import (
    AGREED,
    CLOSED,
    CONFIRMED,
    PaperKind,
    RejectReason,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.partners.models import Partner
from marketplace.producers.models import Producer
from marketplace.purchases.documents import number_key
from marketplace.purchases.models.ledger import (
    HeldDocument,
    Purchase,
    PurchaseLine,
    PurchaseSuccessor,
    Recognition,
    Source,
)
from marketplace.uptake.ledger import lines_of
from tests.factories.ordering import consign, make_alone, make_goods, make_order, make_term
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

DAMAGED, UNSOLD = TakeBackReason.DAMAGED, TakeBackReason.UNSOLD


@pytest.fixture
def shop(session):
    return make_outlet(session, make_partner(session))


@pytest.fixture
def visit(work, shop):
    """A round that the maker sends."""

    def send(goods, **figures):
        entry = RoundEntry(variant_id=goods.id, **figures)
        key = f"hp-{next(keys)}"
        with work(STAFF, at=goods.producer_id) as uow:
            return send_round(uow, shop.id, client_id=key, entries=[entry])

    keys = count(1)
    return send


@pytest.fixture
def agree(work):
    def answered(handover, **difference):
        line_id = handover.lines[0].id
        differences = [Difference(line_id=line_id, **difference)] if difference else ()
        with work(STAFF, at=handover.answerer_id) as uow:
            return agree_handover(uow, handover.id, differences=differences)

    return answered


@pytest.fixture
def give_back(work, shop):
    def send(goods, units, reason=DAMAGED):
        item = ReturnItem(variant_id=goods.id, units=units, reason=reason)
        with work(STAFF, at=shop.partner_id) as uow:
            return send_return(uow, producer_id=goods.producer_id, outlet_id=shop.id, items=[item])

    return send


def balance(session, goods):
    return session.scalar(select(Consigned.balance).filter_by(variant_id=goods.id))


def papers(session, handover):
    return [
        row.kind
        for row in session.scalars(select(Paper).filter_by(handover_id=handover.id).order_by(Paper.id))
    ]


def nets(session):
    return session.scalars(select(PurchaseLine.net).order_by(PurchaseLine.id)).all()


def due(session, handover):
    return session.scalars(select(Due).filter_by(handover_id=handover.id)).one_or_none()


class TestBringing:
    """An order of ten at Rp10.000, brought in two parts."""

    @pytest.mark.parametrize("consigned", [False, True], ids=["bought", "consigned"])
    def test_it_is_owed_once_with_the_first_goods_that_are_bought_and_no_purchase(
        self, session, work, agree, shop, consigned
    ):
        goods = make_goods(session)
        if consigned:
            make_term(session, session.get(Producer, goods.producer_id), shop)
        order = make_order(session, variant=goods, outlet=shop, state=CONFIRMED, delivery_fee=15_000)
        for brought, accepted in ((4, 0), (3, 3), (3, 3)):
            with work(STAFF, at=goods.producer_id) as uow:
                handover = prepare_handover(uow, order.id, brought={order.lines[0].id: brought})
                send_handover(uow, handover.id)
            agree(handover, accepted=accepted, reason=RejectReason.DAMAGED if accepted < brought else None)

        owed = session.execute(select(Due.kind, Due.amount).order_by(Due.id)).all()
        bought = [] if consigned else [("goods", 30_000), ("delivery", 15_000), ("goods", 30_000)]
        assert owed == bought
        assert sum(nets(session)) == (0 if consigned else 60_000)


class TestBoughtOutright:
    def test_what_is_accepted_is_owed_by_the_term_and_has_its_receipt(self, session, work, agree, shop):
        goods = make_goods(session)
        make_term(
            session, session.get(Producer, goods.producer_id), shop, model=TradeModel.OUTRIGHT, days_to_pay=30
        )
        order = make_order(session, variant=goods, outlet=shop, state=CONFIRMED)
        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_handover(uow, order.id)
            send_handover(uow, handover.id)

        agree(handover, accepted=8, reason=RejectReason.DAMAGED)

        owed = due(session, handover)
        assert (owed.amount, owed.owed_on, owed.due_on) == (80_000, date(2026, 11, 24), date(2026, 12, 24))
        assert (owed.payee_id, owed.payer_id, owed.outlet_id) == (goods.producer_id, shop.partner_id, shop.id)
        assert papers(session, handover) == [PaperKind.DELIVERY, PaperKind.RECEIPT]
        assert balance(session, goods) is None

    def test_what_is_given_back_is_taken_off_in_the_month_of_the_return(
        self, session, agree, give_back, shop
    ):
        goods = make_goods(session)
        make_alone(session, goods, shop, accepted=10, price=12_000, state=AGREED)

        back = agree(give_back(goods, 3))

        purchase = session.scalars(select(Purchase)).one()
        line = session.scalars(select(PurchaseLine)).one()
        assert (purchase.source_ref, purchase.bought_on) == (back.public_id, date(2026, 11, 24))
        assert (line.net, line.quantity_milli, line.unit_price) == (-36_000, -3_000, 12_000)
        assert (due(session, back).amount, due(session, back).due_on) == (-36_000, date(2026, 11, 24))
        assert papers(session, back) == [PaperKind.RETURN, PaperKind.SETTLEMENT]

    def test_nothing_accepted_leaves_no_paper_no_purchase_and_no_due(self, session, agree, shop):
        handover = make_alone(session, make_goods(session), shop)

        agree(handover, accepted=0, reason=RejectReason.WRONG_ITEM)

        assert (nets(session), due(session, handover), papers(session, handover)) == ([], None, [])


class TestConsigned:
    def test_an_order_delivered_on_consignment_lies_there_and_nothing_is_owed(
        self, session, work, agree, shop
    ):
        goods = make_goods(session)
        make_term(session, session.get(Producer, goods.producer_id), shop)
        order = make_order(session, variant=goods, outlet=shop, state=CONFIRMED)
        with work(STAFF, at=goods.producer_id) as uow:
            handover = send_handover(uow, prepare_handover(uow, order.id).id)

        agree(handover)

        assert (handover.trade, balance(session, goods)) == (TradeModel.CONSIGNMENT, 10)
        assert (nets(session), due(session, handover)) == ([], None)
        assert papers(session, handover) == [PaperKind.DELIVERY, PaperKind.CONSIGNMENT]
        assert (order.state, order.lines[0].accepted) == (CLOSED, 10)

    def test_a_round_books_what_was_sold_and_carries_the_balance_on(self, session, visit, agree, shop, heard):
        goods = make_goods(session)
        consign(session, goods, shop, 24, price=12_500)

        handover = agree(visit(goods, counted=7, taken_back=2, take_back_reason=DAMAGED, brought=20))

        (line,) = handover.lines
        purchase = session.scalars(select(Purchase)).one()
        assert (line.sold, line.accepted, balance(session, goods)) == (15, 20, 27)
        assert (purchase.recognition, purchase.one_sided) == (Recognition.SOLD, False)
        assert nets(session) == [187_500]
        assert (due(session, handover).amount, due(session, handover).due_on) == (187_500, date(2026, 12, 1))
        assert papers(session, handover) == [PaperKind.ROUND, PaperKind.CONSIGNMENT, PaperKind.SETTLEMENT]
        (agreed,) = (fact for fact in heard if isinstance(fact, HandoverAgreed))
        assert (agreed.sold, agreed.taken_back, agreed.accepted, agreed.amount) == (15, 2, 20, 187_500)

    @pytest.mark.parametrize("loss_on, owed", [(Side.MAKER, 60_000), (Side.SHOP, 90_000)])
    def test_whoever_bears_it_pays_for_what_was_lost_but_it_was_not_sold(
        self, session, visit, agree, shop, loss_on, owed
    ):
        goods = make_goods(session)
        consign(session, goods, shop, 10, loss_on=loss_on)

        handover = agree(visit(goods, counted=1, lost=3))

        assert (balance(session, goods), nets(session)) == (1, [60_000])
        assert (due(session, handover).amount, handover.value) == (owed, owed)

    def test_the_shop_corrects_what_was_counted_taken_back_lost_and_brought(
        self, session, visit, agree, shop, heard
    ):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        handover = visit(goods, counted=2, taken_back=1, take_back_reason=DAMAGED, brought=5)

        agree(handover, counted=3, taken_back=0, lost=1, accepted=4, reason=RejectReason.DAMAGED)

        (line,) = handover.lines
        assert (line.counted, line.taken_back, line.take_back_reason, line.lost, line.sold) == (
            3,
            0,
            None,
            1,
            6,
        )
        assert (balance(session, goods), nets(session)) == (7, [60_000])
        (agreed,) = (fact for fact in heard if isinstance(fact, HandoverAgreed))
        assert [(one["field"], one["before"], one["after"]) for one in agreed.changed] == [
            ("accepted", 5, 4),
            ("counted", 2, 3),
            ("taken_back", 1, 0),
            ("lost", 0, 1),
        ]

    def test_figures_of_the_shop_add_up_too(self, session, visit, agree, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)
        handover = visit(goods, counted=2)

        with pytest.raises(Refused, match="padahal saldo titip 10"):
            agree(handover, counted=9, lost=2)
        with pytest.raises(Refused, match="pilih alasan 1 ditarik"):
            agree(handover, taken_back=1)
        with pytest.raises(Refused, match="nol atau lebih"):
            agree(handover, counted=-1)
        assert agree(handover, taken_back=1, take_back_reason=UNSOLD).lines[0].sold == 7

    def test_rounds_without_a_sale_are_counted_until_one_sells(self, session, visit, agree, shop):
        goods = make_goods(session)
        row = consign(session, goods, shop, 10)
        seen = []
        for counted in (10, 10, 8, 8):
            agree(visit(goods, counted=counted))
            session.refresh(row)
            seen.append(row.unsold_rounds)

        assert seen == [1, 2, 0, 1]

    def test_an_item_that_was_not_there_counts_as_no_round_without_a_sale(self, session, visit, agree, shop):
        goods = make_goods(session)
        make_term(session, session.get(Producer, goods.producer_id), shop)

        agree(visit(goods, counted=0, brought=6))

        row = session.scalars(select(Consigned)).one()
        assert (row.balance, row.unit_price, row.unsold_rounds) == (6, 10_000, 0)

    def test_what_lies_there_keeps_the_price_it_came_at(self, session, visit, agree, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10, price=12_500)

        agree(visit(goods, counted=4, brought=6, unit_price=14_000))
        agree(visit(goods, counted=5))

        assert lots_at(session, goods.producer_id, shop.id)[goods.id] == [(5, 14_000, Side.MAKER)]
        assert nets(session) == [75_000, 50_000, 14_000]

    def test_consigned_goods_that_go_back_cost_nothing(self, session, agree, give_back, shop):
        goods = make_goods(session)
        consign(session, goods, shop, 10)

        back = agree(give_back(goods, 4))

        assert (balance(session, goods), nets(session), due(session, back)) == (6, [], None)
        assert papers(session, back) == [PaperKind.RETURN]

    def test_a_balance_never_goes_below_zero(self, session, visit, agree, shop):
        goods = make_goods(session)
        row = consign(session, goods, shop, 10)
        handover = visit(goods, counted=0)
        row.balance = 4  # nothing but a fault does that
        session.commit()

        with pytest.raises(Refused, match="sudah berubah"):
            agree(handover)
        assert balance(session, goods) == 4


class TestCountedStock:
    def test_goods_without_an_order_are_held_when_they_are_sent_and_leave_when_they_are_taken(
        self, session, work, agree, shop
    ):
        goods = make_goods(session, stock=20)
        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=12)])
        item = session.get(StockItem, goods.id)
        assert item.reserved == 0
        with work(STAFF, at=goods.producer_id) as uow:
            send_handover(uow, handover.id)
        session.refresh(item)
        assert (item.on_hand, item.reserved) == (20, 12)

        agree(handover, accepted=9, reason=RejectReason.DAMAGED)

        session.refresh(item)
        assert (item.on_hand, item.reserved, handover.lines[0].reserved) == (11, 0, 0)
        last = session.scalars(select(StockMovement).order_by(StockMovement.id.desc()).limit(1)).one()
        assert (last.quantity, last.source) == (-9, handover.number)

    def test_withdrawn_goods_are_free_again(self, session, work, shop):
        goods = make_goods(session, stock=20)
        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_alone(uow, shop.id, [BroughtItem(variant_id=goods.id, brought=12)])
            send_handover(uow, handover.id)
        with work(STAFF, at=goods.producer_id) as uow:
            withdraw_handover(uow, handover.id)

        assert session.get(StockItem, goods.id).reserved == 0
        assert handover.lines[0].reserved == 0

    @pytest.mark.parametrize(
        "reason, on_hand",
        [
            (UNSOLD, 8),
            (TakeBackReason.WRONG_ITEM, 8),
            (DAMAGED, 5),
            (TakeBackReason.EXPIRED, 5),
            (TakeBackReason.RECALLED, 5),
        ],
    )
    def test_what_can_be_sold_again_goes_back_to_the_shelf(
        self, session, agree, give_back, shop, reason, on_hand
    ):
        goods = make_goods(session, stock=5)
        make_alone(session, goods, shop, accepted=10, state=AGREED)

        agree(give_back(goods, 3, reason))

        assert session.get(StockItem, goods.id).on_hand == on_hand

    def test_what_came_before_the_counting_began_is_not_counted_out(self, session, agree, shop):
        goods = make_goods(session)
        handover = make_alone(session, goods, shop)
        session.add(StockItem(variant_id=goods.id, on_hand=3))
        session.commit()

        agree(handover)

        assert session.get(StockItem, goods.id).on_hand == 3


def test_the_papers_of_an_issuer_are_numbered_each_on_its_own(session, visit, agree, shop):
    goods = make_goods(session)
    consign(session, goods, shop, 20)
    agree(visit(goods, counted=10, brought=2))
    agree(visit(goods, counted=5, brought=2))

    numbers = session.scalars(
        select(Paper.number).filter_by(issuer_id=goods.producer_id).order_by(Paper.id)
    ).all()
    assert numbers == [
        "0001/KT/XI/2026",
        "0001/TT/XI/2026",
        "0001/NT/XI/2026",
        "0002/KT/XI/2026",
        "0002/TT/XI/2026",
        "0002/NT/XI/2026",
    ]


def test_a_new_year_begins_with_one(session, work, shop):
    goods = make_goods(session)
    consign(session, goods, shop, 20)
    before = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # a minute before midnight in Metro
    numbers = []
    for at, key in ((before, "a"), (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "b")):
        entry = RoundEntry(variant_id=goods.id, counted=20)
        with work(STAFF, at=goods.producer_id, now=at) as uow:
            numbers.append(send_round(uow, shop.id, client_id=key, entries=[entry]).number)
        with work(STAFF, at=shop.partner_id, now=at) as uow:
            agree_handover(uow, uow.find(Handover, client_id=key).id)

    assert numbers == ["0001/KT/XII/2026", "0001/KT/I/2027"]


class TestItsPapers:
    """What else comes with one of their numbers is evidence: a delivery counts once."""

    def count(self, session, shop):
        return [line.net for line in lines_of(session, MonthSpan.parse("2026-11")).get(shop.partner_id, ())]

    def claim(self, session, shop, goods, number, **given):
        maker = session.get(Producer, goods.producer_id)
        partner = session.get(Partner, shop.partner_id)
        day = date(2026, 11, 20)
        return make_purchase(session, partner, maker, 99_000, document_number=number, bought_on=day, **given)

    def test_an_agreement_takes_over_what_came_before_with_any_of_them(
        self, session, work, agree, shop, heard
    ):
        goods = make_goods(session)
        order = make_order(session, variant=goods, outlet=shop, state=CONFIRMED)
        with work(STAFF, at=goods.producer_id) as uow:
            handover = prepare_handover(uow, order.id)
            send_handover(uow, handover.id)
        receipt = handover.number.replace("/SJ/", "/BAST/")
        earlier = [
            self.claim(session, shop, goods, f"no. {number.lower()}", source=source)
            for number, source in (
                (handover.number, Source.IMPORT), (order.number, Source.MANUAL), (receipt, Source.API),
            )
        ]  # fmt: skip
        other = self.claim(session, shop, make_goods(session), handover.number)

        agree(handover)

        booked = session.scalars(select(Purchase).filter_by(source=Source.HANDOVER)).one()
        assert [session.get(PurchaseSuccessor, one.id).successor_id for one in earlier] == [booked.id] * 3
        assert session.get(PurchaseSuccessor, other.id) is None
        assert sorted(self.count(session, shop)) == [99_000, 100_000]

    def test_the_receipt_of_consigned_goods_is_not_counted_before_they_are_sold(
        self, session, agree, visit, shop
    ):
        goods = make_goods(session)
        consign(session, goods, shop, 7)
        agree(visit(goods, counted=7, brought=10))
        receipt = session.scalars(select(Paper.number).filter_by(kind=PaperKind.CONSIGNMENT)).one()
        held = {one.document: one.purchase_id for one in session.scalars(select(HeldDocument))}
        assert held[number_key(receipt)] is None
        assert session.scalars(select(Purchase)).all() == []

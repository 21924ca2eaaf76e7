from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Representation
from marketplace.billing.events import AmountOwed
from marketplace.catalog.models import Product, Variant
from marketplace.inventory.models import StockItem
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER, PRODUCER, STAFF
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.events import HandoverAgreed, HandoverContested, OrderClosed
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.delivering import prepare_handover, send_handover
from marketplace.ordering.services.receiving import (
    Difference,
    agree_handover,
    contest_handover,
)
from marketplace.ordering.states import (
    AGREED,
    CLOSED,
    CONFIRMED,
    CONTESTED,
    PREPARED,
    SENT,
    HandoverKind,
    HandoverState,
    RejectReason,
    TakeBackReason,
)
from marketplace.producers.models import Producer
from marketplace.purchases.events import PurchaseRecorded
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Recognition, Source
from tests.conftest import NOW
from tests.factories.ordering import (
    an_order_line,
    make_alone,
    make_evidence,
    make_goods,
    make_handover,
    make_order,
)
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person


def agree(work, handover, *differences, **given):
    with work(STAFF, at=handover.partner_id) as uow:
        return agree_handover(uow, handover.id, differences=differences, **given)


def on_behalf(work, of, act, user_id=None):
    """An official does it for the shop."""
    with work(STAFF, at=of) as uow:
        uow.actor = Actor(user_id, at=of, kind=PARTNER, seats=uow.actor.seats, on_behalf_of=of)
        return act(uow)


class TestAgreeHandover:
    def test_without_a_difference_everything_was_taken_and_the_order_is_closed(self, session, work, heard):
        handover = make_handover(session)

        agree(work, handover, note="Terima kasih")

        (line,) = handover.lines
        assert (handover.state, handover.agreed_at, handover.note) == (AGREED, NOW, "Terima kasih")
        assert (line.accepted, line.rejected, line.reject_reason) == (10, 0, None)
        assert session.get(Order, handover.order_id).state is CLOSED
        assert [type(fact) for fact in heard] == [PurchaseRecorded, AmountOwed, HandoverAgreed, OrderClosed]
        assert heard[2] == HandoverAgreed(
            handover_id=handover.id,
            order_id=handover.order_id,
            how="account",
            one_sided=False,
            accepted=10,
            rejected=0,
            taken_back=0,
            lost=0,
            sold=0,
            amount=100_000,
            changed=(),
        )

    def test_it_writes_the_ledger(self, session, work):
        sibling = make_goods(session)
        more = {"product_id": sibling.product_id, "producer_id": sibling.producer_id}
        session.add(Variant(**more, sku="K2", unit="BKS", waits_since=NOW))  # from here on their ids differ
        goods = make_goods(session)
        handover = make_handover(session, order=make_order(session, variant=goods, state=CONFIRMED))

        agree(work, handover)

        purchase = session.scalars(select(Purchase)).one()
        line = session.scalars(select(PurchaseLine)).one()
        assert (purchase.source, purchase.source_ref) == (Source.HANDOVER, handover.public_id)
        assert (purchase.partner_id, purchase.producer_id, purchase.outlet_id) == (
            handover.partner_id,
            handover.producer_id,
            handover.outlet_id,
        )
        assert (purchase.bought_on, purchase.document_number) == (date(2026, 11, 24), handover.number)
        assert (purchase.recognition, purchase.one_sided) == (Recognition.RECEIVED, False)
        assert (line.quantity_milli, line.unit_price, line.net, line.tax) == (10_000, 10_000, 100_000, 0)
        product = session.get_one(Product, goods.product_id)
        assert (line.variant_id, line.product_id, line.category_id) == (
            goods.id,
            product.id,
            product.category_id,
        )
        assert line.certified is not None

    def test_what_is_rejected_stays_to_be_delivered(self, session, work):
        goods = make_goods(session, stock=10)
        handover = make_handover(session, order=make_order(session, variant=goods, state=CONFIRMED))
        line = handover.lines[0]

        agree(
            work,
            handover,
            Difference(line_id=line.id, accepted=6, rejected=4, reason=RejectReason.DAMAGED),
        )

        order, item = session.get(Order, handover.order_id), session.get(StockItem, goods.id)
        assert (line.accepted, line.rejected, line.reject_reason) == (6, 4, RejectReason.DAMAGED)
        assert (order.state, order.lines[0].accepted, order.lines[0].reserved) == (CONFIRMED, 6, 4)
        assert (item.on_hand, item.reserved) == (4, 4)
        assert session.scalars(select(PurchaseLine.net)).all() == [60_000]

    def test_when_nothing_is_accepted_nothing_was_bought(self, session, work):
        handover = make_handover(session)
        difference = Difference(line_id=handover.lines[0].id, accepted=0, reason=RejectReason.WRONG_ITEM)

        agree(work, handover, difference)

        assert (handover.state, handover.lines[0].rejected) == (AGREED, 10)
        assert session.scalars(select(Purchase)).all() == []

    @pytest.mark.parametrize("figures", [{"accepted": 6}, {"rejected": 4}], ids=str)
    def test_of_accepted_and_rejected_one_is_enough(self, session, work, figures):
        handover = make_handover(session)
        (line,) = handover.lines

        agree(work, handover, Difference(line_id=line.id, reason=RejectReason.DAMAGED, **figures))

        assert (line.accepted, line.rejected) == (6, 4)

    def test_a_difference_of_nothing_needs_no_reason(self, session, work):
        handover = make_handover(session)

        agree(work, handover, Difference(line_id=handover.lines[0].id, accepted=10))

        assert handover.lines[0].rejected == 0

    @pytest.mark.parametrize("accepted, rejected", [(6, 3), (6, 5), (11, -1), (-1, 11), (11, 1)])
    def test_accepted_and_rejected_add_up_to_what_was_brought(self, session, work, accepted, rejected):
        handover = make_handover(session)
        line_id = handover.lines[0].id

        with pytest.raises(Refused, match="harus berjumlah 10") as refusal:
            agree(
                work,
                handover,
                Difference(
                    line_id=line_id, accepted=accepted, rejected=rejected, reason=RejectReason.DAMAGED
                ),
            )

        assert refusal.value.field == f"accepted_{line_id}"
        session.refresh(handover)
        assert handover.state is SENT

    def test_a_rejection_needs_its_reason(self, session, work):
        handover = make_handover(session)
        line_id = handover.lines[0].id

        with pytest.raises(Refused, match="pilih alasan 4 ditolak") as refusal:
            agree(work, handover, Difference(line_id=line_id, accepted=6))

        assert refusal.value.field == f"reason_{line_id}"

    @pytest.mark.parametrize("state", sorted(set(HandoverState) - {SENT, CONTESTED}))
    def test_only_what_was_sent_can_be_agreed(self, session, work, state):
        handover = make_handover(session, state=state)

        with pytest.raises(IllegalMove):
            agree(work, handover)

    def test_a_contested_one_is_agreed_with_the_numbers_both_found(self, session, work):
        handover = make_handover(session, state=CONTESTED)

        agree(
            work,
            handover,
            Difference(line_id=handover.lines[0].id, accepted=8, reason=RejectReason.MISSING),
        )

        assert (handover.state, handover.lines[0].accepted) == (AGREED, 8)

    def test_the_maker_and_officials_do_not_agree_for_the_shop(self, session, work):
        handover = make_handover(session)

        for role, at in ((OWNER, handover.producer_id), (OFFICER, 1), (OWNER, handover.partner_id + 99)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                agree_handover(uow, handover.id)

    def test_who_sits_on_both_sides_agrees_with_themselves(self, session, work):
        handover = make_handover(session)
        both = frozenset({ActorSeat(OWNER, handover.partner_id), ActorSeat(OWNER, handover.producer_id)})

        with work(OWNER, at=handover.partner_id) as uow:
            uow.actor = Actor(user_id=None, at=handover.partner_id, kind=PARTNER, seats=both)
            agree_handover(uow, handover.id)

        assert session.scalars(select(Purchase.one_sided)).all() == [True]

    def test_agreed_on_behalf_it_is_one_sided(self, session, work):
        handover = make_handover(session)

        on_behalf(work, handover.partner_id, lambda uow: agree_handover(uow, handover.id))

        assert session.scalars(select(Purchase.one_sided)).all() == [True]

    def test_prepared_on_behalf_of_the_maker_it_is_one_sided_too(self, session, work):
        officer = make_person(session)
        handover = make_handover(session, prepared_by=officer.id)
        session.add(
            Representation(
                user_id=officer.id,
                organisation_id=handover.producer_id,
                reason="ponselnya rusak",
                from_at=handover.prepared_at,
                until_at=handover.prepared_at + timedelta(hours=1),
            )
        )
        session.commit()

        agree(work, handover)

        assert session.scalars(select(Purchase.one_sided)).all() == [True]

    def test_nobody_stands_for_both_sides(self, session, work):
        officer = make_person(session)
        handover = make_handover(session, prepared_by=officer.id)

        with pytest.raises(Refused, match="penerimanya sendiri"):
            on_behalf(work, handover.partner_id, lambda uow: agree_handover(uow, handover.id), officer.id)
        assert session.scalars(select(Purchase)).all() == []

    def test_two_handovers_fill_one_order(self, session, work):
        order = make_order(session, state=CONFIRMED, quantity=10)
        agree(work, make_handover(session, order=order, brought=4))
        assert order.state is CONFIRMED

        agree(work, make_handover(session, order=order, brought=6))

        assert (order.state, order.lines[0].accepted) == (CLOSED, 10)
        assert len(session.scalars(select(Purchase)).all()) == 2

    def test_an_order_is_closed_once_every_line_is_complete(self, session, work, heard):
        whole = make_goods(session)
        part = make_goods(session, maker=session.get(Producer, whole.producer_id))
        order = make_order(session, variant=whole, state=CONFIRMED)
        order.lines.append(an_order_line(part))
        session.commit()
        handover = make_handover(session, order=order)
        less = next(line for line in handover.lines if line.variant_id == part.id)

        agree(work, handover, Difference(line_id=less.id, accepted=6, reason=RejectReason.DAMAGED))
        assert (order.state, [line.accepted for line in order.lines]) == (CONFIRMED, [10, 6])
        with work(STAFF, at=order.producer_id) as uow:
            rest = send_handover(uow, prepare_handover(uow, order.id).id)
        assert [(line.variant_id, line.brought) for line in rest.lines] == [(part.id, 4)]
        agree(work, rest)

        assert (order.state, [line.accepted for line in order.lines]) == (CLOSED, [10, 10])
        assert [fact for fact in heard if isinstance(fact, OrderClosed)] == [
            OrderClosed(order_id=order.id, written_off=0, reason="")
        ]


class TestContestHandover:
    def test_the_shop_says_it_was_not_so(self, session, work, heard):
        handover = make_handover(session)

        with work(STAFF, at=handover.partner_id) as uow:
            contest_handover(uow, handover.id, reason="barang tidak datang")

        assert (handover.state, handover.contested_because) == (CONTESTED, "barang tidak datang")
        assert heard == [HandoverContested(handover_id=handover.id, reason="barang tidak datang")]

    @pytest.mark.parametrize("state", [PREPARED, AGREED, CONTESTED])
    def test_only_what_was_sent(self, session, work, state):
        handover = make_handover(session, state=state)

        with pytest.raises(IllegalMove), work(OWNER, at=handover.partner_id) as uow:
            contest_handover(uow, handover.id, reason="tidak datang")

    def test_with_a_reason_and_by_the_shop(self, session, work):
        handover = make_handover(session)

        with pytest.raises(Refused), work(OWNER, at=handover.partner_id) as uow:
            contest_handover(uow, handover.id, reason=" ")
        with pytest.raises(Forbidden), work(OWNER, at=handover.producer_id) as uow:
            contest_handover(uow, handover.id, reason="tidak datang")

    def test_a_photo_may_say_more(self, session, work):
        handover = make_handover(session)
        photo = make_evidence(session, handover.partner_id).id

        with work(STAFF, at=handover.partner_id) as uow:
            contest_handover(uow, handover.id, reason="kardus basah", photo_id=photo)

        assert handover.contest_photo_id == photo


class TestTheOtherSide:
    """A return that the shop wrote is the maker's to answer."""

    @pytest.fixture
    def back(self, session):
        goods, shop = make_goods(session), make_outlet(session, make_partner(session))
        make_alone(session, goods, shop, accepted=10, state=AGREED)
        return make_alone(
            session, goods, shop, brought=0, kind=HandoverKind.RETURN, issuer_id=shop.partner_id,
            line={"taken_back": 4, "take_back_reason": TakeBackReason.DAMAGED},
        )  # fmt: skip

    def test_the_maker_agrees_and_nobody_else(self, session, work, back):
        for role, at in ((OWNER, back.partner_id), (OFFICER, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                agree_handover(uow, back.id)
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                contest_handover(uow, back.id, reason="tidak benar")
        with work(STAFF, at=back.producer_id) as uow:
            agree_handover(uow, back.id)

        assert (back.state, session.scalars(select(Purchase.one_sided)).all()) == (AGREED, [False])
        assert session.scalars(select(PurchaseLine.net)).all() == [-40_000]

    def test_less_came_back_than_the_shop_says_but_never_more(self, session, work, back):
        line_id = back.lines[0].id
        for units in (5, -1):
            with pytest.raises(Refused, match="paling banyak"), work(STAFF, at=back.producer_id) as uow:
                agree_handover(uow, back.id, differences=[Difference(line_id=line_id, taken_back=units)])
        with pytest.raises(Refused, match="tidak ikut dihitung"), work(STAFF, at=back.producer_id) as uow:
            agree_handover(uow, back.id, differences=[Difference(line_id=line_id, lost=1)])
        with work(STAFF, at=back.producer_id) as uow:
            agree_handover(uow, back.id, differences=[Difference(line_id=line_id, taken_back=3)])

        assert session.scalars(select(PurchaseLine.net)).all() == [-30_000]

    def test_who_sits_with_the_shop_too_agrees_with_themselves(self, session, work, back):
        both = frozenset({ActorSeat(OWNER, back.partner_id), ActorSeat(OWNER, back.producer_id)})
        with work(OWNER, at=back.producer_id) as uow:
            uow.actor = Actor(user_id=None, at=back.producer_id, kind=PRODUCER, seats=both)
            agree_handover(uow, back.id)

        assert session.scalars(select(Purchase.one_sided)).all() == [True]


def test_what_the_other_side_notes_stands_below_what_the_issuer_noted(session, work):
    handover = make_handover(session, note="titip di kasir")
    with work(STAFF, at=handover.partner_id) as uow:
        agree_handover(uow, handover.id, note=" terima kasih ")

    assert handover.note == "titip di kasir\nterima kasih"


def test_a_line_of_another_handover_is_no_line_of_this_one(session, work):
    handover, other = make_handover(session), make_handover(session)

    with pytest.raises(LookupError), work(STAFF, at=handover.partner_id) as uow:
        agree_handover(uow, handover.id, differences=[Difference(line_id=other.lines[0].id, accepted=1)])

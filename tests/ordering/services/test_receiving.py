from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Representation
from marketplace.billing.events import AmountOwed
from marketplace.inventory.models import StockItem
from marketplace.kernel.actor import Actor, Seat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER, STAFF
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.events import HandoverAgreed, HandoverContested, OrderClosed
from marketplace.ordering.models.orders import Order
from marketplace.ordering.services.receiving import (
    Difference,
    agree_handover,
    agree_unanswered,
    contest_handover,
)
from marketplace.ordering.states import (
    AGREED,
    CLOSED,
    CONFIRMED,
    CONTESTED,
    PREPARED,
    SENT,
    HandoverState,
    RejectReason,
)
from marketplace.purchases.events import PurchaseRecorded
from marketplace.purchases.models import Purchase, PurchaseLine, Recognition, Source
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.factories.producers import make_person

LATER = datetime(2026, 11, 27, 10, 1, tzinfo=UTC)


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
        handover = make_handover(session)

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
        assert line.variant_id == handover.lines[0].variant_id
        assert None not in (line.product_id, line.category_id, line.certified)

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

    def test_a_difference_of_nothing_needs_no_reason(self, session, work):
        handover = make_handover(session)

        agree(work, handover, Difference(line_id=handover.lines[0].id, accepted=10))

        assert handover.lines[0].rejected == 0

    @pytest.mark.parametrize("accepted, rejected", [(6, 3), (6, 5), (11, -1), (-1, 11), (11, None)])
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
        both = frozenset({Seat(OWNER, handover.partner_id), Seat(OWNER, handover.producer_id)})

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


def test_silence_counts_as_agreement_on_one_side_only(session, work):
    late, open_one = make_handover(session), make_handover(session, state=CONTESTED)

    with work() as uow:
        assert agree_unanswered(uow) == 0
    with work(now=LATER) as uow:
        assert agree_unanswered(uow) == 1
    with work(now=LATER) as uow:
        assert agree_unanswered(uow) == 0

    assert (late.state, late.deemed, open_one.state) == (AGREED, True, CONTESTED)
    assert session.scalars(select(Purchase.one_sided)).all() == [True]

from datetime import date
from functools import partial

import pytest

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.billing.events import AmountOwed, PaymentConfirmed, PaymentDenied, PaymentSaid
from marketplace.billing.models import NoticeAnswer, PaidBy
from marketplace.billing.queries import debt_of, last_way, left_of, unanswered
from marketplace.billing.services import claim_payment, confirm_received, deny_payment, owe, settle_dues
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER
from marketplace.ordering.states import AGREED
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due
from tests.factories.ordering import make_handover, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person

LAST_WEEK = date(2026, 11, 17)


@pytest.fixture
def due(session, maker, outlet):
    return make_due(session, maker=maker, outlet=outlet)


def confirm(uow, due, received, **given):
    known = {"received_on": TODAY, "paid_by": PaidBy.CASH}
    return confirm_received(uow, due.id, received=received, **known | given)


def say(uow, due, amount, **given):
    return claim_payment(uow, due.id, amount=amount, **{"paid_on": TODAY, "paid_by": PaidBy.TRANSFER} | given)


class TestOwing:
    def owe(self, uow, handover, amount):
        return owe(
            uow,
            handover_id=handover.id,
            payee_id=handover.producer_id,
            payer_id=handover.partner_id,
            outlet_id=handover.outlet_id,
            amount=amount,
            days_to_pay=14,
        )

    def test_nothing_is_written_for_nothing(self, session, work, heard):
        with work() as uow:
            assert self.owe(uow, make_handover(session, state=AGREED), 0) is None
        assert heard == []

    @pytest.mark.parametrize(("amount", "day"), [(90_000, date(2026, 12, 8)), (-20_000, TODAY)])
    def test_it_falls_due_after_the_days_of_the_term_and_a_return_at_once(
        self, session, work, heard, amount, day
    ):
        handover = make_handover(session, state=AGREED)
        with work() as uow:
            due = self.owe(uow, handover, amount)

        assert (due.owed_on, due.due_on) == (TODAY, day)
        assert heard == [AmountOwed(due_id=due.id, handover_id=handover.id, amount=amount, due_on=day)]


class TestConfirming:
    def test_the_whole_of_it_settles_the_due(self, session, as_maker, due, heard):
        with as_maker() as uow:
            receipt = confirm(uow, due, 100_000, note=" lunas ")

        assert (receipt.received, receipt.deducted, receipt.note) == (100_000, 0, "lunas")
        assert left_of(session, [due.id]) == {due.id: 0}
        assert heard == [
            PaymentConfirmed(due_id=due.id, receipt_id=receipt.id, received=100_000, deducted=0, left=0)
        ]

    def test_parts_leave_the_rest_and_no_more_than_that_is_taken(self, session, as_maker, due):
        for part in (40_000, 35_000):
            with as_maker() as uow:
                confirm(uow, due, part)

        assert left_of(session, [due.id]) == {due.id: 25_000}
        with pytest.raises(Refused, match="tinggal Rp25.000"), as_maker() as uow:
            confirm(uow, due, 25_001)

    def test_what_the_shop_kept_back_has_its_reason(self, session, as_maker, due):
        with pytest.raises(Refused, match="alasan potongan") as refused, as_maker() as uow:
            confirm(uow, due, 90_000, deducted=10_000)
        assert refused.value.field == "deducted_because"

        with as_maker() as uow:
            receipt = confirm(uow, due, 90_000, deducted=10_000, deducted_because="listing")
        assert (receipt.deducted, receipt.deducted_because) == (10_000, "listing")
        assert left_of(session, [due.id]) == {due.id: 0}

    def test_more_than_fifteen_percent_is_not_refused(self, as_maker, due):
        with as_maker() as uow:
            assert confirm(uow, due, 0, deducted=100_000, deducted_because="promotion").received == 0

    @pytest.mark.parametrize(
        ("received", "given", "says"),
        [
            (0, {}, "Isi jumlah"),
            (-1, {}, "di bawah nol"),
            (1, {"deducted": -1, "deducted_because": "listing"}, "di bawah nol"),
            (1, {"received_on": date(2026, 11, 25)}, "belum tiba"),
        ],
    )
    def test_what_cannot_be_is_refused(self, as_maker, due, received, given, says):
        with pytest.raises(Refused, match=says), as_maker() as uow:
            confirm(uow, due, received, **given)

    def test_the_payee_confirms_never_the_payer_and_nobody_else(self, session, work, as_shop, due):
        stranger = make_maker(session)
        for somebody in (
            as_shop,
            partial(work, OWNER, at=stranger.id, kind=PRODUCER),
            partial(work, OFFICER, at=1),
        ):
            with pytest.raises(Forbidden), somebody() as uow:
                confirm(uow, due, 1)

    def test_of_a_return_the_shop_is_the_one_who_is_paid(self, session, maker, outlet, as_maker, as_shop):
        returned = make_due(session, -30_000, maker=maker, outlet=outlet)
        with pytest.raises(Forbidden), as_maker() as uow:
            confirm(uow, returned, -30_000)
        for wrong in (-30_001, 0, 5):
            with pytest.raises(Refused, match="Sisa retur ini Rp30.000"), as_shop() as uow:
                confirm(uow, returned, wrong)

        with as_shop() as uow:
            confirm(uow, returned, -30_000)
        assert left_of(session, [returned.id]) == {returned.id: 0}

    def test_the_kept_maker_is_paid_what_a_merged_record_was_owed(self, session, maker, work, outlet):
        before = make_maker(session)
        due = make_due(session, maker=before, outlet=outlet)
        before.merged_into_id = maker.id
        session.commit()

        assert debt_of(session, due) == (maker.id, outlet.partner_id)
        with pytest.raises(Forbidden), work(OWNER, at=before.id, kind=PRODUCER) as uow:
            confirm(uow, due, 1)
        with work(OWNER, at=maker.id, kind=PRODUCER) as uow:
            confirm(uow, due, 100_000)


class TestSettling:
    def settle(self, uow, dues, received, **given):
        return settle_dues(
            uow,
            [due.id for due in dues],
            received=received,
            **{"received_on": TODAY, "paid_by": PaidBy.QRIS} | given,
        )

    def test_the_first_to_fall_due_is_paid_first_and_returns_are_taken_off(
        self, session, maker, outlet, as_maker
    ):
        later, sooner, returned = (
            make_due(session, amount, maker=maker, outlet=outlet, due_on=day)
            for amount, day in ((100_000, TODAY), (80_000, LAST_WEEK), (-30_000, TODAY))
        )
        with as_maker() as uow:
            receipts = self.settle(uow, [later, sooner, returned], 100_000)

        assert left_of(session, [later.id, sooner.id, returned.id]) == {
            later.id: 50_000,
            sooner.id: 0,
            returned.id: 0,
        }
        assert sum(receipt.received for receipt in receipts) == 100_000
        assert len({receipt.act for receipt in receipts}) == 1
        assert last_way(session, later) is PaidBy.QRIS

    def test_of_several_shops_nothing_is_settled_together(self, session, maker, outlet, as_maker):
        others = make_outlet(session, make_partner(session))
        dues = [make_due(session, maker=maker, outlet=one) for one in (outlet, others)]
        with pytest.raises(Refused, match="beberapa toko"), as_maker() as uow:
            self.settle(uow, dues, 1)

    def test_a_shop_settles_nothing_and_nothing_is_not_settled(
        self, session, maker, outlet, as_shop, as_maker
    ):
        dues = [make_due(session, amount, maker=maker, outlet=outlet) for amount in (10_000, -5_000)]
        with pytest.raises(Forbidden), as_shop() as uow:
            self.settle(uow, dues, 5_000)
        with pytest.raises(Refused, match="Pilih"), as_maker() as uow:
            self.settle(uow, [], 5_000)
        with pytest.raises(NotFound), as_maker() as uow:
            settle_dues(uow, [999], received=5, received_on=TODAY, paid_by=PaidBy.CASH)


class TestSaying:
    def test_it_waits_until_the_maker_confirms_it(self, session, as_shop, as_maker, due, heard):
        with as_shop() as uow:
            notice = say(uow, due, 60_000, note="BCA")
        assert left_of(session, [due.id]) == {due.id: 100_000}
        assert [one.id for one in unanswered(session, [due.id])] == [notice.id]
        assert heard == [PaymentSaid(due_id=due.id, notice_id=notice.id, amount=60_000, paid_on=TODAY)]

        with as_maker() as uow:
            receipt = confirm(uow, due, 55_000)
        answer = session.get(NoticeAnswer, notice.id)
        assert (answer.receipt_id, answer.words) == (receipt.id, "")
        assert unanswered(session, [due.id]) == []

    def test_it_may_be_said_not_to_have_arrived_with_words(self, session, as_shop, as_maker, due, heard):
        with as_shop() as uow:
            notice = say(uow, due, 60_000)
        with pytest.raises(Refused, match="Tulis"), as_maker() as uow:
            deny_payment(uow, due.id, words=" ")
        with as_maker() as uow:
            deny_payment(uow, due.id, words="Belum masuk rekening")

        assert session.get(NoticeAnswer, notice.id).words == "Belum masuk rekening"
        assert isinstance(heard[-1], PaymentDenied) and heard[-1].reason == "Belum masuk rekening"
        assert left_of(session, [due.id]) == {due.id: 100_000}
        with pytest.raises(Refused, match="Tidak ada pernyataan"), as_maker() as uow:
            deny_payment(uow, due.id, words="lagi")

    @pytest.mark.parametrize("amount", [0, 40_001])
    def test_no_more_than_nobody_said_yet(self, as_shop, due, amount):
        with as_shop() as uow:
            say(uow, due, 60_000)
        with pytest.raises(Refused, match="Rp40.000"), as_shop() as uow:
            say(uow, due, amount)

    def test_not_of_a_day_to_come_nor_of_a_return(self, session, maker, outlet, as_shop, as_maker, due):
        with pytest.raises(Refused, match="belum tiba"), as_shop() as uow:
            say(uow, due, 5, paid_on=date(2026, 11, 25))
        returned = make_due(session, -30_000, maker=maker, outlet=outlet)
        with pytest.raises(Refused, match="retur"), as_maker() as uow:
            say(uow, returned, 5)

    def test_only_who_owes_says_it_and_only_who_is_paid_answers(self, as_shop, as_maker, due):
        with pytest.raises(Forbidden), as_maker() as uow:
            say(uow, due, 5)
        with as_shop() as uow:
            say(uow, due, 5)
        with pytest.raises(Forbidden), as_shop() as uow:
            deny_payment(uow, due.id, words="bukan")

    def test_an_official_does_not_answer_what_they_said_for_the_shop(self, session, maker, as_shop, due):
        officer = make_person(session).id
        with as_shop(user_id=officer) as uow:
            say(uow, due, 5)
        seats = frozenset({ActorSeat(OWNER, maker.id)})
        for_the_maker = Actor(officer, at=maker.id, kind=PRODUCER, seats=seats, on_behalf_of=maker.id)
        uow = UnitOfWork(session, actor=for_the_maker, now=NOW, bus=Bus(), queue=MemoryQueue())
        with pytest.raises(Refused, match="atas nama pembayar"), uow:
            confirm(uow, due, 5)

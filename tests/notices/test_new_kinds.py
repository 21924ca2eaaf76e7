"""Ladders end when the thing is done, and each side of a payment is told what concerns it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.billing.invoicing import issue_invoice
from marketplace.billing.models import PaidBy
from marketplace.billing.services import claim_payment, confirm_received
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.letters import LETTERS
from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER
from marketplace.notices.collecting import ask_to_pay
from marketplace.notices.kinds.base import REMINDERS
from marketplace.notices.models import Notice
from marketplace.notices.services import remind
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of
from tests.factories.producers import make_account
from tests.ordering.test_random_money import contents

TODAY = date(2026, 11, 24)


@pytest.fixture
def due(session):
    maker, outlet = make_maker(session), make_outlet(session, make_partner(session, name="Toko Rukun"))
    owner_of(session, maker.id)
    owner_of(session, outlet.partner_id)
    return make_due(session, maker=maker, outlet=outlet, due_on=TODAY)


def told(session, letter):
    return session.execute(
        select(Notice.organisation_id, Notice.figures, Notice.done_at).where(Notice.letter == letter)
    ).all()


def remind_on(work, day):
    with work(now=NOW + timedelta(days=(day - TODAY).days)) as uow:
        remind(uow, REMINDERS["remind_of_dues"])


def test_a_shop_is_reminded_by_steps_each_once(session, work, due):
    for day in (-4, -3, -2, 0, 1, 7, 8, 14, 28, 60):
        remind_on(work, TODAY + timedelta(days=day))
    found = told(session, "dues-owed")
    assert [row.organisation_id for row in found] == [due.payer_id] * 5
    assert found[0].figures["total"] == due.amount


def test_the_ladder_ends_when_the_shop_says_it_paid_and_the_maker_is_asked(session, work, due):
    with work(OWNER, at=due.payer_id, kind=PARTNER) as uow:
        claim_payment(uow, due.id, amount=due.amount, paid_on=TODAY, paid_by=PaidBy.CASH)
    remind_on(work, TODAY)
    assert told(session, "dues-owed") == []
    (said,) = told(session, "payment-said")
    assert (said.organisation_id, said.figures["amount"], said.done_at) == (due.payee_id, due.amount, None)
    with work(OWNER, at=due.payee_id, kind=PRODUCER) as uow:
        confirm_received(uow, due.id, received=Rupiah(due.amount), received_on=TODAY, paid_by=PaidBy.CASH)
    (said,) = told(session, "payment-said")
    (confirmed,) = told(session, "payment-confirmed")
    assert said.done_at == NOW
    assert (confirmed.organisation_id, confirmed.figures["left"]) == (due.payer_id, 0)
    remind_on(work, TODAY + timedelta(days=7))
    assert told(session, "dues-owed") == []


def test_a_text_that_asks_says_which_account_by_its_last_digits(session, work, due):
    shop = session.get(Organisation, due.payer_id).public_id
    make_account(session, due.payee_id)
    for _ in range(2):  # the second asking of a day writes no second letter
        with work(OWNER, at=due.payee_id, kind=PRODUCER) as uow:
            assert "Bank Lampung ····7890" in str(ask_to_pay(uow, due.payee_id, shop).text)
    (letter,) = told(session, "payment-asked-to")
    assert letter.figures["account"] == "Bank Lampung ····7890"


def test_a_reminder_and_a_bill_say_where_the_shop_pays(session, work, due):
    for ending in ("1111", "7890"):  # the newest holds
        make_account(session, due.payee_id, ending)
    remind_on(work, TODAY)
    pays = f"/partner/money/makers/{session.get(Organisation, due.payee_id).public_id}"
    (reminder,) = told(session, "dues-owed")
    assert reminder.figures["link"] == pays
    text = str(LETTERS["dues-owed"].said(reminder.figures)[1])
    assert "bayar ke Bank Lampung ····7890" in text and pays in text and "1111" not in text
    with work(OWNER, at=due.payee_id, kind=PRODUCER) as uow:
        issue_invoice(uow, [due.id], contents([due]))
    (bill,) = told(session, "invoice-issued-to")
    assert (bill.organisation_id, bill.figures["account"], bill.figures["pay"]) == (
        due.payer_id, "Bank Lampung ····7890", pays,
    )  # fmt: skip


def test_a_reminder_of_several_makers_and_one_of_before_name_what_they_know(session, work, due):
    outlet = session.get(Outlet, due.outlet_id)
    other = make_due(session, maker=make_maker(session, name="Pak Budi"), outlet=outlet, due_on=TODAY)
    kept = session.get(Producer, due.payee_id)
    session.get(Producer, other.payee_id).merged_into_id = kept.id
    session.commit()
    make_account(session, kept.id)
    remind_on(work, TODAY)
    (reminder,) = told(session, "dues-owed")
    assert [one["account"] for one in reminder.figures["owed"]] == ["Bank Lampung ····7890"] * 2
    assert reminder.figures["link"].endswith(session.get(Organisation, kept.id).public_id)

    make_due(session, maker=make_maker(session), outlet=outlet, due_on=TODAY + timedelta(days=7))
    remind_on(work, TODAY + timedelta(days=7))
    (several,) = (one.figures for one in told(session, "dues-owed") if len(one.figures["owed"]) == 3)
    assert several["link"] == "/partner/money" and several["owed"][-1]["account"] == ""
    for one in several["owed"]:
        one.pop("account")
    assert "bayar ke" not in str(LETTERS["dues-owed"].said(several)[1])


def test_a_maker_asks_for_what_is_late_until_the_shop_says_it_paid(session, work, due):
    shop = session.get(Organisation, due.payer_id).public_id

    def ask(days):
        with work(OWNER, at=due.payee_id, kind=PRODUCER, now=NOW + timedelta(days=days)) as uow:
            return ask_to_pay(uow, due.payee_id, shop)

    assert ask(1).last is None
    assert ask(1).figures["total"] == due.amount
    ask(3)
    assert [row.organisation_id for row in told(session, "payment-asked")] == [due.payer_id] * 2
    with work(OWNER, at=due.payer_id, kind=PARTNER) as uow, pytest.raises(Forbidden):
        ask_to_pay(uow, due.payee_id, shop)
    with work(OWNER, at=due.payer_id, kind=PARTNER) as uow:
        claim_payment(uow, due.id, amount=due.amount, paid_on=TODAY, paid_by=PaidBy.CASH)
    with pytest.raises(Refused, match="Tidak ada yang perlu ditagih"):
        ask(5)

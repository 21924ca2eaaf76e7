from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from marketplace.db.outbox import Outbox
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.clock import end_of
from marketplace.kernel.letters import NAMED
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.notices import services
from marketplace.notices.kinds.base import REMINDERS
from marketplace.ordering.models.papers import TradeReminder
from marketplace.ordering.services.answering import confirm_order
from marketplace.ordering.services.proposing import ProposedLine, propose_changes
from marketplace.ordering.states import AGREED, CONFIRMED, CONTESTED, PREPARED, PROPOSED
from marketplace.places.models import Holiday
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.factories.producers import make_person, make_seat
from tests.letters import HERE, letters_of

FRIDAY = date(2026, 11, 27)
SENT = select(func.count()).select_from(TradeReminder)


def at(day, hour=8, minute=0):
    """A moment in Metro."""
    return end_of(day, hour=hour) + timedelta(minutes=minute)


@pytest.fixture
def owner_of(session):
    def seat(organisation_id, email):
        class There:
            id = organisation_id

        make_seat(session, make_person(session, name="Tini", email=email), There, OWNER)

    return seat


@pytest.fixture
def remind(session, work):
    """Of how many answers that moment reminds."""

    def run(now):
        before = session.scalar(SENT)
        with work(now=now) as uow:
            services.remind(uow, REMINDERS["remind_of_trade"])
        return session.scalar(SENT) - before

    return run


@pytest.fixture
def morning(remind):
    return lambda *moment: remind(at(*moment))


def letters(session):
    return [(letter.to, letter.body) for letter in letters_of(session)]


def due(session, day, **given):
    return make_order(session, answer_by=end_of(day), **given)


def test_the_maker_is_told_deadline_and_link_the_working_day_before(session, morning, owner_of):
    order = due(session, FRIDAY)
    owner_of(order.producer_id, "tini@contoh.test")

    assert morning(date(2026, 11, 25)) == 0
    assert morning(date(2026, 11, 26)) == 1

    ((to, body),) = letters(session)
    assert to == "tini@contoh.test"
    assert f"Pesanan {order.number} dari" in body
    assert "paling lambat 27 November 2026 pukul 17.00 WIB" in body
    assert f"{HERE}/producer/orders/{order.public_id}" in body


def test_once_and_not_again_after_it_is_answered(session, work, morning, owner_of):
    order, answered = due(session, FRIDAY), due(session, FRIDAY)
    for one in (order, answered):
        owner_of(one.producer_id, f"{one.id}@contoh.test")
    with work(OWNER, at=answered.producer_id) as uow:
        confirm_order(uow, answered.id)

    assert [morning(date(2026, 11, 26)), morning(date(2026, 11, 26), 9), morning(FRIDAY)] == [1, 0, 0]
    assert [to for to, _ in letters(session)] == [f"{order.id}@contoh.test"]


@pytest.mark.parametrize(
    "deadline, told_on",
    [
        (date(2026, 11, 30), date(2026, 11, 27)),  # Monday: told on Friday, not on the weekend
        (date(2026, 12, 28), date(2026, 12, 24)),  # Monday after Christmas on Friday: told on Thursday
        (date(2026, 11, 26), date(2026, 11, 25)),
    ],
)
def test_a_working_day_before_counts_over_weekends_and_holidays(session, morning, deadline, told_on):
    due(session, deadline)
    days = [deadline - timedelta(days=back) for back in range(7, -1, -1)]

    assert [day for day in days if morning(day)] == [told_on]


def test_a_day_that_the_office_makes_a_holiday_moves_it(session, morning):
    session.add(Holiday(day=date(2026, 11, 26), name="Pilkada", source="Keputusan", confirmed=True))
    session.commit()
    due(session, FRIDAY)

    assert [morning(date(2026, 11, 24)), morning(date(2026, 11, 25))] == [0, 1]


def test_the_day_ends_at_midnight_in_metro(session, remind):
    due(session, FRIDAY)

    assert remind(datetime(2026, 11, 25, 16, 59, tzinfo=UTC)) == 0  # 23.59 on Wednesday
    assert remind(datetime(2026, 11, 25, 17, 0, tzinfo=UTC)) == 1  # Thursday begins


def test_a_worker_that_was_down_tells_on_the_last_day_and_not_after_it(session, morning):
    due(session, FRIDAY)
    assert morning(FRIDAY, 17, 1) == 0
    assert morning(FRIDAY, 16, 59) == 1


def test_proposals_are_told_to_the_shop_each_of_them(session, work, morning, owner_of):
    order = make_order(session)
    owner_of(order.partner_id, "toko@contoh.test")

    def propose(day, quantity):
        with work(STAFF, at=order.producer_id, now=at(day)) as uow:
            line = order.lines[0]
            propose_changes(uow, order.id, changes={line.id: ProposedLine(quantity, line.unit_price)})
        session.execute(delete(Outbox))
        session.commit()

    propose(date(2026, 11, 24), 8)
    assert morning(date(2026, 11, 26)) == 1
    ((to, body),) = letters(session)
    assert (to, "Usulan" in body, f"/partner/orders/{order.public_id}" in body) == (
        "toko@contoh.test",
        True,
        True,
    )

    propose(date(2026, 11, 26), 6)  # another deadline: Tuesday
    assert [morning(FRIDAY), morning(date(2026, 11, 30))] == [0, 1]


@pytest.mark.parametrize("issuer, reader", [("producer", "partner"), ("partner", "producer")])
def test_handovers_are_told_to_the_side_that_did_not_write_them(session, morning, owner_of, issuer, reader):
    handover = make_handover(session)
    handover.issuer_id = getattr(handover, f"{issuer}_id")
    session.commit()
    owner_of(getattr(handover, f"{reader}_id"), "baca@contoh.test")
    owner_of(getattr(handover, f"{issuer}_id"), "tulis@contoh.test")

    assert morning(date(2026, 11, 26)) == 1
    ((to, body),) = letters(session)
    assert to == "baca@contoh.test"
    assert f"/{reader}/handovers/{handover.public_id}" in body


def test_what_waits_for_nobody_is_no_reminder(session, morning):
    make_order(session, state=CONFIRMED)
    for state in (PREPARED, CONTESTED, AGREED):
        make_handover(session, state=state)

    assert morning(date(2026, 11, 26)) == 0


def test_one_letter_names_all_that_waits_for_a_maker(session, morning, owner_of):
    goods = make_goods(session)
    owner_of(goods.producer_id, "tini@contoh.test")
    for _ in range(NAMED + 2):
        due(session, FRIDAY, variant=goods)

    assert morning(date(2026, 11, 26)) == NAMED + 2
    ((_, body),) = letters(session)
    assert body.count("- Pesanan") == NAMED
    assert "dan 2 lagi" in body


def test_who_has_no_address_counts_as_told_and_finds_it_at_home(session, morning):
    due(session, FRIDAY, state=PROPOSED)

    assert [morning(date(2026, 11, 26)), morning(date(2026, 11, 26))] == [1, 0]
    assert letters(session) == []


def test_a_longer_list_goes_on_in_the_next_job(session, work, monkeypatch):
    monkeypatch.setattr(services, "SLICE", 2)
    for _ in range(3):
        due(session, FRIDAY)

    for _ in range(2):
        with work(now=at(date(2026, 11, 26))) as uow:
            JOBS["remind_of_trade"](uow, None)

    assert session.scalar(SENT) == 3
    assert len(session.scalars(select(Outbox).filter_by(job="remind_of_trade")).all()) == 1

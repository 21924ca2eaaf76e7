from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from marketplace.accounts.models import Organisation
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Forbidden, NotFound
from marketplace.kernel.events import Bus, Event, TransactionEvents
from marketplace.kernel.labels import Label
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import PARTNER
from tests.conftest import NOW


class ShopEvent(Event, subject_kind="shop", label=Label("Toko")):
    shop_id: int


class ShopOpened(ShopEvent, action="ShopOpened", label=Label("Toko dibuka")):
    pass


@policy
def nobody(actor, subject):
    return False


def shop(name="Toko Contoh"):
    return Organisation(kind=PARTNER, name=name, created_at=NOW)


def names(session):
    return session.scalars(select(Organisation.name).filter_by(kind=PARTNER).order_by(Organisation.id)).all()


@pytest.fixture
def unit(session, queue):
    def open_unit(*reactions, queue=queue, now=NOW):
        return UnitOfWork(session, actor=SYSTEM, now=now, bus=Bus({ShopOpened: reactions}), queue=queue)

    return open_unit


def test_everything_inside_is_kept_together(session, unit):
    with unit() as uow:
        uow.add(shop("Satu"))
        uow.add(shop("Dua"))

    session.rollback()
    assert names(session) == ["Satu", "Dua"]


def test_nothing_is_kept_when_the_block_fails(session, unit, queue):
    with pytest.raises(RuntimeError), unit() as uow:
        uow.add(shop())
        uow.later("send_mail", to="x")
        raise RuntimeError("the edge failed")

    assert (names(session), queue.rows, session.scalars(select(Outbox)).all()) == ([], [], [])


def test_nothing_is_kept_when_a_reaction_fails(session, unit, queue):
    def trip(uow, event):
        raise RuntimeError("a reaction failed")

    with pytest.raises(RuntimeError), unit(trip) as uow:
        uow.add(shop())
        uow.later("send_mail", to="x")
        uow.emit(ShopOpened(shop_id=1))

    assert (names(session), queue.rows) == ([], [])


def test_a_unit_that_goes_on_after_a_failure_tells_and_posts_nothing_of_it(session, unit, queue):
    heard = []
    uow = unit(lambda uow, event: heard.append(event.shop_id))
    with pytest.raises(RuntimeError), uow:
        uow.later("send_mail", to="x")
        uow.emit(ShopOpened(shop_id=1))
        raise RuntimeError("the first try failed")
    with uow:
        uow.later("send_mail", to="x")
        uow.emit(ShopOpened(shop_id=2))
    with uow:
        uow.emit(ShopOpened(shop_id=3))

    assert (heard, len(queue.rows)) == ([2, 3], 1)


def test_reactions_share_the_transaction_and_may_emit_in_turn(session, unit):
    def answer(uow, event):
        uow.add(shop(f"Cabang {event.shop_id}"))
        if event.shop_id < 3:
            uow.emit(ShopOpened(shop_id=event.shop_id + 1))

    with unit(answer) as uow:
        uow.emit(ShopOpened(shop_id=1))

    assert names(session) == ["Cabang 1", "Cabang 2", "Cabang 3"]


def test_who_hears_everything_hears_it_once_in_order_and_after_all_others(session, queue):
    heard = []

    def answer(uow, event):
        heard.append(event.shop_id)
        if event.shop_id == 1:
            uow.emit(ShopOpened(shop_id=3))

    bus = Bus({TransactionEvents: [lambda uow, events: heard.append(events)]}, {ShopOpened: [answer]})
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=bus, queue=queue) as uow:
        uow.emit(ShopOpened(shop_id=1))
        uow.emit(ShopOpened(shop_id=2))
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=bus, queue=queue):
        pass  # where nothing is told there is nothing to hear

    assert heard == [1, 2, 3, TransactionEvents([ShopOpened(shop_id=n) for n in (1, 2, 3)])]


def test_a_job_goes_to_the_queue_only_once_its_row_stands(session, unit):
    seen = []

    class Watching(MemoryQueue):
        def put(self, row_id):
            seen.append(session.scalar(select(Outbox.job).filter_by(id=row_id)))

    with unit(queue=Watching()) as uow:
        uow.later("index_products", product_ids=[1])
        assert seen == []

    assert seen == ["index_products"]


def test_a_queue_that_is_down_costs_nothing_but_time(session, unit):
    class Down(MemoryQueue):
        def put(self, row_id):
            raise ConnectionError

    with unit(queue=Down()) as uow:
        uow.add(shop())
        uow.later("send_mail", to="x")

    assert names(session) == ["Toko Contoh"]
    assert session.scalars(select(Outbox.job)).all() == ["send_mail"]


def test_a_row_is_asked_for_by_key_or_by_columns_or_it_is_not_there(session, unit):
    with unit() as uow:
        row = uow.add(shop())

    assert unit().get(Organisation, row.id) is row
    assert unit().find(Organisation, public_id=row.public_id) is row
    with pytest.raises(NotFound):
        unit().get(Organisation, 999)
    with pytest.raises(NotFound):
        unit().find(Organisation, public_id="tidakada")


def test_a_locked_row_is_read_as_it_is_now(session, unit):
    with unit() as uow:
        row = uow.add(shop("Lama"))
    with unit() as uow:
        known = uow.get(Organisation, row.id)
        session.execute(
            update(Organisation).where(Organisation.id == row.id).values(name="Baru"),
            execution_options={"synchronize_session": False},
        )
        assert uow.get(Organisation, row.id, lock=True).name == "Baru"
        assert known.name == "Baru"


def test_a_policy_is_asked_or_demanded(unit):
    assert not unit().allows(nobody, None)
    with pytest.raises(Forbidden, match="nobody"):
        unit().demand(nobody, None)


@pytest.mark.parametrize(
    ("moment", "day"),
    [(datetime(2026, 11, 23, 16, 59, tzinfo=UTC), 23), (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), 24)],
)
def test_the_business_day_changes_at_midnight_in_metro(unit, moment, day):
    assert unit(now=moment).today.day == day

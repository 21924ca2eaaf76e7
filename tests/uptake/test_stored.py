"""Stored figures: read where they are right, made from the ledger where they are not, and stored by one at a time."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.app import REACTIONS
from marketplace.db.uow import UnitOfWork
from marketplace.imports.models import RepeatedRow
from marketplace.jobs.kinds.base import JOBS
from marketplace.jobs.timetable import due
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import EVENTS, Bus
from marketplace.kernel.period import Month, MonthSpan
from marketplace.producers.models import LocalityBasis
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.purchases.services import record_purchase, reverse_purchase
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.marking import TOUCHING
from marketplace.uptake.models import Uptake, UptakeMark
from marketplace.uptake.reactions import REACTIONS as UPTAKE
from marketplace.uptake.refreshing import differences, refresh_month
from marketplace.uptake.stored import summed_lines, waiting_months
from marketplace.uptake.stored_rows import Trade, UptakeRow, summed
from tests.conftest import NOW
from tests.factories.evaluating import a_line
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_batch, make_purchase, new_purchase

AUGUST, SEPTEMBER, OCTOBER = (Month(2026, number) for number in (8, 9, 10))


@pytest.fixture
def unit(work):
    """A unit of work that the whole program listens to."""

    def opened(*roles, **given):
        uow = work(*roles, **given)
        uow._bus = Bus(*REACTIONS)
        return uow

    return opened


@pytest.fixture
def shop(session):
    return make_partner(session, mou=False)


@pytest.fixture
def maker(session):
    return make_maker(session)


def sums(session):
    """By shop and month, rupiah and lines."""
    read = summed_lines(session, MonthSpan(AUGUST, SEPTEMBER))
    return {
        (partner_id, str(Month.of(line.day))): (line.net, read.stand_for[line.id])
        for partner_id, lines in read.of.items()
        for line in lines
    }


def test_a_month_that_is_not_stored_is_read_from_the_ledger(session, shop, maker):
    make_purchase(session, shop, maker, 10, 20)
    assert sums(session) == {(shop.id, "2026-08"): (30, 2)}


def test_a_stored_month_is_read_from_what_is_stored(session, unit, shop, maker):
    make_purchase(session, shop, maker, 10, 20)
    assert refresh_month(unit(), AUGUST) == 1
    session.query(Uptake).update({"net": 7})
    session.commit()
    assert sums(session) == {(shop.id, "2026-08"): (7, 2)}
    [wrong] = differences(session, AUGUST)
    assert (wrong.partner_id, [row.net for row in wrong.stored], [row.net for row in wrong.right]) == (
        shop.id,
        [7],
        [30],
    )


def test_a_purchase_marks_its_month_and_is_seen_at_once(session, unit, shop, maker):
    refresh_month(unit(), AUGUST)
    with unit() as uow:
        record_purchase(uow, new_purchase(shop, 500, producer_id=maker.id))
    [mark] = session.query(UptakeMark)
    assert (mark.partner_id, mark.month) == (shop.id, "2026-08")
    assert sums(session) == {(shop.id, "2026-08"): (500, 1)}
    refresh_month(unit(), AUGUST)
    assert session.query(UptakeMark).count() == 0
    assert sums(session) == {(shop.id, "2026-08"): (500, 1)}
    assert session.query(Uptake).count() == 1


def buy_one(unit, shop, maker, net=500, **given):
    with unit() as uow:
        record_purchase(uow, new_purchase(shop, net, producer_id=maker.id, apart=True, **given))


def test_a_new_purchase_is_put_to_what_is_stored_without_reading_its_month(session, unit, shop, maker):
    """So its cost does not grow with the month; what was stored wrong before stays so, which only a test can see."""
    make_purchase(session, shop, maker, 10, 20)
    refresh_month(unit(), AUGUST)
    session.query(Uptake).update({"net": 7})
    session.commit()
    other = make_maker(session)
    for one in (maker, maker, other):
        buy_one(unit, shop, one)
    assert {mark.purchase_id is None for mark in session.query(UptakeMark)} == {False}
    assert refresh_month(unit(), AUGUST) == 1
    assert session.query(UptakeMark).count() == 0
    rows = session.query(Uptake.number, Uptake.producer_id, Uptake.net, Uptake.lines).order_by(Uptake.number)
    assert {row.producer_id: row.net for row in rows if row.lines == 1}[other.id] == 500
    assert sum(row.net for row in rows if row.producer_id == maker.id) == 1007
    assert [row.number for row in rows] == list(range(1, len(rows.all()) + 1))


def test_a_month_to_which_more_than_purchases_came_is_summed_up(session, unit, shop, maker):
    first = make_purchase(session, shop, maker, 10, 20)
    refresh_month(unit(), AUGUST)
    session.query(Uptake).update({"net": 7})
    session.commit()
    buy_one(unit, shop, maker)
    with unit() as uow:
        reverse_purchase(uow, first.id, reason="Salah toko")
    assert {mark.purchase_id is None for mark in session.query(UptakeMark)} == {False, True}
    refresh_month(unit(), AUGUST)
    assert sums(session) == {(shop.id, "2026-08"): (500, 1)}


@pytest.mark.parametrize("since", [AUGUST.first_day, AUGUST.last_day], ids=["before", "after"])
def test_a_purchase_that_a_return_of_its_month_may_be_of_has_the_month_summed_up(
    session, unit, shop, maker, since
):
    make_purchase(session, shop, maker, -40, bought_on=date(2026, 8, 20))
    refresh_month(unit(), AUGUST)
    buy_one(unit, shop, maker, bought_on=since)
    refresh_month(unit(), AUGUST)
    assert [*differences(session, AUGUST)] == []
    rows = [line for line in summed_lines(session, MonthSpan.of(AUGUST)).of[shop.id] if line.net < 0]
    assert [line.orphan for line in rows] == [since == AUGUST.last_day]


def test_only_rows_of_the_maker_whose_goods_came_back_are_summed_up(session, unit, shop, maker):
    """The others keep what was stored of them, wrong as it is here."""
    other = make_maker(session)
    make_purchase(session, shop, other, 10)
    make_purchase(session, shop, maker, 60, -40, bought_on=date(2026, 8, 20))
    refresh_month(unit(), AUGUST)
    session.query(Uptake).update({"net": 7})
    session.commit()
    buy_one(unit, shop, other)
    buy_one(unit, shop, maker, bought_on=AUGUST.last_day)
    refresh_month(unit(), AUGUST)
    rows = session.query(Uptake)
    assert sum(row.net for row in rows if row.producer_id == maker.id) == 520
    assert sum(row.net for row in rows if row.producer_id == other.id) == 507
    assert len({row.number for row in rows}) == rows.count()


def test_a_return_to_a_maker_nobody_knows_has_the_month_summed_up(session, unit, shop, maker):
    make_purchase(session, shop, maker, 10)
    refresh_month(unit(), AUGUST)
    with unit() as uow:
        record_purchase(uow, new_purchase(shop, -40, apart=True))
    refresh_month(unit(), AUGUST)
    assert [*differences(session, AUGUST)] == []
    assert sum(row.net for row in session.query(Uptake)) == -30


def test_a_mark_and_a_month_more_take_two_statements_and_read_no_ledger(
    unit, engine, session, shop, maker, statements
):
    make_purchase(session, shop, maker, 10)
    for month in (AUGUST, SEPTEMBER):
        refresh_month(unit(), month)
    said = statements(lambda: summed_lines(session, MonthSpan(AUGUST, SEPTEMBER)))
    assert len(said) == 3
    assert not any("purchase_lines" in one for one in said)
    said = statements(lambda: summed_lines(session, MonthSpan(Month(2025, 9), AUGUST)))
    assert not any("purchase_lines" in one for one in said)  # nothing was bought before


def test_a_reversal_and_a_late_purchase_mark_later_months_with_returns_of_that_maker(
    session, unit, shop, maker
):
    other = make_maker(session)
    first = make_purchase(session, shop, maker, 100)
    make_purchase(session, shop, maker, -40, bought_on=date(2026, 9, 3))
    make_purchase(session, shop, other, -40, bought_on=date(2026, 10, 3))
    make_purchase(session, make_partner(session), maker, -40, bought_on=date(2026, 10, 3))
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        refresh_month(unit(), month)
    with unit() as uow:
        reverse_purchase(uow, first.id, reason="Salah toko")
    assert {(one.partner_id, one.month) for one in session.query(UptakeMark)} == {
        (shop.id, "2026-08"),
        (shop.id, "2026-09"),
    }
    assert sums(session)[shop.id, "2026-09"] == (-40, 1)
    [row] = summed_lines(session, MonthSpan.of(SEPTEMBER)).of[shop.id]
    assert row.orphan


def test_what_is_told_of_a_maker_marks_every_month_in_which_anybody_bought_of_it(session, unit, shop, maker):
    other, later = make_partner(session), date(2026, 10, 2)
    stranger = make_maker(session, local=False)
    make_purchase(session, shop, stranger, 10)
    make_purchase(session, other, stranger, 10, bought_on=later)
    make_purchase(session, other, maker, 10, bought_on=date(2026, 9, 2))
    with unit() as uow:
        record_locality(uow, stranger.id, basis=LocalityBasis.SITE_VISIT)
    marked = {(one.partner_id, one.month) for one in session.query(UptakeMark)}
    assert marked == {(shop.id, "2026-08"), (other.id, "2026-10")}


def test_an_import_marks_each_of_its_months_once_and_those_of_rows_that_it_has_too(
    session, unit, shop, maker
):
    batch = make_batch(session, shop)
    for day in (3, 4, 5):
        make_purchase(session, shop, maker, 10, batch_id=batch.id, bought_on=date(2026, 9, day))
    repeated = make_purchase(session, shop, maker, 10)
    session.add(RepeatedRow(purchase_id=repeated.id, batch_id=batch.id))
    session.commit()
    with unit() as uow:
        uow.emit(
            EVENTS["PurchasesImported"](import_batch_id=batch.id, partner_id=shop.id, purchases=3, net=30)
        )
    assert sorted(one.month for one in session.query(UptakeMark)) == ["2026-08", "2026-09"]


# Packages whose facts no line of the ledger depends on: figures read what they change when they are judged.
APART = {
    "accounts", "audits", "billing", "catalog", "certification", "checkouts", "circulars", "compliance", "files",
    "flags", "inventory", "journal", "ordering", "outreach", "partners", "places", "sheets",
}  # fmt: skip
# Totals and what waits are no lines; a told sale becomes a purchase, which is told too; what a maker is like is read
# with its rows.
UNTOUCHED = {
    "SaleTold", "SaleReplied", "SaleDecided", "SpendDeclared", "DeclarationWithdrawn", "DeclarationDecided",
    "FigureDeclared", "FigureReviewed", "RefusalAnswered", "FileChecked", "ListImported", "ImportDropped",
    "RecapImported", "RecapUndone",
    "ProducerRegistered", "ProfileEdited", "PersonalNumberRevealed", "ProducersToldApart", "ProducerSubmitted",
    "ProducerReviewed", "ProducerHeld", "ProducerFreed", "AliasTaught", "AccountWritten",
}  # fmt: skip


OURS = sorted(action for action, event in EVENTS.items() if event.__module__.startswith("marketplace."))


@pytest.mark.parametrize("action", OURS)
def test_every_event_marks_months_or_is_known_to_change_no_line(action):
    event = EVENTS[action]
    apart = event.__module__.split(".")[1] in APART or action in UNTOUCHED
    assert (event in TOUCHING) != apart, (
        "say in uptake/marking.py which months it changes, or here that it does not"
    )


def test_marks_are_written_behind_the_journals_lock():
    """Else of two writers each may miss the row of the other that its own has to do with."""
    assert REACTIONS.index(UPTAKE) > REACTIONS.index(JOURNAL)


class Interrupted(UnitOfWork):
    """Something else happens between what it reads and what it writes."""

    def __enter__(self):
        self.meanwhile()
        return super().__enter__()


@pytest.fixture
def interrupted(engine, queue):
    """A unit of work and what happens before it writes, each on a connection of its own."""
    with Session(engine) as one, Session(engine) as other:

        def between(meanwhile):
            given = {"actor": SYSTEM, "now": NOW, "bus": Bus(*REACTIONS), "queue": queue}
            unit = Interrupted(one, **given)
            unit.meanwhile = lambda: meanwhile(UnitOfWork(other, **given))
            return unit

        yield between


def buy(shop, maker):
    def record(uow):
        with uow:
            record_purchase(uow, new_purchase(shop, 500, producer_id=maker.id, seller_text=""))

    return record


@pytest.mark.parametrize("before", [None, AUGUST], ids=["not stored yet", "stored"])
def test_what_is_written_while_a_month_is_stored_stays_marked(
    session, unit, shop, maker, interrupted, before
):
    make_purchase(session, shop, maker, 10)
    if before:
        refresh_month(unit(), before)
    assert refresh_month(interrupted(buy(shop, maker)), AUGUST, whole=True) == 1
    session.rollback()  # what this connection read is from before
    [mark] = session.query(UptakeMark)
    assert (
        mark.purchase_id is None
    )  # nobody knows if its purchase is stored already: it must not be added to it
    assert sums(session) == {(shop.id, "2026-08"): (510, 2)}


def test_what_is_bought_while_rows_of_its_maker_are_summed_up_stays_marked(
    session, unit, shop, maker, interrupted
):
    make_purchase(session, shop, maker, 60, -40)
    refresh_month(unit(), AUGUST)
    buy_one(unit, shop, maker, bought_on=AUGUST.last_day)
    assert refresh_month(interrupted(buy(shop, maker)), AUGUST) == 1
    session.rollback()
    [mark] = session.query(UptakeMark)
    assert mark.purchase_id is None
    refresh_month(unit(), AUGUST)
    assert [*differences(session, AUGUST)] == []
    assert sum(row.net for row in session.query(Uptake)) == 1020


@pytest.mark.parametrize("before", [None, AUGUST], ids=["not stored yet", "stored"])
def test_who_read_before_another_stored_gives_way(session, unit, shop, maker, interrupted, before):
    make_purchase(session, shop, maker, 10)
    if before:
        refresh_month(unit(), before)

    def overtake(uow):
        buy(shop, maker)(uow)
        assert refresh_month(uow, AUGUST) == 1

    assert refresh_month(interrupted(overtake), AUGUST, whole=True) is None
    session.rollback()  # what this connection read is from before
    assert session.query(UptakeMark).count() == 0
    assert sums(session) == {(shop.id, "2026-08"): (510, 2)}
    assert [*differences(session, AUGUST)] == []


def test_the_job_is_written_once_while_anything_waits_and_leaves_nothing(session, unit, shop, maker):
    assert due(unit(), {}) == []
    make_purchase(session, shop, maker, 10)
    assert waiting_months(session, date(2026, 9, 2)) == [SEPTEMBER, AUGUST]
    with unit() as uow:
        assert due(uow, {}) == ["refresh_uptake"]
        uow.later("refresh_uptake")
    assert due(unit(), {}) == []
    for _ in range(2):
        JOBS["refresh_uptake"](unit(), None)
    assert waiting_months(session, NOW.date()) == []
    assert sums(session) == {(shop.id, "2026-08"): (10, 1)}


def test_a_stored_row_stands_for_lines_whoever_writes_it(session, shop):
    row = dict.fromkeys(("local", "certified", "refused", "disputed", "seller_known", "product_known"), 0)
    false = {name: bool(value) for name, value in row.items()}
    columns = {"month": "2026-08", "partner": shop.id, "lines": 0, **false}
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO uptake (month, partner_id, number, item, grade, local, certified, refused, disputed,"
                " seller_known, product_known, trade, late, net, lines) VALUES (:month, :partner, 1, '', 'A', :local,"
                " :certified, :refused, :disputed, :seller_known, :product_known, 'bought', false, 10, :lines)"
            ),
            columns,
        )


def test_a_row_says_everything_of_a_line_but_its_number_day_and_rupiah():
    """What a judgement reads of a line and a row does not keep would be lost without a word."""
    own = {"id": "numbers mean nothing", "day": "its month and late", "returns": "trade", "orphan": "trade"}
    own |= {"recorded": "told beside lines that are read one by one; it counts nothing"}
    elsewhere = {"kelurahan": "read with its maker"}
    assert {*LedgerLine._fields} - own.keys() - elsewhere.keys() == {*UptakeRow._fields} - {
        "trade",
        "late",
        "lines",
    }


def test_the_last_thirty_days_of_a_month_are_apart():
    """A clause about the last 30 days reads them and nothing else: 1 August is none of them, every day of June is."""
    august = summed([a_line(net=1, day=date(2026, 8, 1)), a_line(net=2, day=date(2026, 8, 2))])
    assert [(row.late, row.as_line(1, AUGUST, None).day.day) for row in august] == [(False, 1), (True, 31)]
    june = summed([a_line(net=1, day=date(2026, 6, 1)), a_line(net=2, day=date(2026, 6, 30))])
    assert [(row.late, row.lines) for row in june] == [(True, 2)]


def test_purchases_and_returns_that_say_the_same_are_apart():
    rows = summed([a_line(net=10), a_line(net=5), a_line(net=-4, returns=1), a_line(net=-3, orphan=True)])
    assert [(row.trade, row.net, row.lines) for row in rows] == [
        (Trade.BOUGHT, 15, 2),
        (Trade.ORPHAN, -3, 1),
        (Trade.RETURNED, -4, 1),
    ]


@pytest.mark.parametrize("given", [{}, {"net": -5, "returns": 9}, {"net": -5, "orphan": True}, {"outlet": 4}])
def test_the_line_of_a_row_is_summed_up_to_the_row_again(given):
    [row] = summed([a_line(**given)])
    again = row.as_line(1, AUGUST, "18.72.01.1001")
    assert summed([again]) == [row]
    assert again.kelurahan == "18.72.01.1001"

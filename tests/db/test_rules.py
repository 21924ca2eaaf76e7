"""The builders of database rules, tried on tables of their own on both kinds of database."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.db.rules import (
    NO_LOCK,
    append_only,
    create_rules,
    frozen_when,
    group,
    no_overlap,
    parent,
    refuse_when,
)


@pytest.fixture
def table(engine):
    """Make a small table with rules on it; gives what runs a statement in a transaction of its own."""

    def make(*rules, columns="state TEXT, whose INTEGER, from_on DATE, until_on DATE"):
        serial = "SERIAL" if engine.dialect.name == "postgresql" else "INTEGER"
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE stays (id {serial} PRIMARY KEY, {columns})")
            for rule in rules:
                create_rules(connection, rule)

        def run(statement):
            with engine.begin() as connection:
                return connection.execute(text(statement)).rowcount

        return run

    return make


class TestAppendOnly:
    def test_rows_are_added_and_never_changed_or_removed(self, table):
        run = table(append_only("stays"))
        run("INSERT INTO stays (state) VALUES ('a')")

        for statement in ("UPDATE stays SET state = 'b'", "DELETE FROM stays"):
            with pytest.raises(IntegrityError, match="append-only"):
                run(statement)

    def test_a_postgresql_table_cannot_be_emptied_at_once_either(self, table, engine):
        run = table(append_only("stays"))
        run("INSERT INTO stays (state) VALUES ('a')")
        if engine.dialect.name == "postgresql":
            with pytest.raises(IntegrityError):
                run("TRUNCATE stays")
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT COUNT(*) FROM stays")) == 1


OVERLAP = no_overlap(
    "stays", key="whose", start="{row}.from_on", end="{row}.until_on", where="{row}.state = 'on'"
)


def stay(start, end, *, whose=1, state="on"):
    days = ", ".join("NULL" if day is None else f"'{day}'" for day in (start, end))
    return f"INSERT INTO stays (state, whose, from_on, until_on) VALUES ('{state}', {whose}, {days})"


class TestNoOverlap:
    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("2026-03-01", "2026-03-31"),  # the same
            ("2026-03-31", "2026-04-30"),  # one day in common, at the end
            ("2026-02-01", "2026-03-01"),  # and at the start
            ("2026-03-10", "2026-03-12"),  # within
            (None, "2026-03-05"),  # open to the past
            ("2026-03-20", None),  # open to the future
            (None, None),
        ],
    )
    def test_a_day_in_common_is_refused(self, table, start, end):
        run = table(OVERLAP)
        run(stay("2026-03-01", "2026-03-31"))

        with pytest.raises(IntegrityError, match="overlaps"):
            run(stay(start, end))

    @pytest.mark.parametrize(
        ("start", "end", "given"),
        [
            ("2026-04-01", None, {}),
            (None, "2026-02-28", {}),
            ("2026-03-01", "2026-03-31", {"whose": 2}),
            ("2026-03-01", "2026-03-31", {"state": "off"}),
        ],
    )
    def test_the_day_after_another_owner_and_rows_that_do_not_count_are_free(self, table, start, end, given):
        run = table(OVERLAP)
        run(stay("2026-03-01", "2026-03-31"))

        assert run(stay(start, end, **given)) == 1

    def test_a_change_is_checked_like_a_new_row(self, table):
        run = table(OVERLAP)
        run(stay("2026-03-01", "2026-03-31"))
        run(stay("2026-05-01", "2026-05-31"))

        with pytest.raises(IntegrityError):
            run("UPDATE stays SET from_on = '2026-03-31' WHERE id = 2")
        assert run("UPDATE stays SET from_on = '2026-04-01' WHERE id = 2") == 1

    def test_a_row_does_not_overlap_itself(self, table):
        run = table(OVERLAP)
        run(stay("2026-03-01", "2026-03-31"))

        assert run("UPDATE stays SET until_on = '2026-04-15'") == 1

    def test_switching_a_row_on_is_checked(self, table):
        run = table(OVERLAP)
        run(stay("2026-03-01", "2026-03-31"))
        run(stay("2026-03-01", "2026-03-31", state="off"))

        with pytest.raises(IntegrityError):
            run("UPDATE stays SET state = 'on'")

    def test_without_a_key_all_rows_are_compared(self, table):
        run = table(no_overlap("stays", key="", start="{row}.from_on", end="{row}.until_on"))
        run(stay("2026-03-01", "2026-03-31"))

        with pytest.raises(IntegrityError):
            run(stay("2026-03-31", None, whose=2))


class TestRefuseAndFreeze:
    def test_a_condition_refuses_the_acts_it_names_and_no_others(self, table):
        run = table(refuse_when("stays", "no_b", "NEW.state = 'b'", on="UPDATE", says="no b", lock=NO_LOCK))
        run("INSERT INTO stays (state) VALUES ('b'), ('a')")

        with pytest.raises(IntegrityError, match="no b"):
            run("UPDATE stays SET state = 'b'")
        assert run("DELETE FROM stays") == 2

    def test_one_rule_may_stand_before_two_acts(self, table):
        run = table(
            refuse_when("stays", "no_b", "NEW.state = 'b'", on="INSERT OR UPDATE", says="no b", lock=NO_LOCK)
        )
        run("INSERT INTO stays (state) VALUES ('a')")

        for statement in ("INSERT INTO stays (state) VALUES ('b')", "UPDATE stays SET state = 'b'"):
            with pytest.raises(IntegrityError):
                run(statement)

    def test_a_condition_that_is_neither_true_nor_false_refuses_nothing(self, table):
        run = table(refuse_when("stays", "no_b", "NEW.state = 'b'", on="INSERT", says="no b", lock=NO_LOCK))

        assert run("INSERT INTO stays (whose) VALUES (1)") == 1

    def test_a_frozen_row_neither_changes_nor_goes(self, table):
        run = table(frozen_when("stays", "OLD.state = 'done'", says="done is done", lock=NO_LOCK))
        run("INSERT INTO stays (state) VALUES ('done'), ('open')")

        for statement in (
            "UPDATE stays SET whose = 2 WHERE state = 'done'",
            "DELETE FROM stays WHERE state = 'done'",
        ):
            with pytest.raises(IntegrityError, match="done is done"):
                run(statement)
        assert run("UPDATE stays SET state = 'done' WHERE state = 'open'") == 1


@pytest.fixture
def beside(engine):
    """Open two transactions and run a statement in each, the second while the first is open, which is then committed.

    Returns whether the second waited for the first, and what it was refused with, if it was.
    """

    def run(first, second):
        with engine.connect() as one, engine.connect() as two, ThreadPoolExecutor(1) as pool:
            one.execute(text(first))
            backend = two.scalar(text("SELECT pg_backend_pid()"))
            later = pool.submit(_refusal, two, second)
            waited = _waits(one, backend, later)
            one.commit()
            return waited, later.result(timeout=30)

    return run


def _refusal(connection, statement):
    try:
        connection.execute(text(statement))
        connection.commit()
    except IntegrityError as refused:
        return str(refused.orig).splitlines()[0]


def _waits(connection, backend, later):
    """Until it is done, or PostgreSQL says that it waits for somebody."""
    blocked = text("SELECT cardinality(pg_blocking_pids(:pid)) > 0")
    while not later.done():
        if connection.scalar(blocked, {"pid": backend}):
            return True
        time.sleep(0.005)
    return False


CLOSED = "(SELECT closed FROM houses WHERE id = {row}.whose)"
FULL = "(SELECT COUNT(*) FROM stays WHERE whose = {id}) {than} (SELECT beds FROM houses WHERE id = {id})"
COME, GO = "INSERT INTO stays (whose) VALUES (1)", "DELETE FROM stays WHERE id = 1"
CLOSE = "UPDATE houses SET closed = true WHERE id = 1"


@pytest.mark.parametrize("server", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
class TestTwoTransactions:
    """On PostgreSQL; of SQLite's writers the second begins when the first is done."""

    @pytest.fixture
    def houses(self, table, engine):
        """Two houses, and rules of who stays there."""

        def make(*rules):
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    "CREATE TABLE houses (id INTEGER PRIMARY KEY, closed BOOLEAN, beds INTEGER)"
                )
                connection.exec_driver_sql("INSERT INTO houses VALUES (1, false, 2), (2, false, 2)")
            return table(*rules)

        return make

    @pytest.fixture
    def closing(self, houses):
        """A closed house takes nobody, and nobody leaves it."""
        run = houses(
            refuse_when(
                "stays",
                "stays_late",
                CLOSED.format(row="NEW"),
                on="INSERT",
                says="it is closed",
                lock=parent("houses", "NEW.whose"),
            ),
            frozen_when(
                "stays",
                CLOSED.format(row="OLD"),
                says="it is closed",
                lock=parent("houses", "OLD.whose"),
            ),
        )
        run("INSERT INTO stays (whose) VALUES (1), (2)")

    @pytest.mark.parametrize("statement", [COME, GO, "UPDATE stays SET state = 'a' WHERE id = 1"])
    def test_who_writes_beneath_a_row_that_changes_waits_and_is_judged_by_what_it_became(
        self, closing, beside, statement
    ):
        waited, refusal = beside(CLOSE, statement)

        assert waited
        assert "it is closed" in refusal

    @pytest.mark.parametrize("statement", [COME, GO])
    def test_a_row_changes_after_who_writes_beneath_it(self, closing, beside, statement):
        assert beside(statement, CLOSE) == (True, None)

    def test_beneath_another_row_nobody_waits(self, closing, beside):
        assert beside(COME, "INSERT INTO stays (whose) VALUES (2)") == (False, None)
        assert beside("UPDATE houses SET closed = true WHERE id = 2", COME) == (False, None)

    def test_who_holds_the_row_above_already_waits_for_nobody(self, closing, engine):
        with engine.begin() as connection:
            connection.execute(text("SELECT 1 FROM houses WHERE id = 1 FOR NO KEY UPDATE"))
            connection.execute(text(COME))

    def test_siblings_are_written_one_after_the_other(self, table, beside):
        table(OVERLAP)

        waited, refusal = beside(stay("2026-03-01", "2026-03-31"), stay("2026-03-31", None))

        assert waited
        assert "overlaps" in refusal

    def test_those_of_another_group_are_written_beside_them(self, table, beside):
        table(OVERLAP)

        assert beside(stay("2026-03-01", None), stay("2026-03-01", None, whose=2)) == (False, None)

    def test_without_a_key_all_rows_are_one_group(self, table, beside):
        table(no_overlap("stays", key="", start="{row}.from_on", end="{row}.until_on"))

        waited, refusal = beside(stay("2026-03-01", None), stay("2026-04-01", None, whose=2))

        assert waited
        assert "overlaps" in refusal

    @pytest.mark.parametrize(
        ("first", "second", "says"),
        [
            (COME, COME, "full"),
            (COME, "UPDATE houses SET beds = 1 WHERE id = 1", "too few"),
            ("UPDATE houses SET beds = 1 WHERE id = 1", COME, "full"),
        ],
    )
    def test_rules_of_two_tables_share_a_group(self, houses, beside, first, second, says):
        """Of two beds one is taken: either another guest comes or a bed is taken away."""
        run = houses(
            refuse_when(
                "stays",
                "stays_fit",
                FULL.format(id="NEW.whose", than=">="),
                on="INSERT",
                says="full",
                lock=group("beds", "NEW.whose"),
            ),
            refuse_when(
                "houses",
                "houses_hold",
                FULL.format(id="NEW.id", than=">").replace(
                    "(SELECT beds FROM houses WHERE id = NEW.id)", "NEW.beds"
                ),
                on="UPDATE",
                says="too few",
                lock=group("beds", "NEW.id"),
            ),
        )
        run(COME)

        waited, refusal = beside(first, second)

        assert waited
        assert says in refusal

    def test_a_rule_on_the_row_itself_makes_nobody_wait(self, table, beside):
        table(refuse_when("stays", "no_b", "NEW.state = 'b'", on="INSERT", says="no b", lock=NO_LOCK))

        assert beside(COME, COME) == (False, None)

    def test_of_two_with_the_next_number_the_key_refuses_one(self, table, beside):
        table(
            refuse_when(
                "stays",
                "stays_in_turn",
                "NEW.id <> 1 + COALESCE((SELECT MAX(id) FROM stays), 0)",
                on="INSERT",
                says="out of turn",
                lock=NO_LOCK,
            )
        )

        waited, refusal = beside("INSERT INTO stays (id) VALUES (1)", "INSERT INTO stays (id) VALUES (1)")

        assert waited
        assert "stays_pkey" in refusal
        assert beside("INSERT INTO stays (id) VALUES (2)", "INSERT INTO stays (id) VALUES (3)") == (
            False,
            "out of turn",
        )

"""The builders of database rules, tried on tables of their own on both kinds of database."""

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.db.rules import append_only, frozen_when, lay_down, no_overlap, refuse_when


@pytest.fixture
def table(engine):
    """Make a small table with rules on it; gives what runs a statement in a transaction of its own."""

    def make(*rules, columns="state TEXT, whose INTEGER, from_on DATE, until_on DATE"):
        serial = "SERIAL" if engine.dialect.name == "postgresql" else "INTEGER"
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE stays (id {serial} PRIMARY KEY, {columns})")
            for rule in rules:
                lay_down(connection, rule)

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
        run = table(refuse_when("stays", "no_b", "NEW.state = 'b'", on="UPDATE", says="no b"))
        run("INSERT INTO stays (state) VALUES ('b'), ('a')")

        with pytest.raises(IntegrityError, match="no b"):
            run("UPDATE stays SET state = 'b'")
        assert run("DELETE FROM stays") == 2

    def test_one_rule_may_stand_before_two_acts(self, table):
        run = table(refuse_when("stays", "no_b", "NEW.state = 'b'", on="INSERT OR UPDATE", says="no b"))
        run("INSERT INTO stays (state) VALUES ('a')")

        for statement in ("INSERT INTO stays (state) VALUES ('b')", "UPDATE stays SET state = 'b'"):
            with pytest.raises(IntegrityError):
                run(statement)

    def test_a_condition_that_is_neither_true_nor_false_refuses_nothing(self, table):
        run = table(refuse_when("stays", "no_b", "NEW.state = 'b'", on="INSERT", says="no b"))

        assert run("INSERT INTO stays (whose) VALUES (1)") == 1

    def test_a_frozen_row_neither_changes_nor_goes(self, table):
        run = table(frozen_when("stays", "OLD.state = 'done'", says="done is done"))
        run("INSERT INTO stays (state) VALUES ('done'), ('open')")

        for statement in (
            "UPDATE stays SET whose = 2 WHERE state = 'done'",
            "DELETE FROM stays WHERE state = 'done'",
        ):
            with pytest.raises(IntegrityError, match="done is done"):
                run(statement)
        assert run("UPDATE stays SET state = 'done' WHERE state = 'open'") == 1

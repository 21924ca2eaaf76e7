"""Somebody who holds the database changes what figures stand on, with every trigger dropped: each act is named.

The same on PostgreSQL is in tests/long.
"""

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.heads import other_heads
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.months import evaluate_all
from marketplace.db.seals import SEALED, key_text
from marketplace.db.sqlite import tune
from marketplace.journal.proving import find_faults
from marketplace.journal.queries import verify
from marketplace.kernel.period import MonthSpan
from marketplace.partners.models import Partner, PartnerKind
from marketplace.purchases.declared_figures import figures_of
from marketplace.uptake.billed import bills_of
from marketplace.uptake.judged import outlets_of
from marketplace.uptake.ordered import ordered_lines
from tests.compliance.sealed_city import AUGUST, build, unit
from tests.compliance.tampers import TAMPERS, disarm, named_after, rebuild


@pytest.fixture(scope="module")
def engine(sqlite, tmp_path_factory):
    """A city that is built once; what is done to it is rolled back."""
    url = sqlite.copy()
    engine = create_engine(url)
    tune(engine)
    with Session(engine) as session:
        build(session, Ed25519Signer(tmp_path_factory.mktemp("key") / "key.pem"))
        disarm(session)
        session.commit()
    yield engine
    engine.dispose()
    sqlite.drop(url)


@pytest.fixture
def city(engine):
    with engine.connect() as connection, Session(connection) as session:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # before it begins
        yield session
        session.rollback()


def test_every_table_that_a_month_is_read_from_is_sealed(engine, city):
    said = []
    event.listen(engine, "before_cursor_execute", note := lambda *args: said.append(args[2]))
    month = evaluate_all(inputs_of(city, AUGUST, today=date(2026, 12, 1)))
    outlets_of(city)
    for beside in (figures_of, ordered_lines, bills_of):
        beside(city, MonthSpan(AUGUST, AUGUST))
    event.remove(engine, "before_cursor_execute", note)
    read = {name for one in said for name in re.findall(r"(?:FROM|JOIN) (\w+)", one)}
    assert month.partners and {"purchases", "spend_declarations", "clauses", "bands"} <= read
    assert read <= SEALED.keys()


def test_a_clean_city_has_no_fault(city):
    assert list(find_faults(city)) == []
    assert (verify(city).whole, other_heads(city)) == (True, [])


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.name)
def test_each_tamper_is_named_with_its_row(city, tamper):
    row, named = named_after(city, tamper)
    assert row in named


def other(value, column):
    """Something else of the same kind, a day or a moment too; words get a letter that none of an enum's has."""
    if isinstance(value, int):
        return 1 - value if value in (0, 1) else value + 1
    if value is None:
        return {int: 1, bool: 1, date: "2026-01-01", datetime: "2026-01-01 00:00:00.000000"}.get(
            column.type.python_type, "x"
        )
    try:
        return f"{date.fromisoformat(value) - timedelta(days=1)}"
    except ValueError:
        return f"{value}x"


def change_one_column_a_row(connection, sealed, columns):
    """The keys of rows that were changed; a column that is done, or that a unique key holds, leaves `columns`."""
    keys = [column.name for column in sealed.keys]
    same = " AND ".join(f"{name} = :{name}" for name in keys)
    changed = set()
    for row in connection.execute(text(f"SELECT * FROM {sealed.name}")).mappings().all():
        if not columns:
            break
        column = columns.pop()
        new = {name: row[name] for name in keys} | {"new": other(row[column.name], column)}
        try:
            connection.execute(text(f"UPDATE {sealed.name} SET {column.name} = :new WHERE {same}"), new)
        except IntegrityError:
            continue
        changed.add((sealed.name, key_text([row[name] for name in keys])))
    return changed


def test_every_column_of_every_sealed_table_is_proved(city):
    """One column of each row that there is at a time, until all columns of tables with rows had their turn."""
    city.connection().connection.driver_connection.execute("PRAGMA ignore_check_constraints = ON")
    left = {
        name: [column for column in sealed.columns if column not in sealed.keys]
        for name, sealed in SEALED.items()
        if city.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})"))
    }
    proved = 0
    while any(left.values()):
        with city.begin_nested() as undone:
            changed = set()
            for name, columns in left.items():
                changed |= change_one_column_a_row(city.connection(), SEALED[name], columns)
            assert changed <= {(one.table, one.key) for one in find_faults(city)}
            proved += len(changed)
            undone.rollback()
    assert proved > 250


def test_a_tail_that_is_cut_leaves_a_chain_that_holds(city):
    """So only the rows can tell, or a head that was sent elsewhere."""
    [cut] = [one for one in TAMPERS if "tail" in one.name]
    named_after(city, cut)
    assert verify(city).whole


def test_a_chain_that_was_rebuilt_is_told_by_the_head_in_a_report(city):
    """Row and digest changed together, and every hash after it."""
    rebuild(city, lambda seq, stored: stored.replace("Salah toko", "Salah tokoh"))
    assert verify(city).whole
    assert list(find_faults(city)) == []
    [one] = other_heads(city)
    assert str(one).startswith(f"entry {one.seq} is not the one that report 0001/LAP")


def test_a_report_that_cannot_be_read_is_told(city):
    city.execute(text("UPDATE reports SET document = '{}'"))
    assert [str(one) for one in other_heads(city)] == ["report 0001/LAP-MB2/XII/2026 cannot be read"]


def test_an_entry_whose_text_is_no_text_is_told(city):
    city.execute(text("UPDATE journal SET stored = 'kosong' WHERE seq = 2"))
    assert ("journal", "2") in [(one.table, one.key) for one in find_faults(city)]


def test_a_row_changed_by_hand_is_not_made_good_by_the_program(city):
    """The program writes the row again, with what was slipped in; the entry has what it found."""
    with city.begin_nested(), Session(city.connection(), join_transaction_mode="create_savepoint") as session:
        hotel = session.execute(text("SELECT id FROM partners WHERE kind = 'hotel'")).scalar_one()
        session.execute(text("UPDATE partners SET staff_count = 4 WHERE kind = 'hotel'"))
        session.commit()
        with unit(session) as uow:
            uow.get(Partner, hotel).kind = PartnerKind.CAFE
        [fault] = find_faults(session)
    assert (fault.table, fault.key) == ("partners", str(hotel))
    assert "was changed after entry" in fault.says

"""Somebody who holds the database changes what figures stand on, with every trigger dropped: each act is named.

The same on PostgreSQL is in tests/long.
"""

import re
from datetime import date

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.heads import other_heads
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.months import evaluate_all
from marketplace.db.seals import SEALED
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

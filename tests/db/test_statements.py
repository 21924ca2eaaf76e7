from sqlalchemy import bindparam, event, insert, select, update

from marketplace.accounts.models import Organisation
from marketplace.db.statements import run
from marketplace.kernel.roles import PARTNER
from tests.conftest import NOW

NAMED = select(Organisation.name, Organisation.created_at).where(Organisation.public_id == bindparam("code"))
ADD = insert(Organisation)
RENAME = update(Organisation).where(Organisation.public_id == bindparam("code")).values(name=bindparam("to"))


def shop(code, name):
    return {"public_id": code, "kind": PARTNER, "name": name, "created_at": NOW}


def test_values_go_in_and_come_out_as_their_columns_say(session):
    run(session, ADD, shop("a", "Satu"))

    assert run(session, NAMED, code="a").all() == [("Satu", NOW)]


def test_many_rows_go_in_at_once(session):
    run(session, ADD, [shop("a", "Satu"), shop("b", "Dua")])

    assert run(session, NAMED, {"code": "b"}).scalar() == "Dua"


def test_what_is_pending_is_written_first(session):
    session.add(Organisation(**shop("a", "Satu")))

    run(session, RENAME, code="a", to="Lain")

    assert run(session, NAMED, code="a").scalar() == "Lain"


def test_a_list_may_hold_any_number_of_values(session):
    run(session, ADD, [shop("a", "Satu"), shop("b", "Dua"), shop("c", "Tiga")])
    some = select(Organisation.name).where(Organisation.public_id.in_(bindparam("codes", expanding=True)))

    found = [run(session, some, codes=codes).scalars().all() for codes in ([], ["a"], ["a", "c"])]

    assert [sorted(names) for names in found] == [[], ["Satu"], ["Satu", "Tiga"]]


def test_many_rows_are_inserted_and_returned_in_one_statement(session, engine):
    seen = []

    def note(*args):
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    made = run(session, ADD.returning(Organisation.public_id), [shop("a", "Satu"), shop("b", "Dua")])
    event.remove(engine, "before_cursor_execute", note)

    assert set(made.scalars()) == {"a", "b"}
    assert [statement.split()[0] for statement in seen if not statement.startswith("BEGIN")] == ["INSERT"]

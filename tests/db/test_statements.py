from sqlalchemy import bindparam, event, insert, select, update

from marketplace.accounts.models import User
from marketplace.db.statements import run
from tests.conftest import NOW

NAMED = select(User.name, User.created_at).where(User.public_id == bindparam("code"))
ADD = insert(User)
RENAME = update(User).where(User.public_id == bindparam("code")).values(name=bindparam("to"))


def person(code, name):
    return {"public_id": code, "name": name, "email": f"{code}@contoh.id", "created_at": NOW}


def test_values_go_in_and_come_out_as_their_columns_say(session):
    run(session, ADD, person("a", "Satu"))

    assert run(session, NAMED, code="a").all() == [("Satu", NOW)]


def test_many_rows_go_in_at_once(session):
    run(session, ADD, [person("a", "Satu"), person("b", "Dua")])

    assert run(session, NAMED, {"code": "b"}).scalar() == "Dua"


def test_what_is_pending_is_written_first(session):
    session.add(User(**person("a", "Satu")))

    run(session, RENAME, code="a", to="Lain")

    assert run(session, NAMED, code="a").scalar() == "Lain"


def test_a_list_may_hold_any_number_of_values(session):
    run(session, ADD, [person("a", "Satu"), person("b", "Dua"), person("c", "Tiga")])
    some = select(User.name).where(User.public_id.in_(bindparam("codes", expanding=True)))

    found = [run(session, some, codes=codes).scalars().all() for codes in ([], ["a"], ["a", "c"])]

    assert [sorted(names) for names in found] == [[], ["Satu"], ["Satu", "Tiga"]]


def test_many_rows_are_inserted_and_returned_in_one_statement(session, engine):
    seen = []

    def note(*args):
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    made = run(session, ADD.returning(User.public_id), [person("a", "Satu"), person("b", "Dua")])
    event.remove(engine, "before_cursor_execute", note)

    assert set(made.scalars()) == {"a", "b"}
    assert [statement.split()[0] for statement in seen if not statement.startswith("BEGIN")] == ["INSERT"]

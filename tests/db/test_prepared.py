from sqlalchemy import bindparam, insert, select, update

from marketplace.accounts.models import Organisation
from marketplace.db.prepared import perform
from marketplace.kernel.roles import PARTNER
from tests.conftest import NOW

NAMED = select(Organisation.name, Organisation.created_at).where(Organisation.public_id == bindparam("code"))
ADD = insert(Organisation)
RENAME = update(Organisation).where(Organisation.public_id == bindparam("code")).values(name=bindparam("to"))


def shop(code, name):
    return {"public_id": code, "kind": PARTNER, "name": name, "created_at": NOW}


def test_values_go_in_and_come_out_as_their_columns_say(session):
    perform(session, ADD, shop("a", "Satu"))

    assert perform(session, NAMED, code="a").all() == [("Satu", NOW)]


def test_many_rows_go_in_at_once(session):
    perform(session, ADD, [shop("a", "Satu"), shop("b", "Dua")])

    assert perform(session, NAMED, {"code": "b"}).scalar() == "Dua"


def test_what_is_pending_is_written_first(session):
    session.add(Organisation(**shop("a", "Satu")))

    perform(session, RENAME, code="a", to="Lain")

    assert perform(session, NAMED, code="a").scalar() == "Lain"

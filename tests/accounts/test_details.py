import pytest

from marketplace.accounts.events import AccountChanged
from marketplace.accounts.models import User
from marketplace.accounts.queries import link_is_open
from marketplace.accounts.services.details import change_details
from marketplace.accounts.services.passwords import RECOVER, issue_link
from marketplace.accounts.services.seats import create_user
from marketplace.accounts.services.signing_in import who_has
from marketplace.kernel.errors import Refused
from tests.accounts.conftest import PASSWORD
from tests.conftest import NOW
from tests.letters import letters_of

SAME = {"name": "Sri", "email": "tini@contoh.id", "phone": ""}


def letters(session):
    return [letter.to for letter in letters_of(session)]


def change(as_user, user_id, **other):
    with as_user(user_id) as uow:
        return change_details(uow, **SAME | other)


def test_a_new_address_signs_in_and_the_old_one_is_told(as_user, work, tini, session):
    assert change(as_user, tini, email=" Tini.Baru@contoh.id ", phone="0812 3456 7890")
    assert letters(session) == ["tini@contoh.id"]
    assert who_has(work(), "tini@contoh.id", PASSWORD) is None
    for name in ("tini.baru@contoh.id", "0812-3456-7890", "+62 812 3456 7890"):
        assert who_has(work(), name, PASSWORD).id == tini


def test_a_letter_that_was_sent_to_the_old_address_opens_nothing_any_more(as_user, work, tini, session):
    with work() as uow:
        token = issue_link(uow, tini, RECOVER)
    change(as_user, tini, name="Tini Baru")
    assert link_is_open(session, token, NOW)
    change(as_user, tini, email="baru@contoh.id")
    assert not link_is_open(session, token, NOW)


def test_a_new_name_tells_nobody(as_user, work, tini, session, heard):
    assert change(as_user, tini, name=" Tini Suhartini ")
    assert letters(session) == []
    assert work().get(User, tini).name == "Tini Suhartini"
    assert heard[-1] == AccountChanged(user_id=tini, fields="name")


def test_nothing_new_is_no_fact(as_user, tini, heard):
    before = len(heard)
    assert change(as_user, tini) is False
    assert len(heard) == before


def test_the_fact_names_fields_and_never_what_stands_in_them(as_user, tini, heard):
    change(as_user, tini, name="Tini Baru", email="baru@contoh.id", phone="0812 3456 7890")
    assert heard[-1] == AccountChanged(user_id=tini, fields="name, email, phone")
    assert "baru@contoh.id" not in repr(heard)
    assert "81234567890" not in repr(heard)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "tini"}, "email"),
        ({"phone": "0812"}, "phone"),
        ({"email": "petugas@contoh.id"}, "email"),
        ({"phone": "0857 1111 2222"}, "phone"),
        ({"email": "", "phone": ""}, "phone"),
    ],
    ids=["no address", "no number", "another's address", "another's number", "neither"],
)
def test_what_cannot_be_is_refused_at_its_field(as_user, work, tini, official, typed, field):
    with work() as uow:
        create_user(uow, "Budi", None, "0857 1111 2222")
    with pytest.raises(Refused) as refused:
        change(as_user, tini, **typed)
    assert refused.value.field == field
    assert who_has(work(), "tini@contoh.id", PASSWORD).id == tini

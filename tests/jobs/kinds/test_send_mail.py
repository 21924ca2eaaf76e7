"""Whom a letter reaches."""

import pytest

from marketplace.accounts.letters import CODE_USED, DETAILS_CHANGED
from tests.conftest import NOW
from tests.factories.producers import make_person
from tests.letters import letters_of


@pytest.fixture
def write(session, work):
    def post(payload):
        with work() as uow:
            uow.later("send_mail", **payload)

    return post


def test_it_goes_where_the_person_can_be_reached_when_it_is_sent(session, write):
    person = make_person(session, name="Tini", email="lama@contoh.id")
    write(CODE_USED.to(person.id, left=9))
    person.email, person.name, person.locale = "baru@contoh.id", "Bu Tini", "en"
    session.commit()

    (letter,) = letters_of(session)
    assert (letter.to, letter.subject) == ("baru@contoh.id", "A recovery code of yours was used on MB2")
    assert letter.body.startswith("Hello Bu Tini,\n\n") and "9" in letter.body


@pytest.mark.parametrize("gone", [{"disabled_at": NOW}, {"email": None, "phone": "+628123456789"}])
def test_who_was_shut_out_or_has_no_address_any_more_is_not_written_to(session, write, gone):
    person = make_person(session, email="tini@contoh.id")
    write(CODE_USED.to(person.id, left=9))
    for name, value in gone.items():
        setattr(person, name, value)
    session.commit()

    assert letters_of(session) == []


@pytest.mark.parametrize(("given", "greeting"), [({}, "Halo Ani,"), ({"language": "en"}, "Hello Ani,")])
def test_an_address_is_written_to_as_it_was_given(session, write, given, greeting):
    write(DETAILS_CHANGED.to("ani@contoh.id", called="Ani", **given))

    (letter,) = letters_of(session)
    assert letter.to == "ani@contoh.id"
    assert letter.body.startswith(greeting)


def test_a_row_of_the_release_before_still_arrives(session, write):
    write({"to": "ani@contoh.id", "subject": "Halo", "body": "Lihat: {mb2}/partner"})

    (letter,) = letters_of(session)
    assert letter == type(letter)("ani@contoh.id", "Halo", "Lihat: https://mb2.test/partner")

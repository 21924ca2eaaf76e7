import json
import re

import pytest
from sqlalchemy import text

from marketplace.accounts.services.seats import create_organisation
from marketplace.kernel.roles import PRODUCER
from tests.breaking import Breaking, on_postgresql


@pytest.fixture
def flask(whole_app):
    """`flask("users", "create", …)`: what the command prints, and its exit status."""
    runner = whole_app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


def create(flask, *more, email="sri@contoh.id", role="auditor", at="kantor22metr"):
    return flask("users", "create", "--email", email, "--organisation", at, "--role", role, *more)


def test_a_new_person_gets_a_link_to_a_first_password(flask, browser):
    done = create(flask)
    assert done.exit_code == 0
    path = re.fullmatch(r"http://127\.0\.0\.1:8000(/account/recover/\S+)\n", done.stdout)[1]
    answer = browser().send(path, {"password": "empat ekor sapi biru"})
    assert answer.location == "/account/sign-in"


def test_who_has_a_password_gets_the_seat_alone(flask, people):
    done = create(flask, email="tini@contoh.id")
    assert (done.exit_code, "http" in done.stdout) == (0, False)
    assert json.loads(create(flask, "--json", email="tini@contoh.id").stdout)["link"] is None


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"role": "owner"}, 1),
        ({"at": "xxxxxxxxxxxx"}, 1),
        ({"email": "sri"}, 1),
        ({"role": "king"}, 2),
    ],
)
def test_what_cannot_be_is_one_line_on_stderr(flask, given, status):
    done = create(flask, **given)
    assert done.exit_code == status
    assert done.stdout == ""
    if status == 1:
        assert re.fullmatch(r"Error: [^\n]+\n", done.stderr)


def test_a_second_factor_is_reset(flask, people, browser):
    assert flask("users", "reset-second-factor", "--email", "petugas@contoh.id").exit_code == 0
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    assert petugas.open("/account/second-factor").location == "/account/second-factor/set-up"
    nobody = flask("users", "reset-second-factor", "--email", "nobody@contoh.id")
    assert (nobody.exit_code, nobody.stderr) == (1, "Error: no user with email=nobody@contoh.id\n")


def test_organisations_come_the_oldest_first(flask, unit):
    with unit() as uow:
        public_id = create_organisation(uow, PRODUCER, "Keripik").public_id
    listed = json.loads(flask("organisations", "list", "--json").stdout)
    assert [one["kind"] for one in listed] == ["office", "producer"]
    assert set(listed[1]) == {"public_id", "name", "kind", "state"}
    assert listed[1]["public_id"] == public_id
    only = flask("organisations", "list", "--kind", "producer").stdout
    assert only == f"{public_id}\tKeripik\tproducer\tactive\n"
    assert flask("organisations", "list", "--kind", "king").exit_code == 2


def test_the_journal_proves_itself(flask, people):
    done = flask("journal", "verify")
    assert done.exit_code == 0
    assert re.match(r"\d+ entries, unbroken; head [0-9a-f]{64}\n", done.stdout)
    report = json.loads(flask("journal", "verify", "--json").stdout)
    assert report["whole"] is True


def test_a_break_is_named_and_fails(flask, unit, people):
    with unit() as uow:
        if uow.session.get_bind().dialect.name == "sqlite":
            uow.session.execute(text("DROP TRIGGER journal_no_update"))
        else:
            uow.session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        uow.session.execute(text("UPDATE journal SET stored = '{}' WHERE seq = 3"))
    done = flask("journal", "verify")
    assert done.exit_code == 1
    assert done.stderr == "Error: the journal is broken at entry 3\n"
    done = flask("journal", "verify", "--json")
    assert (done.exit_code, json.loads(done.stdout)["first_bad_seq"]) == (1, 3)


def test_a_job_is_done_by_hand(flask):
    assert flask("jobs", "run", "tidy_accounts").exit_code == 0
    assert flask("jobs", "run", "fly_to_the_moon").exit_code == 2
    assert flask("jobs", "work").exit_code == 0  # in memory there is nothing to wait for


@on_postgresql
@pytest.mark.parametrize(("times", "status", "people"), [(2, 0, 1), (3, 1, 0)])
def test_what_the_database_breaks_off_is_repeated_twice(flask, engine, session, times, status, people):
    Breaking(engine, "users", "40001", times=times)

    done = create(flask)

    assert done.exit_code == status
    assert bool(re.fullmatch(r"Error: broken off[^\n]*\n", done.stderr)) is (status == 1)
    assert session.scalar(text("SELECT COUNT(*) FROM users WHERE email = 'sri@contoh.id'")) == people

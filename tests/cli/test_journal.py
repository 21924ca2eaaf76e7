"""What the commands say of the journal and of the rows that it vouches for."""

import json

import pytest
from sqlalchemy import text

from marketplace.journal.queries import head
from marketplace.partners.models import PartnerKind
from marketplace.partners.services.registering import register_partner


@pytest.fixture
def flask(whole_app):
    runner = whole_app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


@pytest.fixture
def shop(flask, unit):
    assert flask("journal", "seal").stdout == "every table is sealed\n"
    with unit() as uow:
        return register_partner(uow, name="Swalayan", kind=PartnerKind.MINIMARKET).id


def change(session, statement):
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))
    session.execute(text(statement))
    session.commit()


def rows(flask):
    return next(
        one for one in json.loads(flask("doctor", "--deep", "--json").stdout) if one["check"] == "rows"
    )


def test_the_head_is_a_line_to_keep(flask, session, shop):
    last = head(session)
    assert flask("journal", "head").stdout == f"{last.seq} {last.hash}\n"


def test_the_doctor_looks_deep_only_when_asked(flask, shop):
    assert "✓ rows" not in flask("doctor").stdout
    assert rows(flask) == {"check": "rows", "well": True, "says": "are as the journal has them"}


def test_a_changed_row_is_a_line_and_a_fault(flask, session, shop):
    change(session, f"UPDATE partners SET kind = 'hotel' WHERE id = {shop}")
    done = flask("doctor", "--deep")
    last = head(session).seq
    assert f"1 are not as the journal has them\n  partners {shop}: is not what entry {last}" in done.stdout
    assert done.exit_code == 1
    assert "rows" in done.stderr


def test_rows_that_were_never_sealed_say_what_to_do(flask, session):
    assert "run flask journal seal" in rows(flask)["says"]
    assert flask("jobs", "run", "seal_rows").exit_code == 0
    assert rows(flask)["well"]


def test_a_head_that_was_kept_is_asked_after(flask, session, shop):
    last = head(session)
    assert flask("journal", "verify", "--head", str(last.seq), last.hash).exit_code == 0
    done = flask("journal", "verify", "--head", str(last.seq), "f" * 64)
    assert (done.exit_code, done.stderr) == (
        1,
        f"Error: entry {last.seq} is not the one whose head was kept\n",
    )

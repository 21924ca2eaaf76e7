"""Whoever asks for what, with ids of whomever: nothing opens that is another's, nothing breaks, nothing is written."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from tests.journeys.conftest import seated_people
from tests.journeys.walking import MOVES_BY_ITSELF, PEOPLE
from tests.long.matrix import Matrix

pytestmark = pytest.mark.long

STAFF = {"produsen": "staf-produsen", "mitra": "staf-mitra"}
EVERYBODY = [*PEOPLE, *STAFF.values()]
FEWEST = 10_000


@pytest.fixture(scope="module")
def everybody(app, city, rows):
    """The demo's people, and one of the staff of a maker and of a shop, with the owner's password."""
    with closing(sqlite3.connect(city / "mb2.db")) as books:
        columns = [row["name"] for row in rows("SELECT name FROM pragma_table_info('users')")]
        for owner, staff in STAFF.items():
            new = {"id": "NULL", "email": f"'{staff}@mb2.test'", "public_id": f"'{staff}'", "phone": "NULL"}
            chosen = ", ".join(new.get(name, name) for name in columns)
            theirs = f"SELECT {chosen} FROM users WHERE email = '{owner}@mb2.test'"
            user = books.execute(f"INSERT INTO users {theirs}").lastrowid
            seat = f"SELECT {user}, organisation_id, 'staff', from_at FROM seats WHERE user_id ="
            books.execute(
                "INSERT INTO seats (user_id, organisation_id, role, from_at)"
                f" {seat} (SELECT id FROM users WHERE email = '{owner}@mb2.test')"
            )
        books.commit()
    return seated_people(app, rows, EVERYBODY)


@pytest.fixture(scope="module")
def matrix(app, rows):
    return Matrix(app, rows)


@pytest.fixture
def prints(rows):
    """Of every table, to the letter."""

    def take():
        names = [row["name"] for row in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: hashlib.sha256(repr(rows(f"SELECT * FROM {name}")).encode()).hexdigest()
            for name in names
            if name not in MOVES_BY_ITSELF
        }

    return take


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_opens_what_is_not_theirs(matrix, everybody, prints, name):
    person, before, wrong, tried = everybody[name], prints(), [], 0
    for cell in matrix.cells(person):
        answer = person.tries(cell.method, cell.address)
        tried += 1
        if answer.status_code not in cell.allowed:
            wrong.append(
                f"{answer.status_code} {cell.method} {cell.address[:120]} ({cell.endpoint}, {cell.whose})"
            )

    assert not wrong, "\n".join(wrong)
    assert prints() == before
    assert tried >= FEWEST / len(EVERYBODY)


def test_there_are_ten_thousand_cells(matrix, everybody):
    assert sum(1 for person in everybody.values() for _ in matrix.cells(person)) >= FEWEST

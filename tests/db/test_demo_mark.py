import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.db.demo_mark import is_demo, mark_as_demo


def test_a_new_database_is_no_demo(session):
    assert not is_demo(session)


def test_one_that_was_marked_is_one_and_may_be_marked_again(session):
    for _ in range(2):
        mark_as_demo(session)
        session.commit()

    assert is_demo(session)


@pytest.mark.parametrize("statement", ["DELETE FROM demo_mark", "UPDATE demo_mark SET id = 2"])
def test_nobody_takes_the_mark_away(session, statement):
    mark_as_demo(session)
    session.commit()

    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert is_demo(session)


def test_a_postgresql_table_cannot_be_emptied_at_once_either(session):
    mark_as_demo(session)
    session.commit()
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(IntegrityError, match="append-only"):
            session.execute(text("TRUNCATE demo_mark"))
        session.rollback()
    assert is_demo(session)


def test_there_is_one_mark(session):
    with pytest.raises(IntegrityError):
        session.execute(text("INSERT INTO demo_mark (id) VALUES (2)"))

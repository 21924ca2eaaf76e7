"""What the database keeps of prints, tried around the service."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.ordering.states import PaperKind
from tests.factories.ordering import make_handover
from tests.factories.papers import make_paper

PRINT = (
    "INSERT INTO prints (paper_id, organisation_id, copy, printed_at)"
    " VALUES (:paper, :organisation, :copy, '2026-11-24 00:00:00')"
)


@pytest.fixture
def refused(session):
    def check(statement, says=".", **values):
        with pytest.raises(DBAPIError, match=says):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def paper(session, handover):
    return make_paper(session, handover, PaperKind.DELIVERY)


@pytest.fixture
def printed(session, handover, paper):
    """Once, by the maker."""
    values = {"paper": paper.id, "organisation": handover.producer_id, "copy": 1}
    session.execute(text(PRINT), values)
    session.commit()
    return values


@pytest.mark.parametrize("copy", [1, 3, 0, -1])
def test_there_is_one_original_and_its_copies_in_turn(refused, printed, copy):
    refused(PRINT, **printed | {"copy": copy})


def test_the_next_copy_is_taken_and_each_organisation_begins_anew(session, handover, printed):
    session.execute(text(PRINT), printed | {"copy": 2})
    session.execute(text(PRINT), printed | {"organisation": handover.partner_id})
    session.commit()


def test_no_original_is_skipped(refused, printed, handover):
    refused(PRINT, "original", **printed | {"organisation": handover.partner_id, "copy": 2})


@pytest.mark.parametrize("statement", ["UPDATE prints SET copy = 9", "DELETE FROM prints"])
def test_a_print_stays_written(refused, printed, statement):
    refused(statement, "append-only")

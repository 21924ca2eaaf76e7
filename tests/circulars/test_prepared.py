from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.circulars.drafts import mark_of
from marketplace.circulars.models import PreparedExemption
from marketplace.circulars.prepared import (
    prepare_exemption,
    prepared_rows,
    remove_prepared,
    said_wrong,
)
from marketplace.circulars.queries import bands_of, exempt_in
from marketplace.circulars.services import approve_circular, remove_clause
from marketplace.circulars.states import DRAFT
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, OFFICER
from tests.factories.circulars import make_circular, make_clause
from tests.factories.officials import make_official
from tests.factories.partners import make_partner

JANUARY = {"from_on": date(2027, 1, 1), "until_on": date(2027, 1, 31)}
HELD = select(func.count()).select_from(PreparedExemption)


@pytest.fixture
def draft(session):
    clauses = make_clause(code="4a"), make_clause(code="4b", period="quarter")
    return make_circular(session, *clauses, state=DRAFT, from_on=date(2027, 1, 1))


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def prepare(work, draft, partner):
    def act(clause=0, role=OFFICER, **days):
        with work(role, at=1, user_id=None) as uow:
            clause_id = draft.clauses[clause].id
            return prepare_exemption(
                uow, draft.id, partner.id, clause_id, decision="K 12", **(days or JANUARY)
            )

    return act


def test_it_lifts_nothing_before_the_approval_and_the_clause_after(session, work, draft, partner, prepare):
    prepare()
    assert exempt_in(session, Month(2027, 1)) == {}
    with work(APPROVER, at=1, user_id=make_official(session)) as uow:
        approve_circular(uow, draft.id)
    assert exempt_in(session, Month(2027, 1)) == {partner.id: {"4a"}}
    assert session.scalar(HELD) == 0


@pytest.mark.parametrize(
    ("clause", "from_on", "until_on", "says"),
    [
        (0, date(2026, 12, 1), date(2027, 1, 31), "mulai 01/01/2027"),  # before the circular begins
        (0, date(2027, 1, 15), date(2027, 1, 31), "mulai 01/02/2027"),
        (1, date(2027, 1, 1), date(2027, 1, 31), "berakhir 31/03/2027"),
    ],
)
def test_it_covers_whole_periods_of_the_circular(prepare, clause, from_on, until_on, says):
    with pytest.raises(Refused, match=says):
        prepare(clause, from_on=from_on, until_on=until_on)


def test_one_whose_period_has_begun_stops_the_approval_until_it_is_removed(session, work, draft, prepare):
    number = prepare().id
    session.commit()
    [row] = prepared_rows(session, draft, date(2027, 1, 2))
    assert "mulai 01/02/2027" in str(said_wrong([row])[0])
    draft.from_on = date(2027, 1, 15)
    session.commit()
    with (
        pytest.raises(Refused, match="tidak dapat berlaku lagi"),
        work(APPROVER, at=1, user_id=make_official(session)) as uow,
    ):
        approve_circular(uow, draft.id)
    with work(OFFICER, at=1) as uow:
        remove_prepared(uow, draft.id, number)
    with work(APPROVER, at=1, user_id=make_official(session)) as uow:
        approve_circular(uow, draft.id)


def test_a_clause_takes_those_of_it_along(session, work, draft, prepare):
    prepare()
    with work(OFFICER, at=1) as uow:
        remove_clause(uow, draft.clauses[0].id)
    assert session.scalar(HELD) == 0


def test_whoever_reads_a_draft_approves_what_it_lifts(session, draft, prepare):
    before = mark_of(draft, bands_of(session, draft))
    prepare()
    rows = prepared_rows(session, draft, date(2026, 12, 1))
    assert mark_of(draft, bands_of(session, draft), rows) != before


def test_only_an_officer_prepares_and_only_in_a_draft(session, work, prepare, draft, partner):
    with pytest.raises(Forbidden):
        prepare(role=APPROVER)
    other = make_circular(session, state=DRAFT, from_on=date(2027, 1, 1))
    with pytest.raises(NotFound), work(OFFICER, at=1) as uow:
        prepare_exemption(uow, other.id, partner.id, draft.clauses[0].id, decision="K 12", **JANUARY)
    number = prepare().id
    with pytest.raises(NotFound), work(OFFICER, at=1) as uow:
        remove_prepared(uow, other.id, number)


def test_it_does_not_end_before_it_begins(session, draft, partner):
    row = PreparedExemption(
        clause_id=draft.clauses[0].id, partner_id=partner.id, decision="K",
        from_on=date(2027, 2, 1), until_on=date(2027, 1, 1),
    )  # fmt: skip
    session.add(row)
    with pytest.raises(IntegrityError, match="ends_after_start"):
        session.flush()

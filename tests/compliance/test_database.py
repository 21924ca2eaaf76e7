"""What the database refuses by itself, whoever speaks to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from marketplace.compliance.models import Objection, ObjectionAnswer, Period, Report, ReportSlice
from marketplace.compliance.states import ObjectionRuling
from tests.conftest import NOW
from tests.factories.partners import make_partner


def make_report(session, number="0001/LAP-MB2/XII/2026", **given):
    report = Report(
        **{
            "number": number,
            "month": "2026-08",
            "document": "{}",
            "annex": "{}",
            "sha256": "0" * 64,
            "signature": "0" * 128,
            "public_key": "0" * 64,
            "signed_by": None,
            "signed_at": NOW,
        }
        | given
    )
    session.add(report)
    session.commit()
    return report


@pytest.fixture
def objection(session):
    period = Period(month="2026-08")
    session.add(period)
    session.flush()
    partner = make_partner(session)
    row = Objection(
        period_id=period.id, partner_id=partner.id, text="belum masuk", written_by=None, written_at=NOW
    )
    session.add(row)
    session.commit()
    return row


@pytest.mark.parametrize(
    "statement",
    ["UPDATE reports SET document = '[]'", "UPDATE reports SET cause = 'x'", "DELETE FROM reports"],
)
def test_reports_are_written_once(session, statement):
    make_report(session)
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE report_slices SET text = '{}'", "DELETE FROM report_slices"])
def test_slices_are_written_once(session, statement):
    report = make_report(session)
    session.add(ReportSlice(report_id=report.id, name="month", text="{}", sha256="0" * 64))
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_a_report_has_one_slice_of_a_name(session):
    report = make_report(session)
    for _ in range(2):
        session.add(ReportSlice(report_id=report.id, name="month", text="{}", sha256="0" * 64))
    with pytest.raises(IntegrityError):
        session.commit()


@pytest.mark.parametrize("statement", ["UPDATE objections SET text = 'x'", "DELETE FROM objections"])
def test_objections_are_written_once(session, objection, statement):
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


@pytest.fixture
def answer(session, objection):
    row = ObjectionAnswer(
        objection_id=objection.id,
        ruling=ObjectionRuling.ACCEPTED,
        text="Nota sudah dicatat",
        answered_by=None,
        answered_at=NOW,
    )
    session.add(row)
    session.commit()
    return row


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE objection_answers SET text = 'x'",
        "UPDATE objection_answers SET ruling = 'not_accepted'",
        "DELETE FROM objection_answers",
        "INSERT INTO objection_answers (objection_id, ruling, text, answered_at)"
        " SELECT objection_id, 'not_accepted', 'lagi', answered_at FROM objection_answers",
    ],
)
def test_an_objection_is_answered_once_and_for_good(session, answer, statement):
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO objection_answers (objection_id, ruling, text, answered_at)"
        " SELECT id, 'accepted', '', written_at FROM objections",
        "INSERT INTO objections (period_id, partner_id, text, written_at, amount)"
        " SELECT period_id, partner_id, text, written_at, 0 FROM objections",
    ],
)
def test_an_answer_is_in_words_and_an_amount_above_zero(session, objection, statement):
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_a_report_has_one_successor(session):
    first = make_report(session)
    make_report(session, "2", supersedes_id=first.id)
    with pytest.raises(IntegrityError):
        make_report(session, "3", supersedes_id=first.id)


def test_a_number_is_used_once(session):
    make_report(session)
    with pytest.raises(IntegrityError):
        make_report(session)


@pytest.mark.parametrize("month", ["2026-8", "2026-08-01"])
def test_a_month_is_written_one_way(session, month):
    with pytest.raises(DatabaseError):
        session.execute(
            text("INSERT INTO periods (month, state, version) VALUES (:month, 'open', 1)"), {"month": month}
        )
        session.commit()

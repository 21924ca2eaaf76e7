import pytest
from sqlalchemy import select

from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, SYSADMIN, VIEWER
from marketplace.outreach.models import Attendance, AttendanceState, Candidate
from tests.conftest import NOW
from tests.factories.outreach import make_activity


@pytest.fixture
def wati(session):
    candidate = Candidate(
        name="Wati Contoh", phone="+6281233334444", business_name="Dapur Wati", created_at=NOW, consent_at=NOW
    )
    session.add(candidate)
    session.flush()
    visit = make_activity(session)
    session.add(
        Attendance(
            client_id="w" * 20,
            activity_id=visit.id,
            candidate_id=candidate.id,
            code="WATIX",
            state=AttendanceState.REGISTERED,
            registered_at=NOW,
            note="minta dijemput",
        )
    )
    session.commit()
    return candidate


def test_an_officer_finds_who_came_by_name_or_number(as_seat, wati):
    officer = as_seat(OFFICER)
    for words in ("", "wati", "33334444"):
        page = officer.open(f"/office/candidates?q={words}").text
        assert "Wati Contoh" in page, words
        assert f"/office/candidates/{wati.public_id}" in page
    assert "Wati Contoh" not in officer.open("/office/candidates?q=zulaikha").text


def test_and_sees_where_they_were(as_seat, wati):
    page = as_seat(OFFICER).open(f"/office/candidates/{wati.public_id}").text
    for words in ("Wati Contoh", "+6281233334444", "Dapur Wati", "minta dijemput"):
        assert words in page


@pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER, SYSADMIN])
def test_nobody_else_does(as_seat, wati, role):
    other = as_seat(role)
    assert other.open("/office/candidates").status_code == 403
    assert other.open(f"/office/candidates/{wati.public_id}").status_code == 403


def test_erased_on_request_they_are_gone_and_their_place_still_counts(as_seat, wati, session):
    officer, page = as_seat(OFFICER), f"/office/candidates/{wati.public_id}"
    answer = officer.send(f"{page}/erase", {"asked": "y"}, page=page)
    assert (answer.status_code, answer.location) == (302, "/office/candidates")
    assert officer.open(page).status_code == 404
    assert "Wati" not in officer.open("/office/candidates").text
    session.rollback()
    assert (wati.phone, wati.business_name, wati.erased_at is not None) == (None, "", True)
    attendance = session.scalars(select(Attendance)).one()
    assert (attendance.state, attendance.note) == (AttendanceState.REGISTERED, "")


def test_not_without_their_own_wish(as_seat, wati, session):
    page = f"/office/candidates/{wati.public_id}"
    assert as_seat(OFFICER).send(f"{page}/erase", {}, page=page).status_code == 422
    session.rollback()
    assert wati.erased_at is None

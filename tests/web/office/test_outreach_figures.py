from datetime import timedelta

import pytest

from marketplace.kernel import clock
from marketplace.kernel.clock import day_of
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, VIEWER
from marketplace.outreach.models import AttendanceState
from tests.factories.outreach import make_activity, make_attendance, make_candidate, make_case
from tests.factories.producers import make_producer


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def visit(session):
    """Two came, one with a case since."""
    starts = clock.now() - timedelta(hours=2)
    activity = make_activity(session, starts_at=starts, ends_at=starts + timedelta(hours=4))
    one = make_candidate(session, name="Wartini Contoh", business_name="Anyaman Contoh")
    other = make_candidate(session, name="Tuti Contoh")
    for person in (one, other):
        make_attendance(session, activity, person, state=AttendanceState.PRESENT)
    make_case(session, candidate=one, opened_at=clock.now())
    return activity


@pytest.mark.day("2026-11-24T09:00")
class TestFunnel:
    def test_each_step_is_counted_of_those_who_came(self, officer, visit):
        page = officer.open("/office/outreach/funnel").text

        assert "Hadir: 2" in page
        assert "Urusan dibuka: 1" in page
        assert "50,00\u00a0%" in page

    def test_each_number_leads_to_its_people(self, officer, visit):
        page = officer.open("/office/outreach/funnel?stage=case").text

        assert "Wartini Contoh" in page
        assert "Tuti Contoh" not in page

    def test_the_period_is_in_the_address(self, officer, visit):
        before = (day_of(clock.now()) - timedelta(days=9)).isoformat()

        page = officer.open(f"/office/outreach/funnel?first={before}&last={before}").text
        assert "Belum ada data" in page
        assert "0,00" not in page
        assert "Hadir: 2" in officer.open("/office/outreach/funnel?first=kemarin").text

    def test_it_may_be_of_one_activity(self, officer, visit, session):
        other = make_activity(session)

        page = officer.open(f"/office/outreach/funnel?activity={visit.public_id}&stage=present").text
        assert "Tuti Contoh" in page
        assert "Belum ada data" in officer.open(f"/office/outreach/funnel?activity={other.public_id}").text

    @pytest.mark.parametrize("role", [AUDITOR, VIEWER], ids=str)
    def test_who_is_no_officer_sees_businesses_and_no_people(self, as_seat, visit, role):
        page = as_seat(role).open("/office/outreach/funnel?stage=case").text

        assert "Anyaman Contoh" in page
        assert "Wartini Contoh" not in page

    def test_more_people_take_no_more_statements(self, officer, visit, session, statements):
        few = statements(lambda: officer.open("/office/outreach/funnel?stage=present"))
        for _ in range(9):
            make_attendance(session, visit, state=AttendanceState.PRESENT)

        assert statements(lambda: officer.open("/office/outreach/funnel?stage=present")) <= few


class TestKelurahan:
    def test_all_of_them_stand_in_map_and_table(self, officer, session):
        make_producer(session)
        make_producer(session)

        page = officer.open("/office/outreach/kelurahan").text

        assert page.count("<rect") == 22
        assert "22 kelurahan" in page
        assert "<title>Iring Mulyo: 2</title>" in page
        assert "style=" not in page

    def test_what_is_shaded_is_chosen(self, officer, visit):
        page = officer.open("/office/outreach/kelurahan?show=open_cases").text

        assert "<title>Iring Mulyo: 1</title>" in page
        assert "<title>Iring Mulyo: 0</title>" in officer.open("/office/outreach/kelurahan?show=x").text

    def test_it_is_sorted_by_what_is_asked(self, officer, session):
        make_producer(session)
        page = officer.open("/office/outreach/kelurahan?sort=-makers").text

        rows = page[page.index("<tbody>") :]
        assert rows.index("Iring Mulyo") < rows.index("Banjarsari")
        assert officer.open("/office/outreach/kelurahan?sort=-next_visit").status_code == 200
        assert officer.open("/office/outreach/kelurahan?sort=sandi").status_code == 200

    def test_it_can_be_taken_along(self, officer):
        assert officer.open("/office/outreach/kelurahan.xlsx?sort=-makers").data.startswith(b"PK")

    def test_officials_only(self, as_seat, session):
        assert as_seat(VIEWER).open("/office/outreach/kelurahan").status_code == 200
        owner = as_seat(OWNER, at=make_producer(session).id)
        assert owner.open("/office/outreach/kelurahan").status_code == 403

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.kernel import clock
from marketplace.kernel.roles import OFFICER
from marketplace.outreach.models import Attendance, AttendanceState, LicenceCase
from tests.factories.outreach import make_activity, make_attendance, make_candidate

REGISTERED, WAITLISTED, PRESENT = (
    AttendanceState.REGISTERED,
    AttendanceState.WAITLISTED,
    AttendanceState.PRESENT,
)
GUEST = {"name": "Wahyu Contoh", "phone": "0812-3456-7002", "client_id": "0123456789abcdef"}
PLACES = re.compile(r'id="o-([a-z0-9]+)"')


@pytest.fixture
def activity(session):
    starts = clock.now() - timedelta(hours=1)
    return make_activity(session, starts_at=starts, ends_at=starts + timedelta(hours=5), capacity=3)


@pytest.fixture
def day(activity):
    return f"/office/outreach/{activity.public_id}/day"


@pytest.fixture
def to(activity, day, as_seat):
    """An officer's phone: to("check-in", code=…) sends a form of the day's page."""
    officer = as_seat(OFFICER)

    def send(what, **fields):
        return officer.send(f"/office/outreach/{activity.public_id}/{what}", fields, page=day)

    send.officer = officer
    return send


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


class TestArriving:
    def test_the_code_brings_in_and_back_to_the_line(self, to, day, activity, session):
        place = make_attendance(session, activity, code="KMTRS")

        answer = to("check-in", code=" kmtrs ")

        assert answer.location == f"{day}#o-{place.public_id}"
        session.rollback()
        assert place.state is PRESENT
        assert "Hadir dicatat." in to.officer.open(day).text

    def test_twice_is_one_and_is_said_kindly(self, to, day, activity, session):
        make_attendance(session, activity, code="KMTRS")
        to("check-in", code="KMTRS")
        to.officer.open(day)

        to("check-in", code="KMTRS")

        page = to.officer.open(day).text
        assert "tidak dihitung dua kali" in page
        assert "<b>1 hadir</b>" in page

    def test_the_address_in_the_qr_code_does_as_well(self, to, activity, session):
        place = make_attendance(session, activity)

        to("check-in", code=f"https://mb2.contoh.test/events/tickets/{place.public_id}")

        session.rollback()
        assert place.state is PRESENT

    def test_a_wrong_code_is_told_and_kept(self, to):
        answer = to("check-in", code="QQQQQ")

        assert answer.status_code == 422
        assert "bukan dari kegiatan ini" in answer.text
        assert 'value="QQQQQ"' in answer.text

    def test_one_tap_is_enough_and_can_be_taken_back(self, to, activity, session):
        place = make_attendance(session, activity)

        to(f"people/{place.public_id}/arrive")
        session.rollback()
        assert place.state is PRESENT

        to(f"people/{place.public_id}/undo")
        session.rollback()
        assert place.state is REGISTERED

    def test_a_search_is_kept(self, to, day, activity, session):
        place = make_attendance(session, activity, make_candidate(session, name="Wahyu Contoh"))
        make_attendance(session, activity, make_candidate(session, name="Tuti Contoh"))
        address = f"{day}?q=wahyu"
        page = to.officer.open(address).text
        assert PLACES.findall(page) == [place.public_id]

        arrive = f"/office/outreach/{activity.public_id}/people/{place.public_id}/arrive?q=wahyu"
        answer = to.officer.send(arrive, page=address)

        assert answer.location == f"{address}#o-{place.public_id}"

    def test_somebody_of_another_activity_is_not_here(self, to, session):
        stranger = make_attendance(session, make_activity(session))

        assert to(f"people/{stranger.public_id}/undo").status_code == 404


class TestGuests:
    def test_two_fields_bring_somebody_in_and_a_retry_is_no_second_one(self, to, session):
        first, second = to("guests", **GUEST), to("guests", **GUEST)

        assert first.location == second.location
        assert count(session, Attendance) == 1
        guest = session.scalars(select(Attendance)).one()
        assert (guest.state, guest.walk_in) == (PRESENT, True)

    def test_without_a_telephone_it_works_too(self, to, session):
        to("guests", **GUEST | {"phone": ""})

        assert count(session, Attendance) == 1

    def test_a_full_hall_is_said_and_offers_the_waiting_list(self, to, activity, session):
        for _ in range(3):
            make_attendance(session, activity)

        refused = to("guests", **GUEST)
        assert refused.status_code == 422
        assert "Semua 3 tempat terisi" in refused.text
        assert 'value="Wahyu Contoh"' in refused.text
        to("guests", **GUEST, act="wait")

        session.rollback()
        states = list(session.scalars(select(Attendance.state)))
        assert states.count(WAITLISTED) == 1

    def test_a_number_that_is_none_is_told(self, to, session):
        answer = to("guests", **GUEST | {"phone": "123"})

        assert answer.status_code == 422
        assert "Nomor telepon tidak dikenal" in answer.text
        assert count(session, Attendance) == 0


class TestTalking:
    def test_a_note_stands_with_the_person(self, to, day, activity, session):
        place = make_attendance(session, activity, state=PRESENT)

        answer = to(f"people/{place.public_id}/note", note="Belum punya KTP baru.")

        assert answer.location.endswith(f"#o-{place.public_id}")
        assert "Belum punya KTP baru." in to.officer.open(day).text

    def test_a_note_that_is_too_long_comes_back(self, to, activity, session):
        place = make_attendance(session, activity, state=PRESENT)

        answer = to(f"people/{place.public_id}/note", note="a" * 2001)

        assert answer.status_code == 422
        assert "a" * 2001 in answer.text

    def test_a_case_is_one_tap_a_paper_and_opened_once(self, to, day, activity, session):
        place = make_attendance(session, activity, state=PRESENT)
        page = to.officer.open(day).text
        assert page.count('name="kind"') == 2  # the visit serves two

        for number in (1, 2):
            to(f"people/{place.public_id}/cases", kind="nib", client_id=f"0123456789abcde{number}")

        assert count(session, LicenceCase) == 1
        case = session.scalars(select(LicenceCase)).one()
        assert (case.kind, case.candidate_id, case.activity_id) == ("nib", place.candidate_id, activity.id)
        page = to.officer.open(day).text
        assert "sudah terbuka" in page
        assert "1 urusan berjalan" in page

    def test_every_form_has_an_id_of_its_own(self, to, day, activity, session):
        for _ in range(2):
            make_attendance(session, activity, state=PRESENT)

        ids = re.findall(r'name="client_id"[^>]*value="([^"]+)"', to.officer.open(day).text)

        assert len(ids) == len(set(ids)) > 4

    def test_a_kind_there_is_none_of_is_refused(self, to, day, activity, session):
        place = make_attendance(session, activity, state=PRESENT)

        to(f"people/{place.public_id}/cases", kind="paspor", client_id="0123456789abcdef")

        assert count(session, LicenceCase) == 0
        assert "Pilih jenis surat." in to.officer.open(day).text


class TestList:
    def test_more_people_take_no_more_statements(self, to, day, session, statements):
        starts = clock.now() - timedelta(hours=1)
        hall = make_activity(session, starts_at=starts, ends_at=starts + timedelta(hours=5))
        page = f"/office/outreach/{hall.public_id}/day"
        make_attendance(session, hall, state=PRESENT)
        few = statements(lambda: to.officer.open(page))
        for number in range(20):
            make_attendance(session, hall, state=PRESENT if number % 2 else REGISTERED)

        assert statements(lambda: to.officer.open(page)) <= few

    def test_it_works_when_the_visit_is_over_and_offers_nothing(self, to, day, activity, session):
        make_attendance(session, activity)
        activity.closed_at = clock.now()
        session.commit()

        page = to.officer.open(day).text

        assert "sudah ditutup" in page
        assert "/arrive" not in page

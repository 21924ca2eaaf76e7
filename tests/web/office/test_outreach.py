import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Seat
from marketplace.kernel import clock
from marketplace.kernel.clock import WIB, day_of
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER, OWNER, SYSADMIN, VIEWER
from marketplace.outreach.models import Activity, Attendance, AttendanceState, TeamMember
from tests.factories.outreach import IRING_MULYO, make_activity, make_attendance, make_candidate
from tests.factories.partners import make_organisation
from tests.factories.producers import make_person, make_producer

PRESENT = AttendanceState.PRESENT


def plan(**given):
    return {
        "kind": "visit",
        "title": "Silaturahmi Contoh",
        "day": (day_of(clock.now()) + timedelta(days=5)).isoformat(),
        "begins": "08.30",
        "ends": "12:00",
        "kelurahan_code": IRING_MULYO,
        "place": "Balai Contoh",
        "capacity": "25",
        "serves": ["nib", "halal"],
        "about": "Bawa KTP.",
    } | given


def current(session, **given):
    """It began an hour ago."""
    starts = clock.now() - timedelta(hours=1)
    return make_activity(session, **{"starts_at": starts, "ends_at": starts + timedelta(hours=5)} | given)


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


class TestPlanning:
    def test_one_is_planned_announced_and_changed(self, officer, stranger, session):
        page = officer.send("/office/outreach/new", plan()).location
        assert "Belum diumumkan" in officer.open(page).text
        session.rollback()
        activity = session.scalars(select(Activity)).one()
        assert (activity.capacity, activity.serves) == (25, ["nib", "halal"])
        assert f"{activity.starts_at.astimezone(WIB):%H.%M}" == "08.30"
        public = f"/events/{activity.public_id}"
        assert stranger.open(public).status_code == 404

        officer.send(f"{page}/announce", page=page)
        assert stranger.open(public).status_code == 200

        form = f"{page}/plan"
        assert 'value="Balai Contoh"' in officer.open(form).text
        changed = plan(place="Masjid Contoh", version=str(_version(session)))
        assert officer.send(form, changed).location == page
        assert "Masjid Contoh" in stranger.open(public).text

    def test_the_team_is_chosen_from_officers(self, as_seat, session):
        one, office = make_person(session, name="Bagus Contoh"), make_organisation(session, OFFICE)
        session.add(Seat(user_id=one.id, organisation_id=office.id, role=OFFICER, from_at=clock.now()))
        session.commit()
        officer = as_seat(OFFICER, at=office.id, user_id=one.id)

        assert "Bagus Contoh" in officer.open("/office/outreach/new").text
        officer.send("/office/outreach/new", plan(team=[str(one.id)]))

        session.rollback()
        assert [row.user_id for row in session.scalars(select(TeamMember))] == [one.id]

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"ends": "08.00"}, "Jam selesai harus setelah jam mulai"),
            ({"begins": "pagi"}, "bukan jam"),
            ({"kelurahan_code": ""}, "Pilih kelurahan yang dikunjungi"),
            ({"capacity": "0"}, "paling sedikit 1"),
            ({"title": ""}, "Judul wajib diisi"),
        ],
    )
    def test_what_is_wrong_is_told_and_kept(self, officer, session, wrong, words):
        answer = officer.send("/office/outreach/new", plan(**wrong))

        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="Balai Contoh"' in answer.text
        session.rollback()
        assert session.scalars(select(Activity)).all() == []

    def test_two_who_change_it_at_once_do_not_lose_each_others_words(self, officer, session):
        activity = current(session)
        form = f"/office/outreach/{activity.public_id}/plan"
        seen = plan(version=str(activity.version), day=day_of(clock.now()).isoformat())
        officer.send(form, seen | {"place": "Yang pertama"})

        late = officer.send(form, seen | {"place": "Yang kedua"})

        assert late.status_code == 422
        assert "diubah orang lain" in late.text
        assert 'value="Yang kedua"' in late.text

    def test_it_is_called_off_with_a_reason_and_the_number_of_people_told(self, officer, stranger, session):
        activity = current(
            session, starts_at=clock.now() + timedelta(days=2), ends_at=clock.now() + timedelta(days=3)
        )
        make_attendance(session, activity)
        page = f"/office/outreach/{activity.public_id}"

        assert "1 orang yang mendaftar atau menunggu dikabari" in officer.open(page).text
        assert "Alasan wajib diisi" in officer.send(f"{page}/cancel", {"reason": ""}, page=page).text
        officer.send(f"{page}/cancel", {"reason": "Banjir."}, page=page)

        assert "Banjir." in officer.open(page).text
        assert "Banjir." in stranger.open(f"/events/{activity.public_id}").text

    def test_it_is_closed_and_who_did_not_come_is_absent(self, officer, session):
        activity = current(session)
        missing = make_attendance(session, activity)
        make_attendance(session, activity, state=PRESENT)
        page = f"/office/outreach/{activity.public_id}"

        assert "1 orang yang tidak datang" in officer.open(page).text
        officer.send(f"{page}/close", page=page)

        session.rollback()
        assert missing.state is AttendanceState.ABSENT
        assert "Daftar hadir" not in officer.open(page).text.split("</h1>")[1].split("<dl")[0]

    def test_what_cannot_be_is_said_on_its_page(self, officer, session):
        activity = current(
            session, starts_at=clock.now() + timedelta(days=2), ends_at=clock.now() + timedelta(days=3)
        )
        page = f"/office/outreach/{activity.public_id}"

        officer.send(f"{page}/close", page=page)

        assert "belum dimulai" in officer.open(page).text


def _version(session):
    session.rollback()
    return session.scalars(select(Activity)).one().version


class TestList:
    def test_it_is_narrowed_in_the_address(self, officer, session):
        past = clock.now() - timedelta(days=9)
        make_activity(session, title="Yang Lalu", starts_at=past, ends_at=past + timedelta(hours=2))
        current(session, title="Yang Sekarang")

        assert "Yang Lalu" not in officer.open("/office/outreach").text
        assert "Yang Lalu" in officer.open("/office/outreach?when=past").text
        assert "Yang Sekarang" not in officer.open("/office/outreach?kind=event").text
        assert "Tidak ada yang cocok" in officer.open("/office/outreach?kelurahan=18.72.01.1001").text
        assert "Yang Sekarang" in officer.open("/office/outreach?kind=parade").text

    def test_more_activities_take_no_more_statements(self, officer, session, statements):
        current(session)
        few = statements(lambda: officer.open("/office/outreach"))
        for _ in range(9):
            make_attendance(session, current(session))

        assert statements(lambda: officer.open("/office/outreach")) <= few

    def test_other_officials_see_figures_and_no_people(self, as_seat, session):
        activity = current(session)
        make_attendance(session, activity, make_candidate(session, name="Rahasia Contoh"), state=PRESENT)
        page = f"/office/outreach/{activity.public_id}"

        for role in (AUDITOR, VIEWER):
            visitor = as_seat(role)
            shown = visitor.open(page)
            assert shown.status_code == 200
            assert "Rahasia Contoh" not in shown.text
            assert "Unduh daftar peserta" not in shown.text
            for closed in ("/day", "/plan", "/certificates.pdf"):
                assert visitor.open(page + closed).status_code == 403
        assert as_seat(SYSADMIN).open(page).status_code == 403
        assert as_seat(OWNER, at=make_producer(session).id).open(page).status_code == 403


class TestPaper:
    def test_the_poster_leads_to_the_registration(self, officer, session):
        activity = current(session)
        page = f"/office/outreach/{activity.public_id}"

        assert f"/events/{activity.public_id}" in officer.open(f"{page}/poster").text
        assert officer.open(f"{page}/qr.svg").mimetype == "image/svg+xml"

    @pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
    def test_the_list_of_people_is_taken_for_a_purpose_that_is_written_down(
        self, officer, session, form, begins
    ):
        activity = current(session)
        make_attendance(session, activity, make_candidate(session, name="Wartini Contoh"))
        page = f"/office/outreach/{activity.public_id}"

        answer = officer.send(f"{page}/attendees", {"purpose": "calling", "format": form}, page=page)

        assert answer.data.startswith(begins)
        assert answer.headers["Cache-Control"] == "private, no-store"
        if form == "csv":
            assert "Wartini Contoh" in answer.data.decode()
        history = officer.open(page).text
        assert "Daftar peserta diunduh" in history
        assert "Wartini Contoh" not in history

    def test_without_a_purpose_nothing_is_given_out(self, officer, session):
        activity = current(session)
        make_attendance(session, activity)
        page = f"/office/outreach/{activity.public_id}"

        answer = officer.send(f"{page}/attendees", {"format": "xlsx"}, page=page)

        assert answer.location == page
        assert "Daftar peserta diunduh" not in officer.open(page).text

    def test_certificates_are_for_those_who_were_there(self, officer, session):
        activity = current(session)
        absent = make_attendance(session, activity)
        page = f"/office/outreach/{activity.public_id}"
        assert officer.open(f"{page}/certificates.pdf").status_code == 404

        there = make_attendance(session, activity, state=PRESENT)

        assert officer.open(f"{page}/certificates.pdf").data.startswith(b"%PDF")
        assert officer.open(f"{page}/people/{there.public_id}/certificate.pdf").mimetype == "application/pdf"
        assert officer.open(f"{page}/people/{absent.public_id}/certificate.pdf").status_code == 404


class TestTasks:
    def test_officers_are_told_of_today_and_of_what_was_not_closed(self, officer, as_seat, session):
        past = clock.now() - timedelta(days=9)
        make_activity(session, title="Yang Lalu", starts_at=past, ends_at=past + timedelta(hours=2))
        today = current(session, title="Yang Sekarang", ends_at=clock.now() + timedelta(minutes=1))
        full = current(
            session,
            title="Penuh",
            capacity=1,
            starts_at=clock.now() + timedelta(days=4),
            ends_at=clock.now() + timedelta(days=5),
        )
        make_attendance(session, full)
        make_attendance(session, full, state=AttendanceState.WAITLISTED)

        home = officer.open("/office/").text

        assert "Tutup kegiatan: Yang Lalu" in home
        assert f"/office/outreach/{today.public_id}/day" in home
        assert "1 orang menunggu tempat" in home
        assert "Yang Sekarang" not in as_seat(AUDITOR).open("/office/").text


class TestFloods:
    def test_one_is_marked_and_taken_back_in_one_act(self, officer, as_seat, stranger, session):
        activity = make_activity(session, starts_at=clock.now() + timedelta(days=3),
                                 ends_at=clock.now() + timedelta(days=4))  # fmt: skip
        public, page = f"/events/{activity.public_id}", f"/office/outreach/{activity.public_id}"
        auditor = as_seat(AUDITOR)
        said = {"name": "Asal", "consent": "y"}
        for n in range(8):
            fields = {"phone": f"0812-3456-{n:04}", "client_id": f"0123456789abc{n:03}"}
            stranger.send(public, said | fields)

        shown = officer.open(page).text
        assert "8 pendaftaran dari satu sumber" in shown
        source = re.search(r'name="source" value="([^"]+)"', shown)[1]
        assert "127.0.0.1" not in shown and "dari satu sumber" not in auditor.open(page).text
        refused = officer.send(f"{page}/flood", {"source": source, "reason": ""}, page=page)
        assert refused.status_code == 422 and "Alasan wajib diisi" in refused.text
        officer.send(f"{page}/flood", {"source": source, "reason": "nomor dibuat-buat"}, page=page)

        session.rollback()
        states = session.scalars(select(Attendance.state)).all()
        assert states == [AttendanceState.CANCELLED] * 8
        shown = officer.open(page).text
        assert "dari satu sumber" not in shown
        assert "Pendaftaran beruntun dibatalkan" in shown

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.kernel import clock
from marketplace.kernel.roles import AUDITOR, OFFICER
from marketplace.outreach.models import Activity, Attendance, AttendanceState
from tests.factories.outreach import make_activity, make_attendance, make_candidate

NAME, PHONE = "Ratna Sari Contoh", "+6281299998888"


def made(session, **given):
    """A place of Ratna's at a visit that is on now."""
    starts = clock.now() - timedelta(hours=1)
    activity = make_activity(session, starts_at=starts, ends_at=starts + timedelta(hours=5))
    return make_attendance(session, activity, make_candidate(session, name=NAME, phone=PHONE), **given)


def address(place, what="", key=True):
    return f"/events/tickets/{place.public_id}{what}{f'?key={place.client_id}' if key else ''}"


class TestTicket:
    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (AttendanceState.REGISTERED, "Tempat Anda ada"),
            (AttendanceState.WAITLISTED, "0 orang menunggu sebelum Anda"),
            (AttendanceState.PRESENT, "Kehadiran Anda tercatat"),
            (AttendanceState.ABSENT, "Kehadiran Anda tidak tercatat"),
            (AttendanceState.CANCELLED, "sudah dibatalkan"),
        ],
    )
    def test_every_state_has_a_sentence(self, stranger, session, state, said):
        place = made(session, state=state)

        page = stranger.open(address(place)).text

        assert said in page
        assert place.code in page

    def test_it_says_nothing_of_whose_it_is(self, stranger, session):
        place = made(session)

        for path in (address(place), address(place, "/qr.svg"), address(place, "/calendar.ics")):
            shown = stranger.open(path).text
            assert NAME not in shown
            assert PHONE.removeprefix("+62") not in shown

    def test_it_is_neither_kept_nor_found(self, stranger, session):
        place = made(session)

        answer = stranger.open(address(place))

        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in answer.text

    def test_nobody_guesses_one(self, stranger):
        assert stranger.open("/events/tickets/234567892345").status_code == 404

    def test_the_calendar_has_day_place_and_page(self, stranger, session):
        place = made(session)

        answer = stranger.open(address(place, "/calendar.ics"))

        assert answer.mimetype == "text/calendar"
        assert "SUMMARY:Silaturahmi Iring Mulyo\r\n" in answer.text
        assert "LOCATION:Balai Kelurahan\\, Iring Mulyo\\, Kota Metro\r\n" in answer.text
        assert "/events/" in answer.text

    def test_the_qr_code_is_a_picture(self, stranger, session):
        answer = stranger.open(address(made(session), "/qr.svg"))

        assert answer.mimetype == "image/svg+xml"
        assert answer.data.startswith(b"<?xml")


class TestGivingUp:
    def test_who_registered_gives_the_place_to_the_next(self, stranger, session):
        starts = clock.now() + timedelta(days=1)
        activity = make_activity(session, capacity=1, starts_at=starts, ends_at=starts + timedelta(hours=2))
        place = make_attendance(session, activity)
        waiting = make_attendance(session, activity, state=AttendanceState.WAITLISTED)
        leave = f"/events/tickets/{place.public_id}/withdraw?key={place.client_id}"

        answer = stranger.send(leave, page=address(place))

        assert "dibatalkan" in stranger.open(answer.location).text
        session.rollback()
        assert place.state is AttendanceState.CANCELLED
        assert waiting.state is AttendanceState.REGISTERED

    def test_without_the_key_there_is_no_button_and_no_way(self, stranger, session):
        place = made(session)
        activity = make_activity(
            session, starts_at=clock.now() + timedelta(days=1), ends_at=clock.now() + timedelta(days=2)
        )

        assert "Batalkan pendaftaran" in stranger.open(address(place)).text
        assert "Batalkan pendaftaran" not in stranger.open(address(place, key=False)).text
        leave = f"/events/tickets/{place.public_id}/withdraw?key=0123456789abcdef"
        assert stranger.send(leave, page=f"/events/{activity.public_id}").status_code == 403
        session.rollback()
        assert session.scalars(select(Attendance)).one().state is AttendanceState.REGISTERED


class TestAtTheDoor:
    def test_an_officer_who_scans_it_has_one_button(self, as_seat, session):
        place = made(session)
        officer = as_seat(OFFICER)
        ticket = address(place, key=False)

        shown = officer.open(ticket).text
        activity = session.get(Activity, place.activity_id).public_id
        assert f'action="/office/outreach/{activity}/check-in"' in shown
        officer.send(f"/office/outreach/{activity}/check-in", {"code": place.public_id}, page=ticket)

        session.rollback()
        assert place.state is AttendanceState.PRESENT
        assert "/check-in" not in officer.open(ticket).text

    def test_nobody_else_has(self, as_seat, stranger, session):
        place = made(session)

        for visitor in (stranger, as_seat(AUDITOR)):
            assert "/check-in" not in visitor.open(address(place)).text


class TestCertificate:
    def test_it_is_there_once_they_were(self, stranger, session):
        place = made(session, state=AttendanceState.PRESENT)

        assert "Unduh sertifikat kehadiran" in stranger.open(address(place)).text
        answer = stranger.open(address(place, "/certificate.pdf"))

        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_not_before_and_not_without_the_key(self, stranger, session):
        place = made(session)
        assert "Unduh sertifikat" not in stranger.open(address(place)).text
        assert stranger.open(address(place, "/certificate.pdf")).status_code == 404

        place.state, place.arrived_at = AttendanceState.PRESENT, clock.now()
        session.commit()

        assert "Unduh sertifikat" not in stranger.open(address(place, key=False)).text
        assert stranger.open(address(place, "/certificate.pdf", key=False)).status_code == 404

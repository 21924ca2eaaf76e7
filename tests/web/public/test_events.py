from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER
from marketplace.outreach.models import ActivityKind, Attendance, AttendanceState, Candidate
from tests.factories.outreach import make_activity, make_attendance, make_candidate
from tests.factories.producers import make_person, make_producer

ME = {"name": "Siti Contoh", "phone": "0812-3456-7001", "consent": "y", "client_id": "0123456789abcdef"}


def soon(session, **given):
    """In three days."""
    starts = clock.now() + timedelta(days=3)
    return make_activity(session, **{"starts_at": starts, "ends_at": starts + timedelta(hours=3)} | given)


def rows(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


class TestSchedule:
    def test_what_comes_is_listed_and_what_is_not_announced_is_not(self, stranger, session):
        soon(session, title="Silaturahmi Contoh")
        soon(session, title="Masih Rencana", announced_at=None)
        past = clock.now() - timedelta(days=3)
        make_activity(session, title="Sudah Lewat", starts_at=past, ends_at=past + timedelta(hours=3))

        page = stranger.open("/events").text

        assert "Silaturahmi Contoh" in page
        assert "40 tempat lagi" in page
        assert "Masih Rencana" not in page
        assert "Sudah Lewat" not in page

    def test_all_kelurahan_are_there_with_their_last_and_next_visit(self, stranger, session):
        activity = soon(session)

        page = stranger.open("/events").text

        assert "Jadwal 22 kelurahan" in page
        assert page.count("belum dijadwalkan") == 21
        assert f"?kelurahan={activity.kelurahan_code}" in page

    def test_it_is_narrowed_by_kelurahan_and_says_where_else_to_go(self, stranger, session):
        activity = soon(session, title="Silaturahmi Contoh")

        assert "Silaturahmi Contoh" in stranger.open(f"/events?kelurahan={activity.kelurahan_code}").text
        elsewhere = stranger.open("/events?kelurahan=18.72.01.1001").text
        assert "Belum ada kegiatan di kelurahan ini" in elsewhere
        assert "Silaturahmi Contoh" not in elsewhere

    def test_more_visits_take_no_more_statements(self, stranger, session, statements):
        soon(session)
        few = statements(lambda: stranger.open("/events?page=1"))
        for _ in range(8):
            soon(session)

        assert statements(lambda: stranger.open("/events?page=1&kelurahan=")) <= few <= 10

    def test_the_home_page_and_the_menu_lead_there(self, stranger):
        home = stranger.open("/").text

        assert home.count('href="/events"') >= 2


class TestRegistering:
    def test_a_stranger_gets_a_place_and_a_ticket(self, stranger, session):
        page = f"/events/{soon(session).public_id}"

        answer = stranger.send(page, ME)

        session.rollback()
        place = session.scalars(select(Attendance)).one()
        assert place.state is AttendanceState.REGISTERED
        assert answer.location == f"/events/tickets/{place.public_id}?key={ME['client_id']}"
        assert place.code in stranger.open(answer.location).text

    def test_sent_twice_is_one_place(self, stranger, session):
        page = f"/events/{soon(session).public_id}"

        first, second = stranger.send(page, ME), stranger.send(page, ME)

        assert first.location == second.location
        assert rows(session, Attendance) == rows(session, Candidate) == 1

    def test_a_full_one_says_so_before_the_button_and_puts_on_the_waiting_list(self, stranger, session):
        activity = soon(session, capacity=1)
        make_attendance(session, activity)
        page = f"/events/{activity.public_id}"

        shown = stranger.open(page).text
        assert "Anda akan masuk daftar tunggu" in shown
        assert ">Daftar<" not in shown
        ticket = stranger.open(stranger.send(page, ME).location).text

        assert "0 orang menunggu sebelum Anda" in ticket

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"phone": "12"}, "Nomor telepon tidak dikenal"),
            ({"name": ""}, "Nama Anda wajib diisi"),
            ({"consent": ""}, "Centang"),
            ({"email": "siti"}, "bukan alamat surel"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_typed_is_lost(self, stranger, session, wrong, words):
        page = f"/events/{soon(session).public_id}"

        answer = stranger.send(page, ME | {"makes": "keripik talas"} | wrong)

        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="keripik talas"' in answer.text
        assert rows(session, Attendance) == 0

    def test_a_maker_who_signed_in_need_not_type_what_is_known(self, as_seat, session):
        producer = make_producer(session, name="Keripik Contoh Bu Tini")
        person = make_person(session, name="Tini Contoh", phone="+6281234567777")
        owner = as_seat(OWNER, at=producer.id, user_id=person.id)
        page = f"/events/{soon(session).public_id}"

        shown = owner.open(page).text
        for known in ("Tini Contoh", "+6281234567777", "Keripik Contoh Bu Tini"):
            assert f'value="{known}"' in shown
        owner.send(page, ME | {"name": "Tini Contoh", "phone": "+6281234567777"})

        session.rollback()
        assert session.scalars(select(Candidate)).one().producer_id == producer.id

    def test_a_known_number_is_not_given_away(self, stranger, session):
        """Whoever types it sees a ticket as everybody does, and nothing of the person's."""
        activity = soon(session)
        known = make_candidate(session, name="Rahasia Contoh", phone="+6281234567001")
        theirs = make_attendance(session, activity, known)
        page = f"/events/{activity.public_id}"

        answer = stranger.send(page, ME)
        new = stranger.send(page, ME | {"phone": "0812-3456-7002", "client_id": "0123456789abcdeg"})
        ticket = stranger.open(answer.location).text

        session.rollback()
        codes = {row.public_id: row.code for row in session.scalars(select(Attendance))}
        assert answer.status_code == new.status_code == 302
        for secret in ("Rahasia Contoh", "81234567001", theirs.public_id, theirs.code):
            assert secret not in ticket + answer.location

        def alike(answer):
            text, own = (
                stranger.open(answer.location).text,
                answer.location.partition("?")[0].rpartition("/")[2],
            )
            return text.replace(own, "TICKET").replace(codes[own], "CODE").partition("<main")[2]

        other = alike(new).replace("0123456789abcdeg", ME["client_id"])
        assert alike(answer) == other

    def test_sixty_posts_from_one_address_do_not_take_all_places(self, stranger, session):
        page = f"/events/{soon(session).public_id}"

        answers = [
            stranger.send(page, ME | {"phone": f"0812-3456-{n:04}", "client_id": f"0123456789abc{n:03}"})
            for n in range(60)
        ]

        assert [answer.status_code for answer in answers] == [302] * 10 + [429] * 50
        assert "Tunggu dua menit" in answers[-1].text
        assert rows(session, Attendance) == 10

    def test_what_is_not_announced_does_not_exist(self, stranger, session):
        hidden = soon(session, announced_at=None)

        assert stranger.open(f"/events/{hidden.public_id}").status_code == 404

    def test_a_cancelled_one_says_why_and_takes_nobody(self, stranger, session):
        gone = soon(session, cancelled_at=clock.now(), cancelled_because="Banjir di jalan.")

        page = stranger.open(f"/events/{gone.public_id}").text

        assert "Banjir di jalan." in page
        assert "<form" not in page[page.index("<main") : page.index("</main>")]

    def test_a_training_is_named_as_one(self, stranger, session):
        training = soon(session, kind=ActivityKind.EVENT, kelurahan_code=None)

        assert "Sosialisasi atau pelatihan" in stranger.open(f"/events/{training.public_id}").text

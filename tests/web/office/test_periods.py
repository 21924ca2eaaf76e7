from datetime import timedelta

import pytest

from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.compliance.freezing import read_document
from marketplace.compliance.models import Period, Report
from marketplace.compliance.states import PROVISIONAL, PUBLISHED
from marketplace.kernel import clock
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, VIEWER
from marketplace.purchases.models.answers import Answer
from tests.factories.circulars import make_circular
from tests.factories.months import make_period, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase
from tests.whole import OFFICE, PASSWORD, PASSWORD_HASH

AUGUST = "/office/periods/2026-08"


@pytest.fixture
def books(session):
    make_circular(session)
    partner = make_partner(session, name="Toko Contoh")
    make_purchase(session, partner, make_maker(session), 200_000)
    declare(session, partner)
    return partner


@pytest.fixture
def signed_in(browser, unit):
    """An approver who came in by the door, so that a password can be asked again."""
    with unit() as uow:
        person = create_user(uow, "Indah", "indah@contoh.id", password_hash=PASSWORD_HASH)
        give_seat(uow, person.id, OFFICE, APPROVER)
    visitor = browser()
    visitor.sign_in("indah@contoh.id")
    visitor.enter_code("indah@contoh.id")
    return visitor


def soon():
    return (clock.day_of(clock.now()) + timedelta(days=3)).isoformat()


def test_months_are_listed_with_what_comes_next(as_seat, session, books):
    make_period(session)
    page = as_seat(VIEWER).open("/office/periods").text
    assert "Agustus 2026" in page and "keberatan sampai" in page


class TestMakingProvisional:
    def test_an_officer_opens_a_finished_month(self, as_seat, session, books):
        officer = as_seat(OFFICER)
        answer = officer.send(f"{AUGUST}/provisional", {"objections_until": soon()}, page=AUGUST)
        assert answer.status_code == 302
        session.rollback()
        assert session.query(Period).one().state is PROVISIONAL

    def test_the_effect_is_shown_before(self, as_seat, books):
        assert "1 mitra melihat angkanya" in as_seat(OFFICER).open(AUGUST).text

    def test_a_day_that_is_past_is_refused_at_its_field(self, as_seat, books):
        answer = as_seat(OFFICER).send(
            f"{AUGUST}/provisional", {"objections_until": "2026-09-01"}, page=AUGUST
        )
        assert answer.status_code == 422 and "paling awal" in answer.text

    @pytest.mark.parametrize("role", [AUDITOR, VIEWER])
    def test_others_see_no_form(self, as_seat, books, role):
        assert "objections_until" not in as_seat(role).open(AUGUST).text


class TestPublishing:
    def test_the_approver_signs_with_their_password(self, whole_app, session, signed_in, books):
        make_period(session)
        answer = signed_in.send(f"{AUGUST}/publish", {"password": PASSWORD}, page=AUGUST)
        assert answer.location.endswith("/office/compliance/2026-08/report")
        session.rollback()
        assert session.query(Report).one().number.startswith("0001/LAP-MB2/")
        session.rollback()
        assert session.query(Period).one().state is PUBLISHED

    def test_a_wrong_password_signs_nothing(self, session, signed_in, books):
        make_period(session)
        answer = signed_in.send(f"{AUGUST}/publish", {"password": "salah sama sekali"}, page=AUGUST)
        assert answer.status_code == 422 and "tidak cocok" in answer.text
        session.rollback()
        assert session.query(Report).count() == 0

    def test_not_while_partners_may_object(self, session, signed_in, books):
        make_period(session, objections_until=clock.day_of(clock.now()) + timedelta(days=2))
        answer = signed_in.send(f"{AUGUST}/publish", {"password": PASSWORD}, page=AUGUST)
        assert answer.status_code == 422 and "keberatan sampai" in answer.text

    def test_an_officer_is_refused(self, as_seat, session, books):
        make_period(session)
        officer = as_seat(OFFICER)
        assert 'name="password"' not in officer.open(AUGUST).text
        assert officer.send_blindly(f"{AUGUST}/publish", {"password": PASSWORD}).status_code in (400, 403)


class TestWhatIsOpen:
    @pytest.fixture
    def open_month(self, session, books):
        make_period(session)
        make_purchase(session, books, make_maker(session), 40_000, answer=Answer.DISPUTED)

    def test_it_is_listed_with_whose_turn_it_is_and_what_it_could_change(self, as_seat, open_month):
        page = as_seat(VIEWER).open(AUGUST).text
        assert "1 hal masih terbuka" in page and "Pembelian yang dibantah pembuat" in page
        assert "Toko Contoh" in page and "dapat menambah Rp40.000" in page

    def test_the_button_counts_it_and_the_reason_is_asked(self, signed_in, open_month):
        page = signed_in.open(AUGUST)
        assert "Terbitkan, 1 hal terbuka" in page.text and "Alasan terbit" in page.text
        answer = signed_in.send(f"{AUGUST}/publish", {"password": PASSWORD, "seen": "1"}, page=AUGUST)
        assert answer.status_code == 422 and "Tulis alasan terbit dengan 1 hal terbuka" in answer.text

    def test_with_a_reason_it_is_published(self, session, signed_in, open_month):
        fields = {"password": PASSWORD, "seen": "1", "reason": "Tidak mengubah jawabannya"}
        assert signed_in.send(f"{AUGUST}/publish", fields, page=AUGUST).status_code == 302
        session.rollback()
        assert read_document(session.query(Report).one().document).reason == "Tidak mengubah jawabannya"

    def test_what_came_meanwhile_is_read_first(self, session, signed_in, open_month, books):
        make_purchase(session, books, make_maker(session), 40_000, answer=Answer.DISPUTED)
        fields = {"password": PASSWORD, "seen": "1", "reason": "Tidak mengubah"}
        answer = signed_in.send(f"{AUGUST}/publish", fields, page=AUGUST)
        assert answer.status_code == 422 and "berubah menjadi 2 hal" in answer.text
        assert "Terbitkan, 2 hal terbuka" in answer.text

    def test_with_nothing_open_no_reason_is_asked(self, session, signed_in, books):
        make_period(session)
        page = signed_in.open(AUGUST).text
        assert "Tidak ada yang terbuka" in page and "Alasan terbit" not in page

    def test_the_share_stands_between_its_bounds(self, as_seat, open_month):
        page = as_seat(VIEWER).open(AUGUST).text
        assert "antara 20,00" in page and "24,00" in page and "tetap mencapai target 15" in page


class TestRestating:
    @pytest.fixture
    def published(self, whole_app, session, books):
        return publish(session, whole_app.extensions["tools"].signer)

    def test_the_page_says_what_changed_since(self, session, signed_in, published, books):
        assert "Pembukuan berubah" not in signed_in.open(AUGUST).text
        make_purchase(session, books, make_maker(session), 55_000)
        page = signed_in.open(AUGUST).text
        assert "Pembukuan berubah" in page and "Rp255.000" in page
        assert "Toko Contoh, Butir" in page and "Kota Metro, Belanja lokal" in page

    def test_a_new_report_takes_its_place(self, session, signed_in, published):
        fields = {"cause": "Nota terlambat", "password": PASSWORD}
        assert signed_in.send(f"{AUGUST}/restate", fields, page=AUGUST).status_code == 302
        session.rollback()
        assert session.query(Report).filter_by(supersedes_id=published.id).one().cause == "Nota terlambat"
        assert "Sudah diganti" in signed_in.open(AUGUST).text

    def test_what_it_changed_stays_with_the_new_report(self, session, signed_in, published, books):
        make_purchase(session, books, make_maker(session), 55_000)
        signed_in.send(f"{AUGUST}/restate", {"cause": "Nota terlambat", "password": PASSWORD}, page=AUGUST)
        page = signed_in.open(AUGUST).text
        assert "Selisih dengan laporan yang digantikan" in page and "Rp255.000" in page

    def test_a_cause_is_asked_for(self, signed_in, published):
        answer = signed_in.send(f"{AUGUST}/restate", {"password": PASSWORD}, page=AUGUST)
        assert answer.status_code == 422 and "Sebab wajib diisi" in answer.text

"""The pages on which a memorandum is renewed, amended, scanned, and seen to end."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from marketplace.kernel import clock
from marketplace.kernel.clock import day_of
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.partners.models import Mou, Partner
from marketplace.partners.states import DRAFT
from tests.factories.partners import make_mou, make_partner
from tests.factories.producers import make_person, make_seat
from tests.web.office.test_partners import PDF, SIGNED_BY

DAY = timedelta(days=1)


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def soon():
    return day_of(clock.now()) + 12 * DAY


@pytest.fixture
def mou(session, soon):
    return make_mou(session, make_partner(session, name="Toko Bukit", mou=False), ends_on=soon)


def page_of(mou):
    return f"/office/mous/{mou.public_id}"


class TestFollowing:
    def test_one_press_prepares_the_renewal_which_both_pages_name(self, officer, session, mou, soon):
        page = page_of(mou)
        assert "belum ada penggantinya" in officer.open(page).text

        draft_page = officer.send(f"{page}/renew", page=page).location

        session.rollback()
        draft = session.scalars(select(Mou).filter_by(replaces_id=mou.id)).one()
        assert (draft.state, draft.starts_on) == (DRAFT, soon + DAY)
        assert draft_page == page_of(draft)
        drafted = officer.open(draft_page).text
        assert "PERPANJANGAN NOTA KESEPAHAMAN" in drafted
        assert f'<a href="{page}">{mou.number}</a>' in drafted
        old = officer.open(page).text
        assert f'<a href="{draft_page}">{draft.number}</a>' in old
        assert "Siapkan perpanjangan" not in old

    def test_a_second_renewal_is_refused_with_the_number_of_the_first(self, officer, session, mou):
        page = page_of(mou)
        officer.send(f"{page}/renew", page=page)
        again = officer.send(f"{page}/renew", page=page)

        session.rollback()
        (draft,) = session.scalars(select(Mou).filter_by(replaces_id=mou.id))
        assert again.status_code == 409
        assert draft.number in again.text

    def test_one_press_prepares_an_addendum_which_the_shop_sees_when_signed(
        self, officer, as_seat, session, mou
    ):
        page, shop = page_of(mou), as_seat(OWNER, at=mou.partner_id)
        addendum_page = officer.send(f"{page}/amend", page=page).location
        assert "ADENDUM NOTA KESEPAHAMAN" in officer.open(addendum_page).text
        assert "Adendum" not in shop.open("/partner/mou").text

        signing = SIGNED_BY | {"signed_on": "2026-01-02"}
        unfinished = officer.send(f"{addendum_page}/sign", signing, page=addendum_page)
        assert unfinished.status_code == 422 and "CONTOH NASKAH" in unfinished.text
        session.rollback()
        addendum = session.scalars(select(Mou).filter_by(amends_id=mou.id)).one()
        days = {"starts_on": addendum.starts_on.isoformat(), "ends_on": addendum.ends_on.isoformat()}
        officer.send(f"{addendum_page}/text", {"text": "Pasal 2 diubah.", **days}, page=addendum_page)
        officer.send(f"{addendum_page}/sign", signing, page=addendum_page)

        shown = shop.open("/partner/mou").text
        assert "Adendum" in shown
        assert f"MoU nomor {mou.number}." in shown

    def test_dates_that_reach_beyond_what_is_amended_are_refused_and_kept(self, officer, session, mou, soon):
        page = page_of(mou)
        addendum = officer.send(f"{page}/amend", page=page).location
        dates = {"starts_on": day_of(clock.now()).isoformat(), "ends_on": (soon + DAY).isoformat()}

        answer = officer.send(f"{addendum}/text", {"text": "Isi.", **dates}, page=addendum)

        assert answer.status_code == 422
        assert "paling akhir bersama MoU yang diubahnya" in answer.text
        assert dates["ends_on"] in answer.text

    def test_auditors_do_not(self, as_seat, mou):
        auditor = as_seat(AUDITOR)

        assert "Siapkan" not in auditor.open(page_of(mou)).text
        assert auditor.send_blindly(f"{page_of(mou)}/renew").status_code in (400, 403)


class TestDiscarding:
    @pytest.fixture
    def draft(self, session):
        return make_mou(session, make_partner(session, mou=False), state=DRAFT, text_sha256=None)

    def test_a_draft_is_discarded_with_a_reason_and_stays_readable(self, officer, session, draft):
        page = page_of(draft)
        assert officer.send(f"{page}/discard", {"reason": ""}, page=page).status_code == 422

        assert officer.send(f"{page}/discard", {"reason": "Salah tanggal"}, page=page).location == page

        shown = officer.open(page).text
        assert "“Salah tanggal”" in shown
        assert draft.text in shown
        for act in ("Simpan draf", "Catat penandatanganan", "Buang draf ini", "Siapkan", "Tambah komitmen"):
            assert act not in shown
        assert draft.number not in officer.open("/office/mous?state=draft").text
        assert "Draf dibuang" in officer.open("/office/mous").text

    def test_a_signed_one_offers_no_such_thing_and_refuses_it(self, officer, session, mou):
        page = page_of(mou)
        assert "Buang draf" not in officer.open(page).text

        answer = officer.send(f"{page}/discard", {"reason": "iseng"}, page=page)

        assert answer.status_code == 422
        assert "sudah ditandatangani" in answer.text

    def test_strangers_learn_that_it_proves_nothing(self, officer, stranger, draft):
        officer.send(f"{page_of(draft)}/discard", {"reason": "Salah"}, page=page_of(draft))

        page = stranger.open(f"/verify/{draft.public_id}").text
        assert "bukan bukti apa pun" in page
        assert "Salah" not in page


class TestScan:
    def test_it_is_added_later_and_then_not_asked_for(self, officer, session, mou):
        page = page_of(mou)
        assert "Simpan pindaian" in officer.open(page).text

        officer.send(f"{page}/scan", {"scan": (BytesIO(PDF), "mou.pdf")}, page=page)

        session.rollback()
        assert mou.scan_id is not None
        shown = officer.open(page).text
        assert "Buka pindaian" in shown
        assert "Simpan pindaian" not in shown
        assert "Pindaian MoU ditambahkan" in shown

    def test_without_a_file_it_says_so(self, officer, mou):
        answer = officer.send(f"{page_of(mou)}/scan", page=page_of(mou))

        assert answer.status_code == 422
        assert "wajib" in answer.text


class TestCalendar:
    def test_it_shows_what_ends_who_reads_of_it_and_what_follows(self, officer, session, mou, soon):
        partner = session.get(Partner, mou.partner_id)
        make_seat(session, make_person(session, name="Ratna Contoh"), partner)
        silent = make_mou(session, make_partner(session, name="Hotel Sepi", mou=False), ends_on=soon)
        make_mou(
            session,
            make_partner(session, mou=False),
            starts_on=soon + DAY,
            ends_on=date(2099, 1, 1),
        )

        page = officer.open("/office/mous/calendar").text

        assert "Ratna Contoh" in page
        assert silent.number in page
        assert "Tidak punya surel, telepon" in page
        assert page.count("Belum ada</span>") == 2

    def test_it_is_asked_by_month_and_says_when_nothing_ends(self, officer, mou):
        assert mou.number not in officer.open("/office/mous/calendar?month=2029-01").text
        assert "Tidak ada yang berakhir" in officer.open("/office/mous/calendar?month=2029-01").text
        assert mou.number in officer.open("/office/mous/calendar?month=bulan").text
        assert officer.open("/office/mous/calendar?month=2099-12").status_code == 200

    def test_it_is_reached_from_the_list_and_open_to_officials_only(self, officer, as_seat, mou):
        assert 'href="/office/mous/calendar"' in officer.open("/office/mous").text
        assert mou.number in as_seat(AUDITOR).open("/office/mous/calendar").text
        assert as_seat(OWNER, at=mou.partner_id).open("/office/mous/calendar").status_code == 403


def test_the_history_tells_dates_that_changed(officer, session):
    mou = make_mou(session, make_partner(session, mou=False), state=DRAFT, text_sha256=None)
    page = page_of(mou)

    officer.send(
        f"{page}/text", {"text": mou.text, "starts_on": "2026-01-01", "ends_on": "2027-06-30"}, page=page
    )

    story = officer.open(page).text
    assert "Berlaku sampai: 31 Desember 2026 → 30 Juni 2027" in story


@pytest.mark.parametrize("path", ["", "/text", "/sign", "/scan", "/end", "/discard", "/renew", "/amend"])
def test_the_shop_reaches_none_of_it(as_seat, mou, path):
    owner = as_seat(OWNER, at=mou.partner_id)

    assert owner.send(f"{page_of(mou)}{path}", page="/partner/profile").status_code in (403, 405)

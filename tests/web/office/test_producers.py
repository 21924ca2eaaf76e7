from datetime import date, timedelta
from io import BytesIO

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel import clock
from marketplace.kernel.review import DRAFT
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, VIEWER
from marketplace.producers.models import LocalityBasis, Producer
from marketplace.producers.queries import aliases_of, holds, local_on, localities
from marketplace.producers.services.locality_and_holds import place_hold, record_locality
from marketplace.producers.services.registering import add_alias
from tests.factories.certification import make_certificate
from tests.factories.producers import make_producer

LETTER = b"%PDF-1.4 surat lurah %%EOF"

LIST = "/office/producers"


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def producer(session):
    return make_producer(session, name="Abon Misal")


@pytest.fixture
def page(session, producer):
    return f"{LIST}/{session.get_one(Organisation, producer.id).public_id}"


def test_the_list_is_narrowed_by_the_address(session, officer, producer):
    make_producer(session, name="Batik Umpama", state=DRAFT, kelurahan_code="18.72.02.1001")

    assert "2 pembuat" in officer.open(LIST).text
    assert "Abon Misal" not in officer.open(f"{LIST}?q=batik").text
    assert "Batik Umpama" in officer.open(f"{LIST}?q=%E2%80%8Bbatik%20").text  # pasted from a chat
    assert "Batik Umpama" not in officer.open(f"{LIST}?state=approved").text
    assert "Abon Misal" not in officer.open(f"{LIST}?kelurahan=18.72.02.1001").text
    assert "Tidak ada yang cocok" in officer.open(f"{LIST}?q=zzz").text
    assert officer.open(f"{LIST}?state=apa").status_code == 200


def test_an_officer_registers_a_maker(session, officer):
    answer = officer.send(f"{LIST}/new", {"name": "Sale Pisang Fiktif", "order_minimum": ""})

    session.rollback()
    row = session.query(Producer).one()
    assert (row.slug, row.state, row.order_minimum) == ("sale-pisang-fiktif", DRAFT, 0)
    assert "Sale Pisang Fiktif" in officer.open(answer.location).text


def test_a_nib_of_another_is_told(officer, producer):
    answer = officer.send(f"{LIST}/new", {"name": "Lain", "nib": producer.nib})

    assert answer.status_code == 422
    assert "sudah terdaftar atas nama usaha lain" in answer.text


def test_an_officer_mends_an_approved_profile(session, officer, producer, page):
    form = {"name": "Abon Misal Jaya", "nib": "9" * 13, "scale": "small", "version": str(producer.version)}
    assert officer.send(f"{page}/profile", form).location == page

    session.rollback()
    assert (producer.nib, producer.scale.value) == ("9" * 13, "small")
    assert "Abon Misal Jaya" in officer.open(page).text


def test_locality_is_recorded_and_ended(session, officer, producer, page):
    officer.send(
        f"{page}/localities",
        {"localityform-basis": "site_visit", "localityform-from_on": "2026-03-01"},
        page=page,
    )
    session.rollback()
    (row,) = localities(session, producer.id)
    assert (row.basis, row.from_on) == (LocalityBasis.SITE_VISIT, date(2026, 3, 1))

    officer.send(
        f"{page}/localities/{row.id}/end",
        {"endform-until_on": "2026-06-30", "endform-reason": "Pindah"},
        page=page,
    )
    session.rollback()
    assert local_on(session, producer.id, date(2026, 6, 30))
    assert not local_on(session, producer.id, date(2026, 7, 1))


def test_a_stretch_is_kept_with_its_proof_and_both_sides_see_it(session, as_seat, officer, producer, page):
    form = {
        "localityform-basis": "lurah_letter",
        "localityform-from_on": "2026-03-01",
        "localityform-evidence": (BytesIO(LETTER), "surat lurah.pdf"),
    }
    assert officer.send(f"{page}/localities", form, page=page).location == page
    session.rollback()
    (row,) = localities(session, producer.id)
    assert row.evidence

    maker = as_seat(OWNER, at=producer.id)
    for browser, where in ((officer, page), (maker, "/producer/profile")):
        assert f"/files/{row.evidence}" in browser.open(where).text
        assert browser.open(f"/files/{row.evidence}").data == LETTER
    assert "Lokal sejak 1 Mar 2026 berdasarkan surat lurah." in maker.open("/producer/profile").text


def test_a_proof_that_is_no_paper_is_refused_at_its_field(session, officer, producer, page):
    form = {
        "localityform-basis": "lurah_letter",
        "localityform-evidence": (BytesIO(b"<script>alert(1)</script>"), "surat.pdf"),
    }
    answer = officer.send(f"{page}/localities", form, page=page)

    assert answer.status_code == 422
    assert "Berkas ini bukan foto atau PDF" in answer.text
    session.rollback()
    assert localities(session, producer.id) == []


def test_stretches_that_meet_are_refused_on_the_page(work, officer, producer, page):
    with work() as uow:
        record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST)

    answer = officer.send(f"{page}/localities", {"localityform-basis": "site_visit"}, page=page)
    assert answer.status_code == 422
    assert "bertumpuk" in answer.text


def test_a_suspension_is_placed_and_lifted(session, officer, producer, page):
    officer.send(f"{page}/holds", {"holdform-reason": "Keluhan pembeli"}, page=page)
    session.rollback()
    (row,) = holds(session, producer.id)
    assert row.reason == "Keluhan pembeli"
    assert "Cabut penangguhan" in officer.open(page).text

    officer.send(f"{page}/holds/{row.id}/lift", page=page)
    session.rollback()
    assert holds(session, producer.id)[0].over(clock.day_of(clock.now()))


def test_a_suspension_needs_a_reason(session, officer, producer, page):
    assert officer.send(f"{page}/holds", {"holdform-reason": ""}, page=page).status_code == 422
    session.rollback()
    assert holds(session, producer.id) == []


def test_what_belongs_to_another_maker_is_not_there(session, work, officer, page):
    other = make_producer(session)
    with work() as uow:
        hold = place_hold(
            uow, other.id, reason="Keluhan", from_on=clock.day_of(clock.now()) + timedelta(days=30)
        )
        row = record_locality(uow, other.id, basis=LocalityBasis.CITY_LIST)

    assert officer.send(f"{page}/holds/{hold.id}/lift", page=page).status_code == 404
    form = {"endform-until_on": "2026-06-30", "endform-reason": "x"}
    assert officer.send(f"{page}/localities/{row.id}/end", form, page=page).status_code == 404


def test_a_name_is_taught(session, work, officer, producer, page):
    officer.send(f"{page}/aliases", {"aliasform-alias": "Abon Bu Sri"}, page=page)
    session.rollback()
    assert aliases_of(session, producer.id) == ["Abon Bu Sri"]

    with work() as uow:
        add_alias(uow, make_producer(session).id, "Bu Sri")
    assert officer.send(f"{page}/aliases", {"aliasform-alias": "bu sri"}, page=page).status_code == 422


class TestCertificate:
    @pytest.fixture
    def row(self, session, producer):
        return make_certificate(session, producer=producer)

    def test_it_is_reached_from_the_makers_page_and_revoked(self, session, officer, page, row):
        address = f"{page}/certificates/{row.public_id}"
        assert address in officer.open(page).text

        officer.send(address, {"revokeform-reason": "Dicabut Dinkes", "revokeform-revoked_on": "2026-01-05"})
        session.rollback()
        assert (row.revoked_on, row.revoked_because) == (date(2026, 1, 5), "Dicabut Dinkes")
        again = officer.open(address).text
        assert "Dicabut Dinkes" in again
        assert "Cabut surat ini" not in again

    def test_a_day_ahead_is_refused(self, session, officer, page, row):
        form = {"revokeform-reason": "x", "revokeform-revoked_on": "2999-01-01"}
        answer = officer.send(f"{page}/certificates/{row.public_id}", form)

        assert answer.status_code == 422
        session.rollback()
        assert row.revoked_on is None

    def test_under_another_makers_address_it_is_not_there(self, session, officer, row):
        other = session.get_one(Organisation, make_producer(session).id)

        assert officer.open(f"{LIST}/{other.public_id}/certificates/{row.public_id}").status_code == 404


@pytest.mark.parametrize("role", [AUDITOR, VIEWER])
def test_other_officials_look_and_do_not_touch(session, as_seat, producer, page, role):
    browser = as_seat(role)

    assert browser.open(LIST).status_code == 200
    assert browser.open(page).status_code == 200
    assert browser.open(f"{page}/profile").status_code == 403
    assert "Tangguhkan usaha ini" not in browser.open(page).text
    assert "Daftarkan pembuat" not in browser.open(LIST).text
    answer = browser.send(f"{page}/holds", {"holdform-reason": "x"}, page="/office/")
    assert answer.status_code == 403
    session.rollback()
    assert holds(session, producer.id) == []


def test_makers_have_no_business_here(as_seat, producer):
    assert as_seat(OWNER, at=producer.id).open(LIST).status_code == 403

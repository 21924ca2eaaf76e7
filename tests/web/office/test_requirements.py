import re
from datetime import timedelta

import pytest

from marketplace.certification.models import ChangeState, Requirement, RequirementChange
from marketplace.certification.services.reference import load_reference
from marketplace.kernel import clock
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, VIEWER
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_producer

LIST = "/office/requirements"
NEW = "/office/requirements/new"


@pytest.fixture
def loaded(work):
    with work() as uow:
        load_reference(uow)


@pytest.fixture
def tomorrow():
    return clock.day_of(clock.now()) + timedelta(days=1)


@pytest.fixture
def filled(tomorrow):
    return {
        "certificate_kind": "sni",
        "category": "furniture",
        "scale": "",
        "level": "mandatory",
        "from_on": tomorrow.isoformat(),
        "until_on": "",
        "grace_days": "0",
        "basis": "SNI mebel",
        "reason": "Mebel harus aman",
    }


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def approver(as_seat):
    return as_seat(APPROVER)


def number_of(session, kind):
    return session.query(Requirement.id).filter_by(certificate_kind=kind).order_by(Requirement.id).first()[0]


def test_the_list_shows_what_the_law_asks(loaded, as_seat):
    browser = as_seat(VIEWER)

    page = browser.open(LIST).text
    assert "PerBPOM 22/2018" in page
    assert "17 Okt 2026" in page
    narrowed = browser.open(f"{LIST}?kind=merek").text
    assert "UU 20/2016" in narrowed
    assert "PerBPOM 22/2018" not in narrowed
    assert "Belum ada syarat" in browser.open(f"{LIST}?when=past").text
    assert "Belum ada syarat" in browser.open(f"{LIST}?when=coming").text
    assert "SLHS" in browser.open(f"{LIST}?when=now&category=cakes-bread").text
    assert browser.open(f"{LIST}?when=kapan").status_code == 200


def test_without_reference_data_it_says_so(as_seat):
    assert "Belum ada syarat" in as_seat(VIEWER).open(LIST).text


@pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER])
def test_only_officers_propose(session, loaded, as_seat, role):
    browser = as_seat(role)
    assert "Tambah syarat" not in browser.open(LIST).text
    one = f"{LIST}/{number_of(session, 'merek')}"
    assert browser.open(one).status_code == 200
    for path in (NEW, f"{one}/change", f"{one}/end"):
        assert browser.open(path).status_code == 403


def test_a_new_one_goes_from_proposal_to_catalog(session, loaded, officer, approver, filled, tomorrow):
    maker = make_producer(session)
    product = make_product(session, category="furniture", producer=maker, name="Kursi rotan")
    make_certificate(session, producer=maker, kind="nib", number="1234567890123", expires_on=None)
    answer = officer.send(NEW, filled)
    assert answer.status_code == 302
    page = officer.open(answer.location).text
    assert "Menunggu keputusan penyetuju lain" in page
    assert "1 produk akan turun dari katalog" in page
    assert "Kursi rotan" in page
    assert "Setujui" not in page

    assert "Usulan syarat menunggu: Syarat baru: SNI" in approver.open("/office/").text
    assert "Usulan syarat menunggu" not in officer.open("/office/").text
    approver.send(f"{answer.location}/approve", page=answer.location)
    session.rollback()
    change = session.query(RequirementChange).one()
    assert change.state is ChangeState.APPROVED
    row = session.get(Requirement, change.became_id)
    assert (row.basis, row.from_on) == ("SNI mebel [belum dikonfirmasi]", tomorrow)
    assert session.get_one(type(product), product.id).eligible_until == tomorrow - timedelta(days=1)
    shown = approver.open(answer.location).text
    assert "Disetujui" in shown
    assert "Usulan syarat diputuskan: disetujui" in shown
    assert "Akan berlaku" in officer.open(f"{LIST}/{row.id}").text


def test_what_is_typed_stays_and_the_fix_is_named(loaded, officer, filled):
    answer = officer.send(NEW, filled | {"from_on": "2020-01-01", "basis": "SNI 7000"})
    assert answer.status_code == 422
    assert "Paling awal besok" in answer.text
    assert 'value="SNI 7000"' in answer.text
    assert "Mebel harus aman" in answer.text

    empty = officer.send(NEW, {})
    assert empty.status_code == 422
    assert "Usulkan" in empty.text


def test_a_change_begins_as_it_stands_and_shows_the_difference(session, loaded, officer, tomorrow):
    one = f"{LIST}/{number_of(session, 'merek')}"
    form = officer.open(f"{one}/change").text
    assert 'value="UU 20/2016 tentang merek"' in form
    answer = officer.send(
        f"{one}/change",
        {
            "level": "mandatory",
            "from_on": tomorrow.isoformat(),
            "grace_days": "365",
            "basis": "UU 20/2016 tentang merek",
            "confirmed": "y",
            "reason": "Toko memintanya",
        },
    )
    assert answer.status_code == 302
    page = officer.open(answer.location).text
    assert "<b>Wajib</b>" in page
    assert "<b>365 hari</b>" in page
    assert "<b>terkonfirmasi</b>" in page
    assert "<b>UU 20/2016" not in page
    assert "Ubah syarat Merek" in officer.open(one).text

    again = officer.send(f"{one}/end", {"from_on": tomorrow.isoformat(), "reason": "x"})
    assert again.status_code == 422
    assert "masih menunggu" in again.text


def test_an_end_is_proposed_refused_with_a_reason_and_withdrawn(session, loaded, officer, approver, tomorrow):
    one = f"{LIST}/{number_of(session, 'merek')}"
    answer = officer.send(f"{one}/end", {"from_on": tomorrow.isoformat(), "reason": "Dicabut"})
    silent = approver.send(f"{answer.location}/refuse", {"reason": ""}, page=answer.location)
    assert silent.status_code == 422
    assert "Tulis alasan penolakan" in silent.text
    approver.send(f"{answer.location}/refuse", {"reason": "Masih berguna"}, page=answer.location)
    assert "Masih berguna" in officer.open(answer.location).text

    second = officer.send(f"{one}/end", {"from_on": tomorrow.isoformat(), "reason": "Dicabut"})
    officer.send(f"{second.location}/withdraw", page=second.location)
    session.rollback()
    states = [row.state for row in session.query(RequirementChange).order_by(RequirementChange.id)]
    assert states == [ChangeState.REFUSED, ChangeState.WITHDRAWN]
    assert session.get(Requirement, number_of(session, "merek")).until_on is None


def test_who_proposed_cannot_approve_by_a_crafted_request(loaded, as_seat, filled, session):
    both = as_seat(OFFICER, APPROVER)
    answer = both.send(NEW, filled)
    page = both.open(answer.location).text
    assert "/approve" not in page
    crafted = both.send(f"{answer.location}/approve", page=answer.location)
    assert crafted.status_code == 403
    session.rollback()
    assert session.query(RequirementChange).one().state is ChangeState.PROPOSED


def test_a_look_that_found_it_right_is_kept(session, loaded, officer):
    one = f"{LIST}/{number_of(session, 'nib')}"
    assert "belum pernah" in officer.open(one).text
    officer.send(f"{one}/checked", page=one)
    assert "belum pernah" not in officer.open(one).text
    assert "Syarat diperiksa, masih benar" in officer.open(one).text


def test_what_does_not_exist_is_not_found(loaded, officer):
    for path in (f"{LIST}/9999", f"{LIST}/9999/change", "/office/requirement-changes/tidakada"):
        assert officer.open(path).status_code == 404


def test_every_date_on_the_list_is_written_out(loaded, as_seat):
    assert not re.search(r">\d{4}-\d\d-\d\d<", as_seat(VIEWER).open(LIST).text)

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER, VIEWER
from marketplace.producers.services.sealing import Payment, write_owner, write_payment
from tests.factories.producers import make_producer

NIK, ACCOUNT = "1872014508900001", "0123456789"


@pytest.fixture
def page(session, work, app):
    producer = make_producer(session)
    sealer = app.extensions["tools"].sealer
    with work(OWNER, at=producer.id, kind=PRODUCER) as uow:
        write_owner(uow, producer.id, nik=NIK, npwp="", sealer=sealer)
        payment = Payment(bank_name="Bank Lampung", bank_holder="Tini", account=ACCOUNT)
        write_payment(uow, producer.id, payment, sealer=sealer)
    return f"/office/producers/{session.get_one(Organisation, producer.id).public_id}"


def test_an_officer_sees_masks_and_reads_one_for_a_reason(as_seat, page):
    officer = as_seat(OFFICER)
    numbers = f"{page}/numbers"
    assert numbers in officer.open(page).text
    masked = officer.open(numbers).text
    assert "187201******0001" in masked
    assert NIK not in masked

    refused = officer.send(f"{numbers}/nik", {"reason": ""}, page=numbers)
    assert refused.status_code == 422
    assert NIK not in refused.text

    read = officer.send(f"{numbers}/nik", {"reason": "Cocokkan dengan KTP"}, page=numbers)
    assert NIK in read.text
    assert ACCOUNT not in read.text
    text = officer.open(page).text
    assert "Nomor pribadi dilihat" in text
    assert "Cocokkan dengan KTP" in text
    assert NIK not in text


def test_what_is_no_number_is_not_there(as_seat, page):
    numbers = f"{page}/numbers"
    officer = as_seat(OFFICER)

    assert officer.send(f"{numbers}/phone", {"reason": "x"}, page=numbers).status_code == 404
    assert officer.send(f"{numbers}/npwp", {"reason": "x"}, page=numbers).status_code == 404


def test_other_officials_and_makers_do_not_come_here(as_seat, session, page):
    for browser in (as_seat(VIEWER), as_seat(OWNER, at=make_producer(session).id)):
        assert browser.open(f"{page}/numbers").status_code == 403


def test_a_maker_without_numbers_shows_none(as_seat, session):
    producer = session.get_one(Organisation, make_producer(session).id)

    assert "Belum ada nomor" in as_seat(OFFICER).open(f"/office/producers/{producer.public_id}/numbers").text


def test_only_the_auditor_reads_an_account_and_that_alone(as_seat, page):
    numbers, why = f"{page}/numbers", {"reason": "Aduan 7"}
    officer, auditor = as_seat(OFFICER), as_seat(AUDITOR)
    assert officer.send(f"{numbers}/account", why, page=numbers).status_code == 403
    assert "******789" in officer.open(numbers).text
    assert auditor.send(f"{numbers}/nik", why, page=numbers).status_code == 403
    assert ACCOUNT in auditor.send(f"{numbers}/account", why, page=numbers).text

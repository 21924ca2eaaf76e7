import pytest

from marketplace.compliance.models import Objection, ObjectionAnswer
from marketplace.compliance.states import ObjectionRuling
from marketplace.kernel import clock
from marketplace.kernel.roles import AUDITOR, OFFICER
from tests.factories.months import make_period
from tests.factories.partners import make_partner


@pytest.fixture
def address(session):
    partner = make_partner(session, name="Toko Contoh")
    objection = Objection(
        period_id=make_period(session).id,
        partner_id=partner.id,
        text="Nota tanggal 12 belum masuk",
        written_by=None,
        written_at=clock.now(),
        amount=75_000,
    )
    session.add(objection)
    session.commit()
    return f"/office/periods/2026-08/objections/{objection.id}"


def test_an_officer_answers_in_words(session, as_seat, address):
    officer = as_seat(OFFICER)
    page = officer.open(address).text
    assert "Nota tanggal 12" in page and "kurang Rp75.000" in page
    fields = {"ruling": "accepted", "text": "Sudah dicatat"}
    assert officer.send(address, fields, page=address).status_code == 302
    session.rollback()
    assert session.query(ObjectionAnswer).one().ruling is ObjectionRuling.ACCEPTED
    page = officer.open(address).text
    assert "Sudah dicatat" in page and "Keberatan dijawab" in page  # in its history


def test_words_are_asked_for(as_seat, address):
    answer = as_seat(OFFICER).send(address, {"ruling": "accepted"}, page=address)
    assert answer.status_code == 422 and "Jawaban wajib diisi" in answer.text


def test_an_auditor_reads_it_and_answers_nothing(as_seat, address):
    auditor = as_seat(AUDITOR)
    assert 'name="text"' not in auditor.open(address).text
    assert auditor.send_blindly(address, {"ruling": "accepted", "text": "x"}).status_code in (400, 403)


def test_one_of_another_month_is_not_found(as_seat, address):
    assert as_seat(OFFICER).open(address.replace("2026-08", "2026-07")).status_code == 404

from datetime import date, timedelta

import pytest

from marketplace.circulars.states import DRAFT
from marketplace.compliance.models import Objection, Period
from marketplace.kernel import clock
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, VIEWER
from marketplace.purchases.models.answers import Answer
from tests.factories.circulars import make_circular
from tests.factories.months import make_period, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal
from tests.factories.unproven import make_unproven_answer


@pytest.fixture
def home(as_seat):
    return lambda role: as_seat(role).open("/office/").text


@pytest.fixture
def claimed(session):
    make_circular(session)
    return make_purchase(session, make_partner(session, name="Toko Contoh"), make_maker(session), 475_474)


def test_an_officer_is_asked_to_open_a_finished_month(home, claimed):
    assert "Buka masa keberatan Agustus 2026" in home(OFFICER)
    assert "Buka masa keberatan Agustus 2026" not in home(AUDITOR)


def test_an_approver_is_asked_to_publish_once_objections_are_over(session, home, claimed):
    make_period(session)
    assert "Agustus 2026 siap diterbitkan" in home(APPROVER)
    assert "siap diterbitkan" not in home(OFFICER)


def test_an_officer_is_asked_to_answer_an_objection_also_of_a_published_month(app, session, home, claimed):
    publish(session, app.extensions["tools"].signer)
    objection = Objection(
        period_id=session.query(Period).one().id,
        partner_id=claimed.partner_id,
        text="Nota 12",
        written_by=None,
        written_at=clock.now(),
    )
    session.add(objection)
    session.commit()
    assert "Toko Contoh keberatan atas Agustus 2026" in home(OFFICER)
    assert "keberatan atas" not in home(AUDITOR)


def test_not_while_partners_may_object(session, home, claimed):
    make_period(session, objections_until=clock.day_of(clock.now()) + timedelta(days=3))
    assert "siap diterbitkan" not in home(APPROVER)


def test_an_auditor_sees_what_rests_on_a_claim_alone_before_it_is_published(app, session, home, claimed):
    make_period(session)
    page = home(AUDITOR)
    assert "Uji petik Agustus 2026" in page and "Rp475.474" in page


def test_a_published_month_asks_nobody_any_more(app, session, home, claimed):
    publish(session, app.extensions["tools"].signer)
    for role in (OFFICER, APPROVER, AUDITOR):
        assert "office/periods/2026-08" not in home(role)
    assert "Laporan Agustus 2026 sudah terbit" in home(VIEWER)


def test_an_auditor_hears_of_answers(session, home, claimed):
    (line,) = lines_in(session, claimed)
    make_refusal(session, line, answered=True, answered_at=clock.now())
    page = home(AUDITOR)
    assert "Toko Contoh menjawab penolakan" in page and "Belum dihitung sampai Anda memutuskan" in page


def test_an_auditor_sees_whose_evidence_is_missing(session, home, claimed):
    (line,) = lines_in(session, claimed)
    make_unproven_answer(session, make_refusal(session, line))
    assert "Toko Contoh belum melampirkan bukti" in home(AUDITOR)
    assert "belum melampirkan bukti" not in home(OFFICER)


def test_an_officer_hears_of_disputed_purchases(session, home):
    make_purchase(session, make_partner(session), make_maker(session), answer=Answer.DISPUTED)
    assert "1 pembelian dibantah pembuatnya" in home(OFFICER)
    assert "dibantah pembuatnya" not in home(AUDITOR)


def test_a_circular_waits_for_an_approver_with_its_day(session, home):
    make_circular(session, state=DRAFT, number="500/020/2027", from_on=date(2027, 1, 1))
    assert "Surat edaran 500/020/2027 menunggu persetujuan" in home(APPROVER)
    assert "menunggu persetujuan" not in home(VIEWER)

import pytest

from marketplace.flags.ledger import MonthLedger
from marketplace.flags.models import FlagRuling
from marketplace.flags.services import found_in, write_flags
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, VIEWER
from marketplace.purchases.models.ledger import Source
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase

AUGUST = Month(2026, 8)


@pytest.fixture
def purchase(session, work):
    """The later of two purchases with one receipt, which is flagged."""
    maker, receipt = (
        make_maker(session, name="Bu Tini"),
        {"document_number": "INV-0012", "source": Source.IMPORT},
    )
    make_purchase(session, make_partner(session, name="Toko Satu"), maker, 125_000, **receipt)
    later = make_purchase(session, make_partner(session, name="Toko Dua"), maker, 125_000, **receipt)
    with work() as uow:
        write_flags(uow, AUGUST, list(found_in(MonthLedger(session, AUGUST, NOW.date()))))
    return later


@pytest.fixture
def page(session, purchase):
    (public_id,) = session.connection().exec_driver_sql("SELECT public_id FROM risk_flags").one()
    session.rollback()
    return f"/office/flags/{public_id}"


def test_an_auditor_reads_why_and_settles_it_and_the_kind_is_counted(session, as_seat, page):
    auditor = as_seat(AUDITOR)
    listed = auditor.open("/office/flags").text
    assert "Nota INV-0012 dari Bu Tini" in listed
    assert "Toko Satu" in listed
    assert auditor.send(f"{page}/settle", {"finding": "real", "reason": ""}, page=page).status_code == 422
    given = {"finding": "real", "reason": "Dua toko, satu lembar"}
    assert auditor.send(f"{page}/settle", given, page=page).location == "/office/flags?open=1"
    session.rollback()
    assert session.query(FlagRuling).one().reason == "Dua toko, satu lembar"
    assert "Nota INV-0012" not in auditor.open("/office/flags?open=1").text
    after = auditor.open(page).text
    assert "Dua toko, satu lembar" in after
    assert 'name="reason"' not in after
    assert "100,00" in auditor.open("/office/flags").text


def test_it_is_narrowed_by_kind_shop_and_month(as_seat, page):
    auditor = as_seat(AUDITOR)
    for narrow, found in (
        ("kind=same_document&month=2026-08", True),
        ("kind=related", False),
        ("month=2026-07", False),
    ):
        assert ("Nota INV-0012" in auditor.open(f"/office/flags?{narrow}").text) == found
    assert auditor.open("/office/flags?partner=tidakada").status_code == 404


def test_the_page_of_the_purchase_tells_an_auditor_and_nobody_else(session, as_seat, purchase, page):
    line = f"/office/compliance/lines/{lines_in(session, purchase)[0].id}"
    assert page in as_seat(AUDITOR).open(line).text
    for role in (OFFICER, APPROVER, VIEWER):
        assert "tanda risiko" not in as_seat(role).open(line).text


@pytest.mark.parametrize("role", [OFFICER, APPROVER, VIEWER])
def test_other_officials_do_not_come_here(as_seat, page, role):
    browser = as_seat(role)
    for address in ("/office/flags", page):
        assert browser.open(address).status_code == 403


def test_the_shop_does_not_read_its_flags(as_seat, purchase, page):
    assert as_seat(OWNER, at=purchase.partner_id).open(page).status_code == 403

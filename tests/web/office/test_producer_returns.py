"""A maker's returns by month, as officers see them and take them home."""

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import AUDITOR, OFFICER
from marketplace.ordering.states import AGREED, HandoverKind, TakeBackReason
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def address(session, maker):
    return f"/office/producers/{session.get_one(Organisation, maker.id).public_id}"


@pytest.fixture
def returned(session, maker):
    line = {"taken_back": 3, "take_back_reason": TakeBackReason.EXPIRED}
    make_alone(
        session, make_goods(session, maker=maker), make_outlet(session, make_partner(session)),
        brought=0, kind=HandoverKind.RETURN, line=line, state=AGREED, agreed_at=NOW,
    )  # fmt: skip


def test_the_makers_page_leads_to_its_months(as_seat, address, returned):
    officer = as_seat(OFFICER)

    assert f'href="{address}/returns"' in officer.open(address).text
    page = officer.open(f"{address}/returns").text
    assert "November 2026" in page
    assert "−Rp30.000" in page
    assert f'href="{address}/returns/export?as=csv"' in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_months_go_home(app, as_seat, address, returned, kind):
    answer = as_seat(OFFICER).open(f"{address}/returns/export?as={kind}")

    rows = app.extensions["tools"].sheets.read(answer.data, f"x.{kind}").sheets[0].rows
    assert [[str(cell) for cell in row] for row in rows[:2]] == [
        ["Bulan", "Retur", "Ditarik", "Nilai"],
        ["2026-11", "1", "3", "-30000"],
    ]


def test_without_any_it_says_so(as_seat, address):
    assert "Belum ada retur" in as_seat(OFFICER).open(f"{address}/returns").text


def test_others_are_not_led_there(session, as_seat, address):
    shop = session.get_one(Organisation, make_partner(session).id).public_id

    assert f"{address}/returns" not in as_seat(AUDITOR).open(address).text
    assert as_seat(AUDITOR).open(f"{address}/returns").status_code == 403
    assert as_seat(OFFICER).open(f"/office/producers/{shop}/returns").status_code == 404

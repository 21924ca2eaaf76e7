import re

import pytest

from marketplace.kernel.roles import OFFICER, VIEWER
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_partner
from tests.factories.purchases import make_purchase


@pytest.fixture
def officer(session, as_seat):
    shop = make_partner(session, name="Toko Berkah", mou=False)
    make_mou(session, shop)
    make_purchase(session, shop, make_maker(session, name="Dapur Umpama"), 75_000)
    return as_seat(OFFICER)


def test_each_figure_opens_its_rows(officer):
    board = officer.open("/office/quality/2026-08").text
    links = re.findall(r'href="(/office/(?:quality/2026-08/|names)[^"]*)"', board)
    assert len(links) == 7
    for link in links:
        assert officer.open(link.replace("&amp;", "&")).status_code == 200
    assert "Dapur Umpama" in officer.open("/office/quality/2026-08/lines?grade=D").text
    assert "Dapur Umpama" in officer.open("/office/quality/2026-08/lines?unanswered=1").text
    assert "Dapur Umpama" not in officer.open("/office/quality/2026-08/lines?grade=A").text
    assert "Toko Berkah" in officer.open("/office/quality/2026-08/late").text


def test_it_begins_with_the_last_full_month_and_what_is_awaited_is_not_late(officer, as_seat):
    assert officer.open("/office/quality").location == "/office/quality/2026-10"
    assert "/office/quality/2026-11/late" not in officer.open("/office/quality/2026-11").text
    assert "/office/names" not in as_seat(VIEWER).open("/office/quality/2026-08").text.split("<dl")[1]
    assert officer.open("/office/quality/2026-13").status_code == 404

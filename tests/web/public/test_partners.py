"""What strangers learn of partners, and what they never do."""

import re
from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.roles import OWNER
from marketplace.partners.memoranda import end_mou
from marketplace.partners.models import Mou, PartnerKind
from marketplace.web import fragment_cache
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_outlet, make_partner
from tests.factories.purchases import declare, make_purchase

LONG = {"starts_on": date(2025, 2, 3), "ends_on": date(2099, 12, 31)}
IRING_MULYO = "18.72.04.1003"


@pytest.fixture
def shop(session):
    """With one outlet that may be shown and one that may not."""
    partner = make_partner(session, name="Toko Misal", mou=False, about="Sejak 1998 di simpang.\nBuka pagi.")
    make_mou(session, partner, **LONG)
    make_outlet(session, partner, name="Gerai Pusat", kelurahan_code=IRING_MULYO, shown=True)
    make_outlet(session, partner, name="Gerai Diam")
    return partner


def page_of(session, partner):
    return f"/partners/{session.get(Organisation, partner.id).public_id}"


def test_the_list_names_partners_with_kind_place_and_since_when(session, shop, stranger):
    page = stranger.open("/partners").text
    for words in ("1 mitra", "Toko Misal", "Minimarket", "Iring Mulyo", "MoU sejak 3 Feb 2025"):
        assert words in page
    assert page_of(session, shop) in page
    assert "Gerai Diam" not in page


def test_filters_stand_in_the_address(session, shop, stranger):
    assert "Toko Misal" in stranger.open(f"/partners?kind=minimarket&kelurahan={IRING_MULYO}").text
    for other in ("kind=hotel", "kelurahan=18.72.01.1001"):
        page = stranger.open(f"/partners?{other}").text
        assert "Tidak ada yang cocok" in page and "Toko Misal" not in page
    assert "Toko Misal" in stranger.open("/partners?kind=sulap").text


def test_no_partners_at_all_says_when_there_will_be(stranger):
    assert "Belum ada mitra" in stranger.open("/partners").text


def test_a_partners_page_says_what_it_says_of_itself_and_where(session, shop, stranger):
    page = stranger.open(page_of(session, shop)).text
    for words in (
        "<p>Sejak 1998 di simpang.</p>",
        "<p>Buka pagi.</p>",
        "Gerai Pusat",
        "Mitra sejak 3 Feb 2025",
    ):
        assert words in page
    assert "Gerai Diam" not in page


def test_an_office_bound_by_a_circular_is_listed_as_such(session, stranger):
    office = make_partner(session, name="Kantor Misal", kind=PartnerKind.PUBLIC_OFFICE, mou=False)
    page = stranger.open("/partners").text
    assert "Kantor Misal" in page and "Terikat surat edaran" in page
    assert "tidak memerlukan nota kesepahaman" in stranger.open(page_of(session, office)).text


def test_one_without_a_memorandum_has_no_page(session, stranger):
    nobody = make_partner(session, mou=False)
    assert stranger.open(page_of(session, nobody)).status_code == 404
    assert stranger.open("/partners/k3m9p2q7r4s8").status_code == 404


def test_neither_totals_nor_suppliers_nor_prices_are_told(session, shop, stranger):
    maker = make_maker(session)
    name = session.get(Organisation, maker.id).name
    make_purchase(session, shop, maker, 7_654_321, document_number="NOTA-4711")
    declare(session, shop, 98_765_432, signer="Bu Rahasia")
    shop.contact, shop.whatsapp, shop.staff_count = "Pak Pembelian", "+6281234567890", 47
    session.commit()
    planted = (
        name,
        "7.654.321",
        "98.765.432",
        "7654321",
        "98765432",
        "NOTA-4711",
        "Bu Rahasia",
        "Keripik Pisang",
        "Pak Pembelian",
        "81234567890",
        "47",
        "Naskah",
        "Para pihak bekerja sama",
    )
    for address in ("/partners", page_of(session, shop)):
        body = stranger.open(address).text.partition("<main")[2].partition("</main>")[0]
        assert "Toko Misal" in body
        words = [word for word in planted if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", body)]
        assert words == []


def test_signed_in_people_see_the_same(session, shop, as_seat, stranger):
    owner = as_seat(OWNER, at=shop.id)

    def main_part(visitor):
        """Without the breadcrumbs, which tell search engines more."""
        main = visitor.open(page_of(session, shop)).text.partition("<main")[2].partition("</main>")[0]
        return main.partition("</nav>")[2]

    assert main_part(owner) == main_part(stranger) != ""


def test_the_list_takes_few_statements_however_long_it_is(session, shop, stranger, statements):
    def look(address):
        return statements(lambda: stranger.open(address))

    stranger.open("/partners?x=0")
    few = look("/partners?x=1")
    for number in range(20):
        partner = make_partner(session, name=f"Toko {number}", mou=False)
        make_mou(session, partner, **LONG)
        make_outlet(session, partner, shown=True, kelurahan_code=IRING_MULYO)
    assert look("/partners?x=2") == few <= 6
    assert look(page_of(session, shop) + "?x=3") <= 4


class TestWhatIsKept:
    @pytest.fixture(autouse=True)
    def slow_eyes(self, monkeypatch):
        monkeypatch.setattr(fragment_cache, "GLANCE", 600)

    def test_a_stranger_is_given_the_page_that_was_kept(self, session, shop, stranger, statements):
        first = stranger.open("/partners")
        assert statements(lambda: stranger.open("/partners")) == 0
        assert stranger.open("/partners").data == first.data

    def test_a_memorandum_that_ends_takes_the_partner_off_at_once(self, app, session, shop, stranger):
        assert "Toko Misal" in stranger.open("/partners").text
        mou = session.query(Mou).filter_by(partner_id=shop.id).one().id
        with app.app_context(), app.extensions["open_unit"](SYSTEM) as uow:
            end_mou(uow, mou, reason="pindah")
        assert "Toko Misal" not in stranger.open("/partners").text
        assert stranger.open(page_of(session, shop)).status_code == 404

    def test_a_memorandum_that_lapses_is_gone_at_midnight(self, session, shop, stranger, monkeypatch):
        assert "Toko Misal" in stranger.open("/partners").text
        later = clock.now().replace(year=2100, day=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert "Toko Misal" not in stranger.open("/partners").text


def test_doors_of_strangers_lead_to_it(stranger):
    for address in ("/", "/program", "/menu"):
        assert 'href="/partners"' in stranger.open(address).text

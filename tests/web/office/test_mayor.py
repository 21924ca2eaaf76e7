"""The Wali Kota's first page: how the city does, of how many, since when, and what waits for whom."""

import re
from datetime import UTC, date, datetime

import pytest

from marketplace.accounts.models import Organisation
from marketplace.billing.models import PaidBy, Receipt
from marketplace.circulars.states import DRAFT
from marketplace.compliance.models import Objection
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, VIEWER
from marketplace.partners.models import Partner, PartnerKind
from marketplace.web.office.mayor import month_shown
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due, make_payment
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import make_period, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import declare, make_purchase

pytestmark = pytest.mark.day("2026-09-24T07:00")  # so August is the last full month
STATEMENTS = 24


@pytest.fixture
def bound(session):
    """Shops that clause 4a binds, by name with what they bought locally of a million; and a hotel that it does not."""
    make_circular(session, make_clause(code="4a", kinds=["minimarket"]))
    maker = make_maker(session)

    def add(**shops):
        for name, local in shops.items():
            shop = make_partner(session, name=f"Toko {name}")
            make_purchase(session, shop, maker, local)
            declare(session, shop)
        hotel = make_partner(session, name="Hotel Bebas", kind=PartnerKind.HOTEL)
        make_purchase(session, hotel, maker, 900_000)
        declare(session, hotel)

    return add


def make_silent(session, name="Toko Diam"):
    """A shop that has been there since July and sent nothing."""
    shop = make_partner(session, name=name)
    session.get(Organisation, shop.id).created_at = datetime(2026, 7, 1, tzinfo=UTC)
    session.commit()
    return shop


@pytest.fixture
def page(as_seat):
    return lambda: as_seat(VIEWER).open("/office/").text


def hero(text):
    """The card of the one large figure, without tags."""
    card = re.search(r'class="mb-hero mb-card".*?</a>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", card[0]).replace("\u00a0", " ").split())


def test_the_share_is_of_those_whom_the_clause_binds_with_its_word_target_and_coverage(session, bound, page):
    bound(Satu=300_000, Dua=100_000)
    silent = make_partner(session, name="Toko Diam")
    make_purchase(session, silent, make_maker(session), 5_000)
    shown = hero(page())
    assert "20,00 %" in shown and "Terpenuhi, target 15 %" in shown
    assert "Rp400.000 dari Rp2.000.000" in shown
    assert "2 dari 3 mitra terikat ada datanya 2 menyatakan belanja, 3 melapor, 3 membeli" in shown


def test_a_month_that_fails_keeps_its_shape_with_another_word(bound, page):
    bound(Satu=100_000)
    assert "10,00 % Belum terpenuhi, target 15 %" in hero(page())


def test_without_data_there_is_no_figure_and_no_zero(session, page):
    make_circular(session, make_clause(code="4a"))
    make_silent(session)
    text = page()
    assert "— Belum ada data, target 15 %" in hero(text) and "0,00" not in text
    assert "0 dari 1 mitra terikat" in hero(text) and "Toko Diam" in text


def test_without_a_circular_nothing_is_held_against_a_target(session, page):
    assert "Belum ada target yang berlaku" in hero(page())


def test_there_is_one_figure_of_that_size_and_one_main_act(bound, page):
    bound(Satu=100_000)
    text = page()
    assert text.count('class="mb-hero__is"') == 1
    acts = re.findall(r'class="(?:[^"]*)"><a class="mb-btn mb-btn--go[^>]*href="([^"]+)"', text)
    assert acts == ["/office/compliance/2026-08/report"] * 2  # of which a screen shows one


def test_three_lead_and_three_lag_and_who_has_no_data_stands_apart(session, bound, page):
    bound(A=700_000, B=600_000, C=500_000, D=400_000, E=30_000, F=20_000, G=10_000)
    make_silent(session)
    text = page()
    names = re.findall(r"<b>(Toko [^<]+)</b>", text)
    assert names == ["Toko A", "Toko B", "Toko C", "Toko E", "Toko F", "Toko G", "Toko Diam"]
    assert "1 mitra di antaranya" in text and "Hotel Bebas" not in text
    apart = text[text.index("mb-apart") :]
    assert "Toko Diam" in apart and "mb-bullet" not in apart


def test_every_tile_opens_its_rows(as_seat, bound):
    bound(Satu=300_000)
    mayor = as_seat(VIEWER)
    tiles = re.findall(r'<li class="mb-tile"><a href="([^"]+)"', mayor.open("/office/").text)
    assert len(tiles) == 4
    assert {mayor.open(tile.replace("&amp;", "&")).status_code for tile in tiles} == {200}


def test_makers_sold_for_the_first_time_are_named(session, as_seat, bound):
    bound(Satu=300_000)
    shop, known = make_partner(session), make_maker(session, name="Keripik Lama")
    make_purchase(session, shop, known, bought_on=date(2026, 7, 2))
    make_purchase(session, shop, known)
    make_purchase(session, shop, make_maker(session, name="Keripik Baru"), bought_on=date(2026, 8, 9))
    mayor = as_seat(VIEWER)
    assert "<b>2 usaha</b><span>pertama kali; dari 3 yang terjual" in mayor.open("/office/").text
    page = mayor.open("/office/compliance/2026-08/new-makers").text
    assert "Keripik Baru" in page and "9 Agu 2026" in page and "Keripik Lama" not in page


class TestWaiting:
    def titles(self, text):
        return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', text)

    def test_their_own_task_stands_first_then_each_with_whose_turn_it_is(self, session, bound, page):
        bound(Satu=100_000)
        make_silent(session)
        make_period(session)
        make_circular(session, state=DRAFT, number="500/020/2027", from_on=date(2027, 1, 1))
        text = page()
        assert self.titles(text) == [
            "Anda: baca rancangan surat edaran 500/020/2027",
            "Mitra: satu pernyataan total belanja",
            "Penyetuju: terbitkan laporan Agustus 2026",
        ]
        assert "Lewat 14 hari" in text

    def test_objections_wait_for_an_officer_by_name_and_month(self, session, bound, page):
        bound(Satu=100_000)
        period = make_period(session)
        for number in range(2):
            who = session.query(Partner).filter_by(kind=PartnerKind.MINIMARKET).one().id
            given = {"text": f"Kurang {number}", "written_by": None, "written_at": NOW}
            session.add(Objection(period_id=period.id, partner_id=who, **given))
        session.commit()
        text = page()
        assert "Petugas: jawab 2 keberatan mitra" in self.titles(text)
        assert "Toko Satu (Agustus 2026)" in text

    @pytest.mark.day("2026-11-24T07:00")
    def test_a_report_past_its_day_is_the_approvers(self, session, bound, page):
        bound(Satu=100_000)
        assert "Penyetuju: 2 laporan bulanan belum terbit" in self.titles(page())

    def test_a_published_month_has_its_report_to_read(self, app, session, bound, page):
        bound(Satu=100_000)
        publish(session, app.extensions["tools"].signer)
        assert self.titles(page()) == ["Anda: Laporan Agustus 2026 sudah terbit"]


class TestTrend:
    @pytest.fixture
    def published(self, app, session, bound):
        """July is published, five shops then."""
        bound(A=100_000, B=100_000, C=100_000, D=100_000, E=100_000)
        for shop in session.query(Partner).filter_by(kind=PartnerKind.MINIMARKET):
            make_purchase(session, shop, make_maker(session), 200_000, bought_on=date(2026, 7, 3))
            declare(session, shop, 1_000_000, "2026-07")
        signer = app.extensions["tools"].signer
        publish(session, signer, month=Month(2026, 7))

    def test_published_months_stand_with_target_and_coverage_in_the_table_behind(self, published, page):
        text = page()
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", text[text.index("Angka di balik bagan") :])
        cells = [re.sub(r"<[^>]+>", "|", row).replace("\u00a0", " ") for row in rows]
        assert cells[10] == "Juli 2026||20,00 %||15 %||5 dari 5|"
        assert cells[0].startswith("September 2025||Belum ada data||—")

    def test_the_target_begins_with_its_first_month(self, published, page):
        assert "target 15\u00a0% sejak Januari 2026" in page()

    def test_a_month_that_is_not_published_is_marked_in_the_bars_and_the_table(
        self, session, published, page
    ):
        text = page()
        assert "Agustus 2026, sementara" in text and "Juli 2026, sementara" not in text
        assert text.count("stroke-dasharray=") == 1 and "laporannya belum terbit" in text

    def test_an_earlier_one_that_partners_have_seen_has_its_bar_too(self, session, bound, page):
        bound(Satu=100_000)
        shop = session.query(Partner).filter_by(kind=PartnerKind.MINIMARKET).one()
        make_purchase(session, shop, make_maker(session), 300_000, bought_on=date(2026, 7, 3))
        declare(session, shop, 1_000_000, "2026-07")
        assert "Juli 2026, sementara" not in page()
        make_period(session, month=Month(2026, 7))
        shown = page().replace("\u00a0", " ")
        assert 'Juli 2026, sementara</th><td class="mb-num">30,00 %' in shown


class TestReached:
    def test_what_makers_confirmed_of_what_is_owed_stands_on_the_tile_and_by_partner(
        self, session, as_seat, bound
    ):
        bound(Satu=300_000)
        shop = session.query(Partner).filter_by(kind=PartnerKind.MINIMARKET).one()
        due = make_due(session, 250_000, owed_on=date(2026, 8, 20), outlet=make_outlet(session, shop))
        make_due(session, 90_000, owed_on=date(2026, 9, 1))
        given = {"deducted_because": "listing", "received_on": TODAY, "paid_by": PaidBy.CASH}
        said = {"confirmed_by": None, "confirmed_at": NOW}
        make_payment(session, due, 200_000, act="act")
        session.add(Receipt(due_id=due.id, received=200_000, deducted=20_000, act="act", **given, **said))
        session.commit()
        mayor = as_seat(VIEWER)
        assert (
            "<b>Rp200.000</b><span>diterima dari Rp250.000 tagihan serah terima"
            in mayor.open("/office/").text
        )
        rows = mayor.open("/office/compliance/2026-08/reached").text
        assert "Toko Satu" in rows and rows.count(">Rp30.000<") == 2  # of the shop and of the city

    def test_without_a_due_there_is_no_figure_and_no_zero(self, as_seat, bound):
        bound(Satu=300_000)
        text = as_seat(VIEWER).open("/office/").text
        assert "<b>—</b><span>belum ada tagihan serah terima" in text


def test_a_published_month_is_read_as_it_was_frozen(app, session, bound, page):
    bound(Satu=100_000)
    publish(session, app.extensions["tools"].signer)
    make_purchase(session, make_partner(session), make_maker(session), 999_999)
    assert "10,00 % Belum terpenuhi" in hero(page())


def test_it_takes_few_statements_however_many_shops_and_months_there_are(as_seat, statements, bound):
    bound(Satu=100_000)
    mayor = as_seat(VIEWER)
    few = statements(lambda: mayor.open("/office/"))
    bound(**{f"Lain{number}": 50_000 for number in range(12)})
    many = statements(lambda: mayor.open("/office/"))
    assert few == many <= STATEMENTS, (few, many)


def test_others_of_the_office_find_their_work_there(as_seat):
    assert "Pekerjaan hari ini" in as_seat(OFFICER).open("/office/").text
    assert "Pekerjaan hari ini" in as_seat(OFFICER, VIEWER).open("/office/").text


@pytest.mark.parametrize(
    ("today", "shown"),
    [(date(2026, 9, 1), "2026-07"), (date(2026, 9, 10), "2026-07"), (date(2026, 9, 11), "2026-08")],
)
def test_a_month_is_shown_once_its_totals_were_due(today, shown):
    assert str(month_shown(today)) == shown

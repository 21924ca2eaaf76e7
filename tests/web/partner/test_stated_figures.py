import io

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.partners.models import PartnerKind
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureFinding, FigureReview
from tests.factories.partners import make_outlet, make_partner

LIST, QUEUE = "/partner/figures", "/office/figures"
SKUS, FEE, BUDGET = (f"{LIST}/new/{key}" for key in ("local_skus", "listing_fee", "domestic_spending"))


def last_quarter():
    return Month.of(clock.day_of(clock.now())).quarter.first.previous


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    return io.BytesIO(picture.getvalue()), "rak.jpg"


@pytest.fixture
def shop(session):
    return make_partner(session, name="Toko Contoh")


@pytest.fixture
def outlet(session, shop):
    return make_outlet(session, shop, name="Gerai Contoh")


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(OWNER, at=shop.id)


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def figure(outlet, **changed):
    values = {
        "month": last_quarter(),
        "outlet": outlet.public_id,
        "part": "12",
        "whole": "60",
        "signer": "Rahma Contoh",
    }
    return values | {"evidence": photo()} | changed


def stated(session):
    session.rollback()
    return [(row.part, row.whole, row.outlet_id) for row in session.scalars(select(DeclaredFigure))]


class TestPartner:
    def test_a_figure_is_stated_with_its_evidence(self, session, buyer, outlet):
        buyer.send(SKUS, figure(outlet))
        assert stated(session) == [(12, 60, outlet.id)]
        page = buyer.open(LIST).text
        for words in (
            "Angka dikirim",
            "Ragam produk lokal di rak",
            "Gerai Contoh",
            "20,00",
            "Belum diverifikasi",
        ):
            assert words in page

    def test_without_evidence_it_is_refused_and_nothing_is_lost(self, session, buyer, outlet):
        page = buyer.send(SKUS, figure(outlet, evidence=None)).text
        assert stated(session) == []
        assert "Bukti" in page and 'value="60"' in page

    def test_a_part_above_its_whole_is_refused_at_its_field(self, session, buyer, outlet):
        page = buyer.send(SKUS, figure(outlet, part="61")).text
        assert stated(session) == []
        assert "tidak dapat melebihi" in page

    def test_a_fee_has_one_number(self, session, buyer, outlet):
        last = Month.of(clock.day_of(clock.now())).previous
        buyer.send(FEE, figure(outlet, month=last, part="75.000", whole=None))
        assert stated(session) == [(75_000, None, outlet.id)]
        assert "Rp75.000" in buyer.open(LIST).text

    def test_only_what_is_asked_of_its_kind_is_offered(self, buyer, as_seat, session):
        office = make_partner(session, kind=PartnerKind.PUBLIC_OFFICE, mou=False)
        shops, offices = buyer.open(LIST).text, as_seat(OWNER, at=office.id).open(LIST).text
        assert "Biaya pajang tertinggi" in shops and "Biaya pajang tertinggi" not in offices
        assert "produk dalam negeri" in offices and "produk dalam negeri" not in shops

    def test_it_is_reached_from_the_declarations(self, buyer):
        assert f'href="{LIST}"' in buyer.open("/partner/declarations").text


class TestOfficer:
    @pytest.fixture
    def waiting(self, session, buyer, outlet):
        buyer.send(SKUS, figure(outlet))
        session.rollback()
        return session.scalars(select(DeclaredFigure)).one()

    def findings(self, session):
        session.rollback()
        return [(one.finding, one.reason) for one in session.scalars(select(FigureReview))]

    def test_it_waits_on_the_home_and_in_the_list(self, officer, waiting):
        assert "1 angka di luar nota" in officer.open("/office/").text
        page = officer.open(QUEUE).text
        for words in ("Toko Contoh", "Gerai Contoh", "20,00", "Belum diverifikasi"):
            assert words in page

    def test_the_evidence_is_one_tap_away_and_verified_it_waits_no_more(self, session, officer, waiting):
        page = officer.open(f"{QUEUE}/{waiting.public_id}").text
        assert "Buka buktinya" in page
        officer.send(f"{QUEUE}/{waiting.public_id}/verify", {})
        assert self.findings(session) == [(FigureFinding.VERIFIED, "")]
        assert "Tidak ada yang menunggu" in officer.open(QUEUE).text

    def test_a_rejection_is_read_by_the_partner(self, session, officer, buyer, waiting):
        officer.send(f"{QUEUE}/{waiting.public_id}/reject", {"reason": "Fotonya rak lain."})
        assert self.findings(session) == [(FigureFinding.REJECTED, "Fotonya rak lain.")]
        assert "Fotonya rak lain." in buyer.open(LIST).text

    def test_rejecting_for_no_reason_is_refused(self, session, officer, waiting):
        officer.send(f"{QUEUE}/{waiting.public_id}/reject", {"reason": ""})
        assert self.findings(session) == []

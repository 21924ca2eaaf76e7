import re
from datetime import date, timedelta

import pytest

from marketplace.catalog.models import Category
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Level, Requirement
from marketplace.certification.services.reference import load_reference
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER
from marketplace.outreach.models import Activity, ActivityKind
from tests.conftest import NOW
from tests.factories.producers import make_producer

SNACKS = "/standards?category=dry-food&scale=micro"


@pytest.fixture
def loaded(work):
    with work() as uow:
        load_reference(uow)


def make_visit(session, *, days=9, **given):
    starts = clock.now() + timedelta(days=days)
    row = Activity(
        **{
            "kind": ActivityKind.VISIT,
            "title": "Silaturahmi",
            "place": "Balai Kelurahan Hadimulyo Timur",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=3),
            "capacity": 40,
            "created_by": None,
            "announced_at": NOW,
        }
        | given
    )
    session.add(row)
    session.commit()
    return row


def test_papers_stand_in_the_order_to_get_them(loaded, stranger):
    page = stranger.open(SNACKS).text

    places = [
        page.index(title)
        for title in ("Nomor Induk Berusaha", "(SPP-IRT)", "Sertifikat halal", "Pendaftaran merek")
    ]
    assert places == sorted(places)
    assert "3 surat wajib, 2 dianjurkan" in page
    assert "Boleh digantikan oleh Izin edar BPOM (MD)." in page


def test_each_paper_says_what_goes_wrong_who_issues_it_and_what_is_not_confirmed(loaded, stranger):
    page = stranger.open(SNACKS).text

    for key in ("nib", "pirt", "halal"):
        assert str(KINDS[key].mishaps).split(";")[0] in page
        assert str(KINDS[key].issuer) in page
    assert 'Gratis <span class="mb-small mb-muted">(belum dikonfirmasi)</span>' in page
    assert "PerBPOM 22/2018, sejak 1 Agu 2018 (aturan terkonfirmasi, tanggal mulai belum)" in page
    assert "Belum diperiksa Dinas." in page


def test_a_check_by_the_office_is_told(session, loaded, stranger):
    session.query(Requirement).filter_by(certificate_kind="nib").one().checked_on = date(2026, 11, 2)
    session.commit()
    assert "Diperiksa Dinas terakhir 2 Nov 2026." in stranger.open(SNACKS).text


def test_products_are_called_what_makers_call_them(loaded, stranger):
    page = stranger.open(SNACKS).text
    assert '<option value="dry-food" selected>Keripik, kerupuk, camilan kering</option>' in page
    assert "Surat untuk keripik, kerupuk, camilan kering, usaha mikro" in page


def test_cloth_needs_little(loaded, stranger):
    page = stranger.open("/standards?category=batik-tapis&scale=small").text

    assert "Satu surat wajib" in page
    assert "SPP-IRT)" not in page


def test_wet_cakes_do_not_use_a_pirt(loaded, stranger):
    page = stranger.open("/standards?category=cakes-bread").text
    assert 'id="pirt"' not in page
    assert "Sertifikat laik higiene sanitasi (SLHS)" in page


def test_another_day_has_its_own_rules(loaded, stranger):
    page = stranger.open(f"{SNACKS}&on=2026-10-16").text
    assert "Keadaan pada 16 Okt 2026" in page
    assert "Baru wajib mulai 17 Okt 2026." in page
    assert "2 surat wajib, 2 dianjurkan" in page
    assert 'value="2026-10-16"' in page

    later = stranger.open(f"{SNACKS}&on=2026-10-17").text
    assert "Wajib sejak 17 Okt 2026. Tanpa surat ini produk tidak dapat tayang" in later


def test_grace_and_what_comes_are_told(session, loaded, stranger):
    ids = dict(session.query(Category.code, Category.id))
    for kind, begin, grace in (("slhs", date(2026, 10, 1), 90), ("nkv", date(2099, 1, 1), 30)):
        session.add(
            Requirement(
                category_id=ids["other"],
                scale=None,
                certificate_kind=kind,
                level=Level.MANDATORY,
                from_on=begin,
                grace_days=grace,
                basis="Peraturan contoh",
            )
        )
    session.commit()

    page = stranger.open("/standards?category=other&on=2026-11-24").text
    assert "Masa tenggang sampai 29 Des 2026" in page
    assert "Baru wajib mulai 1 Jan 2099." in page


def test_it_opens_without_a_choice_and_forgives_what_is_no_choice(loaded, stranger):
    assert stranger.open("/standards").status_code == 200
    for odd in ("scale=raksasa", "on=besok", "kelurahan=99", "on="):
        assert stranger.open(f"{SNACKS}&{odd}").status_code == 200
    assert stranger.open("/standards?category=mobil").status_code == 404


def test_without_reference_data_it_says_so(stranger):
    assert "Data acuan belum dimuat" in stranger.open("/standards").text


class TestSilaturahmi:
    def test_the_next_visit_is_shown_with_its_free_places(self, session, loaded, stranger):
        visit = make_visit(session)
        make_visit(session, days=3, announced_at=None, place="Belum diumumkan")
        page = stranger.open(SNACKS).text

        assert "Balai Kelurahan Hadimulyo Timur" in page
        assert "40 dari 40" in page
        assert visit.public_id in page or "Daftar Silaturahmi" not in page
        assert "Belum diumumkan" not in page

    def test_the_own_kelurahan_comes_first_and_elsewhere_is_told(self, session, loaded, stranger):
        make_visit(session, days=2, kelurahan_code="18.72.04.1003", place="Aula Iring Mulyo")
        make_visit(session, days=5, kelurahan_code="18.72.01.1001", place="Aula lain")

        own = stranger.open(f"{SNACKS}&kelurahan=18.72.01.1001").text
        assert "Aula lain" in own
        assert "Aula Iring Mulyo" not in own
        elsewhere = stranger.open(f"{SNACKS}&kelurahan=18.72.01.1002").text
        assert "Di kelurahan Anda belum ada jadwal" in elsewhere
        assert "Aula Iring Mulyo" in elsewhere

    def test_without_any_it_says_so(self, loaded, stranger):
        assert "Jadwal berikutnya belum diumumkan." in stranger.open(SNACKS).text


def test_it_ends_in_a_start(session, loaded, stranger, as_seat):
    assert "Masuk" in stranger.open(SNACKS).text
    maker = as_seat(OWNER, at=make_producer(session).id)
    page = maker.open(SNACKS).text
    assert re.search(r'href="/producer/certificates/new"[^>]*>.*Mulai', page)
    assert 'href="/producer/cases/start?kind=halal"' in page
    assert "/producer/cases" not in stranger.open(SNACKS).text

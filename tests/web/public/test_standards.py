import pytest

from marketplace.certification.services.reference import load_reference


@pytest.fixture
def loaded(work):
    with work() as uow:
        load_reference(uow)


def test_papers_stand_in_the_order_to_get_them(loaded, stranger):
    page = stranger.open("/standards?category=dry-food&scale=micro").text

    places = [
        page.index(title)
        for title in ("Nomor Induk Berusaha", "(SPP-IRT)", "Sertifikat halal", "Pendaftaran merek")
    ]
    assert places == sorted(places)
    assert "3 surat wajib, 1 dianjurkan" in page
    assert "Boleh digantikan oleh Izin edar BPOM (MD)." in page


def test_cloth_needs_little(loaded, stranger):
    page = stranger.open("/standards?category=batik-tapis&scale=small").text

    assert "Satu surat wajib" in page
    assert "SPP-IRT)" not in page


def test_it_opens_without_a_choice_and_forgives_a_wrong_scale(loaded, stranger):
    assert stranger.open("/standards").status_code == 200
    assert stranger.open("/standards?category=dry-food&scale=raksasa").status_code == 200
    assert stranger.open("/standards?category=mobil").status_code == 404


def test_without_reference_data_it_says_so(stranger):
    assert "Data acuan belum dimuat" in stranger.open("/standards").text

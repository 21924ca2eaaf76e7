import pytest

from tests.factories.catalog import make_category
from tests.factories.producers import make_producer

MAKERS = "Pembuat terdaftar"


def test_a_stranger_reads_what_this_is_and_finds_a_door(stranger):
    page = stranger.open("/")

    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("public")
    for words in ("Saya pembuat", "Saya toko atau kantor", "Saya warga", 'action="/catalog"', 'name="q"'):
        assert words in page.text


def test_an_empty_city_shows_no_figures(stranger):
    assert MAKERS not in stranger.open("/").text


def test_makers_are_counted_once_they_are_approved(stranger, session):
    make_category(session)
    make_producer(session)

    page = stranger.open("/").text
    assert MAKERS in page
    assert "<dd>1</dd>" in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/program", "Teks surat edaran tidak tersedia untuk umum"),
        ("/privacy", "Tidak ada iklan, pelacak"),
        ("/help", "Tulis 1250000 atau 1.250.000."),
        ("/menu", "Program"),
    ],
)
def test_strangers_may_read_the_rest(stranger, path, words):
    page = stranger.open(path)

    assert page.status_code == 200
    assert words in page.text
    assert "data contoh" in page.text


def test_every_fact_about_the_program_has_its_source(stranger):
    page = stranger.open("/program").text

    assert page.count("<tr>") - 1 == page.count('class="mb-small mb-muted">')


def test_pages_speak_english_when_asked(stranger):
    stranger.client.set_cookie("lang", "en")

    page = stranger.open("/")

    assert '<html lang="en">' in page.text

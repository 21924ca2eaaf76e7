"""What the province sees of the city, and the letter that sends a month to it."""

import io
import zipfile

import pytest

from marketplace.kernel.roles import OFFICER, PROVINCE, SYSADMIN
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

MONTH = "/office/published/2026-08"


@pytest.fixture
def report(app, session):
    make_circular(session, make_clause(code="4a"))
    for number in range(6):
        shop = make_partner(session, name=f"Toko Rahasia {number}")
        make_purchase(session, shop, make_maker(session), 200_000 + number)
        declare(session, shop)
    return publish(session, app.extensions["tools"].signer)


@pytest.fixture
def province(as_seat):
    return as_seat(PROVINCE)


def test_their_first_page_is_the_list_of_published_months(province, report):
    assert province.open("/office/").location == "/office/published"
    page = province.open("/office/published").text
    assert "Agustus 2026" in page and report.number in page and "6 dari 6 mitra" in page


def test_a_month_shows_sums_and_nobody(province, report):
    page = province.open(MONTH).text
    assert "20,00" in page and "Rp1.200.015 dari Rp6.000.000" in page and "Rahasia" not in page
    assert "Riwayat" not in page


def test_officials_read_who_published_it(as_seat, report):
    assert "Riwayat" in as_seat(OFFICER).open(MONTH).text


@pytest.mark.parametrize(
    "path",
    [
        "/office/compliance/2026-08",
        "/office/compliance/2026-08/report",
        "/office/partners",
        "/office/journal",
    ],
)
def test_everything_else_of_the_office_is_shut(province, report, path):
    assert province.open(path).status_code == 403


def test_a_month_that_is_not_published_is_not_there(province, session):
    make_circular(session)
    assert province.open(MONTH).status_code == 404
    assert "Belum ada laporan terbit" in province.open("/office/published").text


def test_the_letter_goes_with_its_files_and_no_partner_is_in_any(as_seat, report):
    answer = as_seat(OFFICER).open(f"{MONTH}/export")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.namelist() == [
        "surat-pengantar-2026-08.pdf",
        "mb2-2026-08.json",
        "mb2-2026-08.xlsx",
        "mb2-2026-08.csv",
    ]
    assert archive.read("surat-pengantar-2026-08.pdf").startswith(b"%PDF")
    assert report.sha256 in archive.read("mb2-2026-08.json").decode()
    figures = archive.read("mb2-2026-08.csv").decode("utf-8-sig")
    assert "1200015" in figures and "Rahasia" not in figures + archive.read("mb2-2026-08.json").decode()


def test_those_without_business_do_not_come_in(as_seat, report):
    assert as_seat(SYSADMIN).open(MONTH).status_code == 403

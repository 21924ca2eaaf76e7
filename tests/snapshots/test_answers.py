import io

import openpyxl
import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from tests.snapshots.answers import PageText, as_text

PAGE = """<html><head><title>Pesanan</title><script>now()</script></head><body>
<p>Dua <b>pesanan</b>
menunggu <a href="orders/1?b=2&amp;a=1#top">Buka</a></p>
<table><tr><td data-l="Nomor">7</td><td>Selesai</td></tr></table>
<nav class="mb-pager"><a href="?page=2">Berikutnya</a></nav>
<form action="/list"><input name="q" value=""><select name="state"><option value="">Semua</option>
<option value="placed" selected>Baru</option><option value="closed">Selesai</option></select></form>
<form method="post"><input type="hidden" name="csrf_token" value="abc"><textarea name="note">Titip</textarea></form>
</body></html>"""


@pytest.fixture
def page():
    return PageText("/partner/", PAGE)


def answer(content, kind, **headers):
    return TestResponse([content], "200 OK", {"Content-Type": kind, **headers}, Request({}))


def test_the_words_of_a_block_stand_on_one_line_with_the_addresses_of_its_links(page):
    assert page.lines[:4] == [
        "Pesanan",
        "Dua pesanan menunggu Buka </partner/orders/1?a=1&b=2>",
        "| {Nomor}7 | Selesai",
        "~ Berikutnya </partner/?page=2>",
    ]


def test_a_form_is_written_without_its_token(page):
    assert page.lines[-3:] == [
        "form post </partner/>",
        "[input hidden csrf_token=*]",
        "[textarea note=] Titip",
    ]


def test_a_form_that_asks_links_to_each_of_its_choices(page):
    assert page.links == {
        "/partner/orders/1?a=1&b=2",
        "/partner/?page=2",
        "/list?q=&state=placed",
        "/list?state=closed",
        "/list",
    }


def test_a_csv_file_is_written_byte_for_byte():
    text, links = as_text("/list.csv", answer(b"\xef\xbb\xbfa;b\r\n1;\xff\r\n", "text/csv"))
    assert text == "/list.csv\n200 text/csv\n\ufeffa;b\\r\n1;\\xff\\r\n\n"
    assert links == set()


def test_a_sheet_is_written_cell_by_cell():
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Nomor", 7])
    book.save(content)
    text, _ = as_text("/list.xlsx", answer(content.getvalue(), "application/octet-stream"))
    assert text.splitlines()[2:] == ["sheet Sheet", "'Nomor' General | 7 General"]


def test_a_redirect_names_its_address():
    text, links = as_text("/old", answer(b"", "text/html", Location="/new?b=1&a=2"))
    assert text.splitlines()[2] == "redirects to </new?a=2&b=1>"
    assert links == {"/new?a=2&b=1"}

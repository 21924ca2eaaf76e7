import io
import json
import logging
import re

import pytest
from flask import abort, redirect

from marketplace.adapters import logs
from marketplace.kernel.errors import Busy, Forbidden, NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OWNER, PRODUCER, SYSADMIN
from marketplace.web import errors
from marketplace.web.access import ANYONE, OFFICIAL, may
from tests.web.shell import Visitor, small_app, someone

pytestmark = pytest.mark.usefixtures("any_day")


@pytest.fixture
def visitor():
    app = small_app()
    failures = {
        "missing": NotFound("Order 7 of somebody else"),
        "busy": Busy("too many wait"),
        "forbidden": Forbidden("needs the secret rule"),
        "refused": Refused(_l("Masa ini sudah ditutup; catat di masa yang terbuka.")),
    }

    @app.get("/fails/<how>")
    @may(ANYONE)
    def fails(how):
        if how in failures:
            raise failures[how]
        abort(int(how))

    @app.get("/breaks")
    @may(ANYONE)
    def breaks():
        raise RuntimeError("the password is 1234")

    @app.get("/moves")
    @may(ANYONE)
    def moves():
        return redirect("/help")

    @app.get("/officials")
    @may(OFFICIAL)
    def officials():
        return "baik"

    @app.post("/officials/files")
    @may(OFFICIAL)
    def file():
        return "tersimpan"

    @app.post("/greetings")
    @may(ANYONE)
    def greet():
        return "salam"

    @app.get("/account/sign-in", endpoint="account_sign_in.show")
    @may(ANYONE)
    def enter():
        return "masuk"

    @app.get("/office/reviews", endpoint="office_reviews.index")
    @may(OFFICIAL)
    def reviews():
        return "tinjau"

    @app.get("/unruled")
    def unruled():
        return "nobody should read this"

    return Visitor(app)


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("missing", 404, "Halaman ini tidak ada"),
        ("forbidden", 403, "belum berwenang"),
        ("refused", 409, "Masa ini sudah ditutup; catat di masa yang terbuka."),
        ("busy", 503, "Tunggu sebentar, lalu muat ulang halaman ini"),
        ("400", 400, "muat ulang"),
        ("404", 404, "Halaman ini tidak ada"),
        ("413", 413, "kecilkan berkasnya"),
        ("415", 415, "Kirim foto"),
        ("418", 418, "muat ulang"),
        ("429", 429, "Tunggu beberapa menit"),
        ("503", 503, "Coba lagi beberapa menit lagi"),
    ],
)
def test_each_error_has_a_page_that_says_what_to_do(visitor, how, status, words):
    answer = visitor.open(f"/fails/{how}")

    assert answer.status_code == status
    assert words in answer.text
    assert "Ke halaman awal" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_comes_while_many_files_are_read_is_told_when_to_ask_again(visitor):
    assert visitor.open("/fails/busy").headers["Retry-After"] == "5"


def test_an_error_page_does_not_tell_what_it_was_about(visitor):
    assert "Order 7" not in visitor.open("/fails/missing").text
    assert "secret rule" not in visitor.open("/fails/forbidden").text


def test_an_unknown_address_has_a_page_too(visitor):
    answer = visitor.open("/no/such/page")

    assert answer.status_code == 404
    assert "<h1>Halaman ini tidak ada</h1>" in answer.text


def test_a_wrong_method_says_which_ones_there_are(visitor):
    visitor.client.application.config["WTF_CSRF_CHECK_DEFAULT"] = False
    answer = visitor.client.post("/help")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(("token_checked", "status"), [(True, 400), (False, 403)])
def test_who_is_signed_out_while_typing_is_shown_the_way_back_in(visitor, token_checked, status):
    visitor.client.application.config["WTF_CSRF_CHECK_DEFAULT"] = token_checked
    came_from = {"Referer": "http://localhost/officials?month=2026-11"}
    answer = visitor.client.post("/officials/files", headers=came_from)

    assert answer.status_code == status
    assert "Sesi Anda berakhir" in answer.text
    assert 'href="/account/sign-in?next=/officials?month%3D2026-11"' in answer.text


def test_a_strangers_stale_form_is_only_stale(visitor):
    answer = visitor.client.post("/greetings", headers={"Referer": "http://localhost/help"})

    assert answer.status_code == 400
    assert "kedaluwarsa" in answer.text and "Sesi Anda berakhir" not in answer.text


def test_who_is_not_allowed_learns_whom_to_ask(visitor):
    visitor.who = someone(OWNER, PRODUCER)

    assert "pengelola sistem di Dinas Koperasi" in visitor.open("/office/").text
    assert visitor.open("/officials").status_code == 403
    assert "Minta pemilik usaha" in visitor.open("/officials").text


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (someone(SYSADMIN), "Peran Anda di Dinas tidak mencakup"),
        (someone(OWNER, PRODUCER), "untuk petugas Dinas"),
    ],
)
def test_an_official_is_not_told_that_the_page_is_for_officials(visitor, who, told):
    visitor.who = who

    page = visitor.open("/office/reviews").text
    assert told in page and "Minta pengelola sistem di Dinas Koperasi" in page


def test_a_view_without_a_rule_is_refused_for_everybody(visitor):
    visitor.who = someone()

    assert visitor.open("/unruled").status_code == 403


def test_the_way_back_is_only_a_page_of_ours(visitor):
    back = 'href="/help?q=1"'

    assert back in visitor.open("/fails/refused", Referer="http://localhost/help?q=1").text
    assert "Kembali</a>" not in visitor.open("/fails/refused", Referer="http://evil.example/help").text
    assert "Kembali</a>" not in visitor.open("/fails/refused").text


def test_a_redirect_is_no_error(visitor):
    assert visitor.open("/moves").location == "/help"


def test_what_breaks_is_logged_under_the_code_that_the_visitor_reads(visitor, caplog):
    visitor.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR, errors.__name__):
        answer = visitor.open("/breaks")

    assert answer.status_code == 500
    assert "1234" not in answer.text
    (line,) = [record for record in caplog.records if record.name == errors.__name__]
    assert line.args[0] in answer.text
    assert "RuntimeError" in caplog.text
    assert answer.headers["Content-Security-Policy"]


def test_every_error_page_has_a_code_of_its_own(visitor):
    codes = {re.search(r"Kode 404-([0-9a-f]{8})", visitor.open("/fails/missing").text)[1] for _ in range(3)}

    assert len(codes) == 3


def test_what_is_logged_carries_the_code_of_the_page(visitor):
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure("json", stream)
    try:
        page = visitor.open("/fails/forbidden").text
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    (line,) = [json.loads(text) for text in stream.getvalue().splitlines() if "forbidden" in text]
    assert f"Kode 403-{line['request']}" in page
    assert "secret rule" in line["event"]

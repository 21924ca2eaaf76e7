import pytest
from flask import flash, session

from marketplace.web.access import ANYONE, may
from tests.web.shell import Visitor, small_app, someone

pytestmark = pytest.mark.usefixtures("any_day")


@pytest.fixture
def app():
    app = small_app()

    @app.get("/remembers")
    @may(ANYONE)
    def remembers():
        session["token"] = "1"
        return "baik"

    @app.get("/notices")
    @may(ANYONE)
    def notices():
        flash("Tersimpan.")
        return "baik"

    @app.get("/sandboxed")
    @may(ANYONE)
    def sandboxed():
        return "isi", {"Content-Security-Policy": "sandbox", "Cache-Control": "private, max-age=9"}

    return app


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.mark.parametrize("path", ["/help", "/nothing-here", "/static/mb2.css"])
def test_every_answer_is_guarded(visitor, path):
    headers = visitor.open(path).headers

    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_pages_have_no_script_or_style_of_their_own(visitor):
    visitor.who = someone()
    page = visitor.open("/office/settings/parts").text

    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('<script src="/static/') == 2


def test_a_public_page_may_be_kept_and_is_asked_for_again(visitor):
    first = visitor.open("/help")

    assert first.headers["Cache-Control"].startswith("public")
    assert {"Cookie", "Accept-Language"} <= set(first.vary.as_set(preserve_casing=True))
    again = visitor.open("/help", **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_the_tag_of_a_page_does_not_change_with_the_second_or_the_compression(visitor):
    plain, packed = visitor.open("/help"), visitor.open("/help", **{"Accept-Encoding": "br"})

    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(plain.data) / 2
    again = visitor.open("/help", **{"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "br"})
    assert again.status_code == 304


def test_nothing_personal_is_kept(visitor):
    assert visitor.open("/remembers").headers["Cache-Control"] == "no-store"
    assert visitor.open("/help").headers["Cache-Control"] == "no-store"  # the session holds something now


def test_a_page_that_says_a_notice_is_not_kept(visitor):
    visitor.open("/notices")
    words = visitor.open("/help")

    assert "Tersimpan." in words.text
    assert words.headers["Cache-Control"] == "no-store"


def test_pages_of_people_are_not_kept(visitor):
    visitor.who = someone()

    assert visitor.open("/help").headers["Cache-Control"] == "no-store"


def test_a_view_may_say_something_stricter(visitor):
    headers = visitor.open("/sandboxed").headers

    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["Cache-Control"] == "private, max-age=9"


def test_over_https_the_browser_is_told_to_stay_there(app):
    answer = Visitor(app).client.get("/help", base_url="https://localhost")

    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]

"""A form for something grave asks the password again, once in ten minutes."""

import pytest
from flask import Blueprint, render_template_string

from marketplace.web.access import SIGNED_IN, may
from marketplace.web.confirming import Confirmed
from marketplace.web.forms import Text
from tests.pages import Program
from tests.whole import PASSWORD

PAGE = """{% from "parts/form.html" import summary, field, token, own_password %}
{{ summary(form) }}<form method="post">{{ token() }}{{ field(form.word) }}{{ own_password(form) }}</form>"""
ASKED = 'name="own_password"'


class WordForm(Confirmed):
    word = Text("Kata")


@pytest.fixture
def program(database_url, tmp_path):
    """One that may be given a page of its own."""
    return Program(database_url, tmp_path)


@pytest.fixture
def tini(whole_app, browser):
    """A visitor who is in, and a grave page at /grave."""
    bp = Blueprint("account_grave", __name__)

    @bp.get("/grave")
    @may(SIGNED_IN)
    def show():
        return render_template_string(PAGE, form=WordForm())

    @bp.post("/grave")
    @may(SIGNED_IN)
    def send():
        form = WordForm()
        if not form.validate():
            return render_template_string(PAGE, form=form), 422
        return f"done {form.data}"

    whole_app.register_blueprint(bp)
    tini = browser()
    tini.sign_in()
    return tini


def test_signing_in_is_not_enough_and_the_password_is(tini):
    assert ASKED in tini.open("/grave").text
    answer = tini.send("/grave", {"word": "satu", "own_password": PASSWORD})
    assert (answer.status_code, answer.text) == (200, "done {'word': 'satu'}")


def test_a_wrong_one_is_said_at_its_field_and_nothing_typed_is_lost(tini):
    answer = tini.send("/grave", {"word": "satu", "own_password": "salah"})
    assert answer.status_code == 422
    assert "Ketik kata sandi akun Anda sendiri" in answer.text
    assert 'value="satu"' in answer.text
    assert "salah" not in answer.text.replace("h-salah", "").replace("-salah", "")


def test_none_at_all_is_refused(tini):
    answer = tini.send("/grave", {"word": "satu"})
    assert answer.status_code == 422
    assert "Kata sandi Anda wajib diisi" in answer.text


def test_an_unfinished_form_is_said_before_the_password_is_tried(tini):
    answer = tini.send("/grave", {"word": "", "own_password": PASSWORD})
    assert answer.status_code == 422
    assert ASKED in tini.open("/grave").text


def test_within_ten_minutes_it_is_not_asked_again(tini, turn):
    tini.send("/grave", {"word": "satu", "own_password": PASSWORD})
    turn(minutes=9, seconds=59)
    assert ASKED not in tini.open("/grave").text
    assert tini.send("/grave", {"word": "dua"}).status_code == 200
    turn(seconds=2)
    assert ASKED in tini.open("/grave").text
    assert tini.send("/grave", {"word": "tiga"}).status_code == 422


def test_another_session_of_the_same_person_is_asked_for_itself(tini, browser):
    tini.send("/grave", {"word": "satu", "own_password": PASSWORD})
    elsewhere = browser()
    elsewhere.sign_in()
    assert ASKED in elsewhere.open("/grave").text


def test_guessing_is_slowed_like_a_sign_in(tini):
    for _ in range(10):
        tini.send("/grave", {"word": "satu", "own_password": "salah"})
    answer = tini.send("/grave", {"word": "satu", "own_password": PASSWORD})
    assert "Terlalu banyak percobaan" in answer.text

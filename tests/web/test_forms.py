import pytest
from flask import request
from flask_wtf.csrf import generate_csrf

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import ANYONE, may
from marketplace.web.forms import Form, RupiahField, Text, tokenless
from tests.web.shell import TOKEN, Visitor, small_app

HERE = "http://localhost"


class OfferForm(Form):
    name = Text(_l("Nama"))
    price = RupiahField(_l("Harga"))


@pytest.fixture
def app():
    app = small_app()

    @app.route("/offer", methods=["GET", "POST"])
    @may(ANYONE)
    def offer():
        form = OfferForm()
        return ("salah", 422) if request.method == "POST" and not form.validate() else f"{form.price.data}"

    @app.post("/language")
    @may(ANYONE)
    @tokenless
    def choose():
        return "baik"

    return app


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def token(app, visitor):
    @app.get("/token")
    @may(ANYONE)
    def token():
        return f'name="csrf_token" value="{generate_csrf()}"'

    return TOKEN.search(visitor.open("/token").text)[1]


def post(visitor, token, path="/offer", **headers):
    data = {"csrf_token": token, "name": "Keripik", "price": "12.500"}
    return visitor.client.post(path, data=data, headers=headers)


def test_a_form_of_ours_is_read(visitor, token):
    assert post(visitor, token, Origin=HERE).text == "12500"


def test_a_form_without_its_token_is_refused_and_says_what_to_do(visitor):
    answer = post(visitor, "")

    assert answer.status_code == 400
    assert "muat ulang" in answer.text


def test_a_token_of_another_session_is_refused(app, token):
    assert post(Visitor(app), token).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_its_token(visitor, token, headers):
    assert post(visitor, token, **headers).status_code == 400
    assert post(visitor, "", "/language", **headers).status_code == 400


def test_a_form_without_a_token_may_be_allowed_by_name(visitor):
    assert post(visitor, "", "/language", Origin=HERE).text == "baik"


def test_the_address_in_the_settings_is_ours_too():
    app = small_app(BASE_URL="https://mb2.example")

    @app.post("/offer")
    @may(ANYONE)
    @tokenless
    def offer_here():
        return "baik"

    assert post(Visitor(app), "", Origin="https://mb2.example").text == "baik"


def test_a_refusal_stands_at_the_field_it_names(app):
    with app.test_request_context("/", method="POST", data={"name": "Keripik", "price": "100"}):
        form = OfferForm()
        assert form.validate()

        form.complain(Refused(_l("Nama ini sudah dipakai."), field="name"))
        form.complain(Refused(_l("Masa ini sudah ditutup.")))
        form.complain(Refused(_l("Tidak ada isian itu."), field="other"))

        assert form.name.errors == ["Nama ini sudah dipakai."]
        assert form.form_errors == ["Masa ini sudah ditutup.", "Tidak ada isian itu."]


def test_two_forms_on_a_page_keep_apart_by_prefix(app):
    data = {"a-name": "Satu", "a-price": "1", "b-name": "Dua", "b-price": "x"}
    with app.test_request_context("/", method="POST", data=data):
        first, second = OfferForm(prefix="a"), OfferForm(prefix="b")

        assert first.validate()
        assert first.name.data == "Satu"
        assert not second.validate()
        assert second.price.errors


def test_a_blank_form_complains_of_nothing(app):
    with app.test_request_context("/"):
        form = OfferForm(price=12_500)

        assert form.errors == {}
        assert 'value="12.500"' in form.price()

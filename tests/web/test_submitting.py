"""A form is submitted in one way: written and answered, or shown again with what was typed and what is wrong."""

import pytest
from flask import Blueprint, redirect, render_template_string

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.attempts import TooMany
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.sheets.opening import TROUBLE, Unreadable
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Form, Text, press
from marketplace.web.redirects import done
from tests.pages import Program

PAGE = """{% from "parts/form.html" import summary, field, token %}
{% for said in get_flashed_messages() %}<p>{{ said }}</p>{% endfor %}
{{ summary(form) }}<form method="post">{{ token() }}{{ field(form.name) }}</form>"""
ACCEPTED = _l("Nama %(name)s disimpan.", name="Baru")
REFUSALS = {
    "field": Refused(_l("Nama ini sudah dipakai."), field="name"),
    "form": Refused(_l("Masa ini sudah ditutup.")),
    "often": TooMany(_l("Terlalu banyak percobaan."), seconds=300),
    "large": Unreadable("too_large", TROUBLE["too_large"]),
    "empty": Unreadable("empty", TROUBLE["empty"]),
}


class NameForm(Form):
    name = Text(_l("Nama"))


def page(form):
    return render_template_string(PAGE, form=form)


def rename(uow, form):
    """Written first, so that a refusal has something to undo."""
    uow.get(Organisation, actor().organisation).name = form.name.data
    if form.name.data in REFUSALS:
        raise REFUSALS[form.name.data]
    if form.name.data == "nothing":
        raise NotFound("nothing")
    return form.name.data.upper()


@pytest.fixture
def program(database_url, tmp_path):
    """One that may be given pages of its own."""
    return Program(database_url, tmp_path)


@pytest.fixture
def tini(whole_app, browser):
    bp = Blueprint("account_names", __name__)

    @bp.get("/names")
    @may(SIGNED_IN)
    def show():
        return page(NameForm())

    @bp.get("/names/now")
    @may(SIGNED_IN)
    def now():
        return reading().get(Organisation, actor().organisation).name

    @bp.post("/names")
    @may(SIGNED_IN)
    def submit():
        form = NameForm().shown_on(page)
        return f"done {form.submit(lambda uow: rename(uow, form))}"

    @bp.post("/names/go")
    @may(SIGNED_IN)
    def go():
        form = NameForm().shown_on(lambda form: redirect("/names/elsewhere"))
        form.check()
        return done(ACCEPTED, ".show")

    @bp.post("/names/press")
    @may(SIGNED_IN)
    def pressed():
        form = NameForm()
        return press(lambda uow: rename(uow, form), "/names?from=press")

    whole_app.register_blueprint(bp)
    tini = browser()
    tini.sign_in()
    return tini


def send(tini, path, name):
    return tini.send(path, {"name": name}, page="/names")


def test_what_the_work_returns_comes_back_once_it_is_written(tini):
    assert send(tini, "/names", "Baru").text == "done BARU"
    assert tini.open("/names/now").text == "Baru"


def test_what_is_not_filled_in_well_is_shown_again(tini):
    answer = send(tini, "/names", "")
    assert answer.status_code == 422
    assert "Nama wajib diisi" in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("field", 422), ("form", 422), ("often", 429), ("large", 413), ("empty", 422)]
)
def test_a_refusal_is_shown_with_what_was_typed_and_undoes_all(tini, name, status):
    answer = send(tini, "/names", name)
    assert answer.status_code == status
    assert str(REFUSALS[name]) in answer.text
    assert f'value="{name}"' in answer.text
    assert tini.open("/names/now").text != name


def test_what_is_no_refusal_is_a_page_of_its_own(tini):
    assert send(tini, "/names", "nothing").status_code == 404


def test_a_page_may_send_elsewhere_instead(tini):
    answer = send(tini, "/names/go", "")
    assert (answer.status_code, answer.location) == (302, "/names/elsewhere")


def test_a_form_may_be_checked_without_writing_and_the_notice_stands_on_the_next_page(tini):
    answer = send(tini, "/names/go", "Baru")
    assert (answer.status_code, answer.location) == (302, "/names")
    assert "Nama Baru disimpan." in tini.open("/names").text


def test_a_button_writes_or_goes_back_with_the_refusal_as_a_notice(tini):
    assert send(tini, "/names/press", "Baru").text == "BARU"
    answer = send(tini, "/names/press", "form")
    assert (answer.status_code, answer.location) == (302, "/names?from=press")
    assert "Masa ini sudah ditutup." in tini.open("/names").text
    assert tini.open("/names/now").text == "Baru"

"""What is typed outlives a lost connection, and what is sent twice is one entry."""

import logging
import re
import threading

import pytest
from flask import flash, redirect, render_template_string, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from marketplace.kernel.actor import NOBODY
from marketplace.web.access import ANYONE, may
from tests.browser.people import PATIENCE, PHONE, assert_accessible, lose_one_answer, wait_until
from tests.web.shell import Visitor, small_app, someone

PAGE = """{% extends "layouts/page.html" %}
{% from "parts/form.html" import token, submit, keep, client_id, unsent %}
{% block title %}Tamu{% endblock %}
{% block content %}
{% if wrong %}<div class="mb-note mb-unmet" role="alert" tabindex="-1"><p>{{ wrong }}</p></div>{% endif %}
<form method="post" action="/guests" {{ keep("guest", resend=True) }}>
{{ token() }}{{ client_id(request.form.client_id) }}
<label for="name">Nama</label><input id="name" name="name" value="{{ request.form.name }}">
<label for="nik">NIK</label><input id="nik" name="nik" data-private>
<label><input type="checkbox" name="papers" value="nib">NIB</label>
<label><input type="checkbox" name="papers" value="halal">Halal</label>
{{ submit("Catat tamu", name="act", value="note") }}
<button name="act" value="look" data-plain>Lihat dulu</button></form>
<form method="post" action="/step" {{ keep("step") }}>{{ token() }}
<label for="about">Cerita</label><textarea id="about" name="about">awal</textarea>
<label for="secret">Sandi</label><input id="secret" type="password" name="secret">
{{ submit("Simpan", kind="") }}</form>
<form method="post" action="/guests" {{ keep("known", resend=True) }}>{{ token() }}{{ client_id() }}
<input type="hidden" name="name" value="Wati"><button>Hadir<span class="mb-hide"> Wati</span></button></form>
<form method="post" action="/leave" data-forget>{{ token() }}{{ unsent() }}<button>Keluar</button></form>
<ul id="guests">{% for guest in guests %}<li>{{ guest }}</li>{% endfor %}</ul>
{% endblock %}"""


class Guests:
    """What reached the server: one row for each client_id, however often it was sent."""

    def __init__(self):
        self.rows, self.requests, self.steps, self.refuses = {}, 0, [], None

    def page(self, **given):
        return render_template_string(PAGE, guests=[row["name"] for row in self.rows.values()], **given)

    def take(self):
        self.requests += 1
        if request.form.get("act") == "look":
            return self.page(wrong=None)
        if self.refuses:
            return self.page(wrong=self.refuses), 422
        self.rows.setdefault(
            request.form["client_id"], request.form.to_dict() | {"papers": request.form.getlist("papers")}
        )
        flash("Tamu dicatat.")
        return redirect("/guests#guests")

    def step(self):
        self.steps.append(request.form["about"])
        return redirect("/guests")


@pytest.fixture
def guests():
    return Guests()


@pytest.fixture
def app(guests, any_day):
    app = small_app()
    app.add_url_rule("/guests", "show", may(ANYONE)(lambda: guests.page()))
    app.add_url_rule("/guests", "take", may(ANYONE)(lambda: guests.take()), methods=["POST"])
    app.add_url_rule("/step", "step", may(ANYONE)(lambda: guests.step()), methods=["POST"])
    app.add_url_rule("/leave", "leave", may(ANYONE)(lambda: redirect("/guests")), methods=["POST"])
    Visitor(app, someone())
    return app


def read_whole(answer):
    """Nothing is left open when a browser hangs up in the middle of a file."""

    def give(environ, start):
        found = answer(environ, start)
        try:
            return [b"".join(found)]
        finally:
            getattr(found, "close", lambda: None)()

    return give


@pytest.fixture
def site(app):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.wsgi_app = read_whole(app.wsgi_app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app.config["BASE_URL"]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser, site):
    context = browser.new_context(**PHONE, base_url=site)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/guests")
    yield page
    context.close()


@pytest.fixture
def waiting(page):
    return page.locator("#waiting")


def note(page, name):
    page.wait_for_load_state()  # the script is there too
    page.get_by_label("Nama").fill(name)
    page.get_by_role("button", name="Catat tamu").click()


def kept(page):
    return page.evaluate("Object.entries({...localStorage}).flat().join(' ')")


def pass_days(page, days):
    """All that is kept was kept so many days ago."""
    page.evaluate(
        """days => { for (const key of Object.keys(localStorage)) {
        const entry = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify({...entry, at: Date.now() - days * 86400e3}); } }""",
        days,
    )


def test_a_form_is_sent_as_ever_and_the_notice_reaches_the_reader(page, guests):
    note(page, "Sari")

    expect(page.locator(".mb-notices")).to_contain_text("Tamu dicatat.")
    expect(page.locator("#guests li")).to_have_text(["Sari"])
    (row,) = guests.rows.values()
    assert row["act"] == "note"
    assert kept(page) == ""


def test_what_is_typed_is_there_again_after_the_page_was_left(page):
    page.get_by_label("Nama").fill("Sari")
    page.get_by_label("Halal").check()
    page.get_by_label("Cerita").fill("Sejak 2019")
    expect(page.get_by_text("Isian Anda disimpan di HP ini")).to_have_count(2)
    page.goto("/help")
    page.goto("/guests")

    assert page.get_by_label("Nama").input_value() == "Sari"
    assert page.get_by_label("Halal").is_checked() and not page.get_by_label("NIB").is_checked()
    assert page.get_by_label("Cerita").input_value() == "Sejak 2019"
    expect(page.get_by_text("dikembalikan")).to_have_count(2)
    assert_accessible(page)


def test_secrets_are_never_kept(page):
    page.get_by_label("Nama").fill("Sari")
    page.get_by_label("NIK").fill("1872010101900001")
    page.get_by_label("Sandi").fill("rahasia-sekali")

    assert "Sari" in kept(page)
    assert "1872010101900001" not in kept(page)
    assert "rahasia-sekali" not in kept(page)


def test_an_entry_is_dropped_when_one_says_so(page):
    page.get_by_label("Cerita").fill("Salah")
    page.get_by_role("button", name="Hapus isian").click()

    assert page.get_by_label("Cerita").input_value() == "awal"
    assert kept(page) == ""


def test_without_a_line_an_entry_waits_and_arrives_once_the_line_is_back(page, guests, waiting):
    page.context.set_offline(True)
    note(page, "Sari")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    expect(waiting).to_contain_text("Tamu · Sari")
    assert page.get_by_label("Nama").input_value() == ""
    note(page, "Budi")
    expect(waiting).to_contain_text("Belum terkirim: 2")
    assert_accessible(page)
    page.context.set_offline(False)

    expect(waiting.get_by_text("Terkirim:", exact=False)).to_have_count(2)
    expect(waiting).not_to_contain_text("Belum terkirim")
    assert [row["name"] for row in guests.rows.values()] == ["Sari", "Budi"]
    waiting.get_by_role("link", name="Lihat").first.click()
    expect(page.locator(".mb-notices")).to_contain_text("Tamu dicatat.")
    assert kept(page) == ""


def test_a_lost_answer_leads_to_no_second_entry(page, guests, waiting):
    lose_one_answer(page, "**/guests")
    note(page, "Sari")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    waiting.get_by_role("button", name="Kirim sekarang").click()

    expect(waiting).to_contain_text("Terkirim: Tamu · Sari")
    assert guests.requests == 2
    assert [row["name"] for row in guests.rows.values()] == ["Sari"]


def test_a_button_alone_waits_under_its_own_words(page, guests, waiting):
    lose_one_answer(page, "**/guests")
    page.get_by_role("button", name="Hadir Wati").click()
    expect(waiting).to_contain_text("Tamu · Hadir Wati")
    expect(page.get_by_text("kecuali berkas")).to_have_count(0)
    waiting.get_by_role("button", name="Kirim sekarang").click()

    expect(waiting).to_contain_text("Terkirim")
    assert [row["name"] for row in guests.rows.values()] == ["Wati"]


def test_what_waits_is_sent_from_whatever_page_is_opened_next(page, guests, waiting):
    page.context.set_offline(True)
    page.get_by_label("NIB").check()
    note(page, "Sari")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    page.route("**/guests", lambda route: route.abort())  # "online" alone is not enough
    with page.expect_event("requestfailed"):
        page.context.set_offline(False)
    page.unroute("**/guests")
    page.goto("/help")

    expect(waiting).to_contain_text("Terkirim: Tamu · Sari")
    (row,) = guests.rows.values()
    assert row["papers"] == ["nib"]


def test_a_button_that_only_asks_for_the_form_again_is_no_entry(page, guests, waiting):
    page.get_by_label("Nama").fill("Sari")
    with page.expect_navigation():
        page.get_by_role("button", name="Lihat dulu").click()

    assert guests.rows == {}
    assert page.get_by_label("Nama").input_value() == "Sari"
    note(page, "Sari")
    expect(page.locator("#guests li")).to_have_text(["Sari"])


def test_a_form_may_name_what_waits(page, waiting):
    page.locator("form[data-keep=known]").evaluate("form => { form.dataset.about = 'Tamu tetap' }")
    lose_one_answer(page, "**/guests")
    page.get_by_role("button", name="Hadir Wati").click()

    expect(waiting).to_contain_text("Tamu · Tamu tetap")


def test_each_entry_has_a_mark_of_its_own(page, guests):
    note(page, "Sari")
    expect(page.locator("#guests li")).to_have_count(1)
    note(page, "Budi")
    expect(page.locator("#guests li")).to_have_count(2)
    page.goto("/help")
    page.go_back()
    note(page, "Ani")
    expect(page.locator("#guests li")).to_have_count(3)

    assert all(re.fullmatch("[0-9a-f]{32}", mark) for mark in guests.rows)


def test_what_the_server_refuses_shows_why_and_keeps_what_was_typed(page, guests):
    guests.refuses = "Nama wajib lengkap."
    note(page, "Sar")

    expect(page.get_by_role("alert").filter(has_text="Nama wajib lengkap.")).to_be_focused()
    assert page.get_by_label("Nama").input_value() == "Sar"
    page.reload()
    assert page.get_by_label("Nama").input_value() == "Sar"
    guests.refuses = None
    note(page, "Sari")
    expect(page.locator("#guests li")).to_have_text(["Sari"])


def test_what_waited_and_is_refused_goes_back_into_its_form(page, guests, waiting):
    page.context.set_offline(True)
    note(page, "Sar")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    guests.refuses = "Nama wajib lengkap."
    page.context.set_offline(False)
    expect(waiting.get_by_text("belum dapat menerimanya").locator("visible=true")).to_have_count(1)
    page.goto("/help")
    guests.refuses = None
    waiting.get_by_role("button", name="Buka dan perbaiki").click()

    expect(page.get_by_label("Nama")).to_have_value("Sar")
    note(page, "Sari")
    expect(page.locator("#guests li")).to_have_text(["Sari"])
    expect(waiting).to_be_empty()


def test_an_ended_session_keeps_the_entry_and_sends_it_after_signing_in(page, guests, waiting):
    page.context.clear_cookies()
    note(page, "Sari")
    expect(waiting.get_by_text("Sesi Anda sudah berakhir").locator("visible=true")).to_have_count(1)
    assert guests.rows == {}
    waiting.get_by_role("link", name="Masuk lagi").click()

    expect(waiting).to_contain_text("Terkirim: Tamu · Sari")
    assert [row["name"] for row in guests.rows.values()] == ["Sari"]


def test_what_cannot_be_sent_again_stays_in_its_form(page, guests, waiting):
    page.context.set_offline(True)
    page.get_by_label("Cerita").fill("Sejak 2019")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Sambungan terputus")).to_be_visible()
    page.get_by_label("NIK").fill("1872010101900001")
    note(page, "Sari")
    expect(page.get_by_text("Sambungan terputus")).to_have_count(2)
    expect(waiting).to_be_empty()
    page.context.set_offline(False)
    page.get_by_role("button", name="Simpan").click()

    wait_until(page, "!Object.keys(localStorage).some(key => key.includes('step'))")
    assert guests.steps == ["Sejak 2019"]
    assert page.get_by_label("Nama").input_value() == "Sari"


def test_an_old_entry_is_shown_and_only_dropped_by_hand(page, guests, waiting):
    page.route(
        "**/guests", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    note(page, "Sari")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    pass_days(page, 8)
    page.reload()
    expect(waiting.get_by_text("Sudah lebih dari 7 hari").locator("visible=true")).to_have_count(1)
    waiting.get_by_text("Hapus isian").click()
    waiting.get_by_role("button", name="Ya, hapus dari HP ini").click()

    expect(waiting).to_be_empty()
    assert kept(page) == ""


def test_others_on_the_same_phone_see_nothing_of_it(page, app, waiting):
    page.context.set_offline(True)
    note(page, "Sari")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    page.get_by_label("Cerita").fill("Sejak 2019")
    page.context.route(
        "**/guests", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.context.set_offline(False)
    app.extensions["visitor"].who = NOBODY
    page.reload()

    expect(waiting).to_be_empty()
    assert page.get_by_label("Cerita").input_value() == "awal"
    app.extensions["visitor"].who = someone()
    page.reload()
    expect(waiting).to_contain_text("Tamu · Sari")


def test_what_a_stranger_left_is_gone_after_two_days_and_what_a_person_left_is_not(page, app):
    for who, there in ((NOBODY, "awal"), (someone(), "Sejak 2019")):
        app.extensions["visitor"].who = who
        page.reload()
        page.get_by_label("Cerita").fill("Sejak 2019")
        pass_days(page, 2)
        page.reload()
        assert page.get_by_label("Cerita").input_value() == there


def test_signing_out_leaves_nothing_on_the_phone(page, waiting):
    page.route(
        "**/guests", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("Cerita").fill("Sejak 2019")
    note(page, "Sari")
    expect(waiting).to_contain_text("Belum terkirim: 1")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("alert").filter(has_text="terhapus bila Anda keluar")).to_be_visible()
    assert "Sari" in kept(page)
    page.get_by_role("button", name="Keluar").click()

    expect(waiting).to_be_empty()
    assert kept(page) == ""


def test_nothing_needs_the_script(browser, site, guests):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/guests")
    note(page, "Sari")

    assert page.locator("#guests li").inner_text() == "Sari"
    assert list(guests.rows) == [""]
    context.close()

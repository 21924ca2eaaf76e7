"""What the small script adds, and that nothing needs it."""

import logging
import threading

import pytest
from flask import render_template_string, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from marketplace.web import trade
from marketplace.web.access import ANYONE, may
from tests.browser.people import PATIENCE, assert_accessible
from tests.web.shell import Visitor, quiet_homes, small_app, someone

PARTS = "/office/settings/parts"
PAGE = """{% extends "layouts/page.html" %}
{% from "parts/form.html" import token, submit %}
{% block title %}Uji{% endblock %}
{% block content %}
<form method="post">{{ token() }}<input aria-label="Catatan" name="note">
{{ submit("Kirim pesanan", name="act", value="send", key="k") }}</form>
{% endblock %}"""


@pytest.fixture
def sent():
    """What arrived, in order."""
    return []


@pytest.fixture
def site(sent, any_day):
    app = small_app()
    arrived = threading.Event()

    @app.route("/form", methods=["GET", "POST"])
    @may(ANYONE)
    def form():
        if request.method == "POST":
            sent.append(request.form["act"])
            arrived.wait(1)  # a slow line, on which people press again
            return "diterima"
        return render_template_string(PAGE)

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.port}"
    Visitor(app, someone())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app.config["BASE_URL"]
    arrived.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[360, 1280])
def page(request, browser):
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def test_a_form_is_sent_once_however_often_one_presses(site, page, sent):
    page.goto(f"{site}/form")
    page.evaluate("() => { const go = document.querySelector('.mb-btn--go'); go.click(); go.click(); }")
    page.get_by_text("diterima").wait_for()

    assert sent == ["send"]


def test_what_was_not_sent_is_not_busy(site, page):
    page.goto(f"{site}/form")
    page.evaluate("() => document.addEventListener('submit', (event) => event.preventDefault(), true)")
    page.locator(".mb-btn--go").click()

    assert page.locator(".mb-btn--go").get_attribute("aria-busy") is None
    assert page.locator(".mb-btn--go").is_enabled()


def test_a_key_presses_the_button_that_shows_it_but_not_while_typing(site, page, sent):
    page.goto(f"{site}/form")
    page.get_by_label("Catatan").press("k")
    assert sent == []

    page.locator("h1").click()
    page.keyboard.press("k")
    page.get_by_text("diterima").wait_for()
    assert sent == ["send"]


def test_a_key_held_down_presses_nothing_more(site, page, sent):
    page.goto(f"{site}/form")
    page.evaluate(
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', bubbles: true, repeat: true}))"
    )

    assert page.locator(".mb-btn--go").get_attribute("aria-busy") is None
    assert sent == []


def test_a_chosen_file_is_named(site, page):
    page.goto(site + PARTS)
    page.locator("#scan").set_input_files(
        {"name": "nota.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )

    expect(page.locator("#scan-bantuan")).to_have_text("nota.pdf")


def test_a_refused_form_puts_the_reader_at_what_is_to_be_mended(site, page):
    page.goto(site + PARTS)
    page.locator("#price").fill("1,25 jt")
    page.locator("#form .mb-btn--go").click()
    summary = page.locator("[role=alert]")

    expect(summary).to_be_focused()
    summary.get_by_text("disingkat").click()
    expect(page.locator("#price")).to_be_focused()
    expect(page.locator("#price")).to_have_value("1,25 jt")


def test_every_part_is_accessible_and_fits(site, page):
    for path in (PARTS, "/menu", "/help", "/program", "/privacy", "/nothing"):
        page.goto(site + path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_figure_without_data_stays_inside_its_card(site, page, monkeypatch):
    quiet_homes(monkeypatch)
    figures = [lambda uow: trade.amount(uow, "Terjual bulan ini", {})] * 2
    monkeypatch.setattr("marketplace.web.office.home.FIGURES", figures)
    page.goto(f"{site}/office/")
    words = page.locator(".mb-fig dd")

    assert words.first.text_content() == "Belum ada data"
    assert words.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0


def test_nothing_needs_the_script(site, browser, sent):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/form")
    page.locator(".mb-btn--go").click()

    expect(page.get_by_text("diterima")).to_have_count(1)
    assert sent == ["send"]
    context.close()

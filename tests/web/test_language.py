from datetime import UTC, date, datetime

import pytest
from flask import g, render_template_string

from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.web import language
from tests.web.shell import small_app

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)  # 09.00 WIB


@pytest.fixture
def app():
    return small_app()


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1_250_000, "Rp1.250.000"), (0, "Rp0"), (-33_800, "−Rp33.800"), (None, "—")],
)
def test_rupiah_are_whole_with_dots(amount, text):
    assert language.rupiah(amount) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ((18_450_000, 142_300_000), "12,97\u00a0%"),
        ((1, 8), "12,50\u00a0%"),
        ((1, 1), "100,00\u00a0%"),
        ((149_995, 1_000_000), "15,00\u00a0%"),  # a half goes up; judging is done on the exact pair
        ((5, 0), "Belum ada data"),
        (None, "Belum ada data"),
        (1500, "15\u00a0%"),
        (1250, "12,50\u00a0%"),
        (-50, "−0,50\u00a0%"),
        ((25, 2), "1.250,00\u00a0%"),
    ],
)
def test_a_share_has_a_comma_and_is_never_zero_without_data(given, text):
    assert language.share(given) == text


def test_days_and_moments_are_those_of_metro():
    late = datetime(2026, 11, 24, 18, 20, tzinfo=UTC)  # already the 25th in Metro

    assert language.day(date(2026, 8, 1)) == "1 Agu 2026"
    assert language.day(late) == "25 Nov 2026"
    assert language.moment(late) == "25 Nov 2026 pukul 01.20 WIB"
    assert language.weekday(date(2026, 11, 24)) == "Selasa, 24 Nov 2026"
    assert language.day(None) == language.moment(None) == "—"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("2026-08", "Agustus 2026"),
        (Month(2026, 5), "Mei 2026"),
        (Month(2026, 8).quarter, "Juli 2026 s.d. September 2026"),
        ("2026-07..2026-09", "Juli 2026 s.d. September 2026"),
        (None, "—"),
    ],
)
def test_months_have_names(given, text):
    assert language.month(given) == text


def test_numbers_quantities_and_sizes():
    assert language.number(19_790) == "19.790"
    assert language.quantity(1500) == "1,5"
    assert language.quantity(1_250_000) == "1.250"
    assert language.quantity(None) == "—"
    assert language.size(1_834_221) == "1,8\u00a0MB"
    assert language.size(999_400) == "999\u00a0kB"
    assert language.size(3) == "1\u00a0kB"


@pytest.mark.parametrize(
    ("due", "text", "kind"),
    [
        (datetime(2026, 11, 24, 10, tzinfo=UTC), "Hari ini, 17.00 WIB", "now"),
        (datetime(2026, 11, 24, 1, tzinfo=UTC), "Lewat sejak 08.00 WIB", "now"),
        (date(2026, 11, 24), "Hari ini", "now"),
        (date(2026, 11, 25), "Besok, Rabu 25 Nov", "soon"),
        (date(2026, 11, 27), "27 Nov · 3 hari lagi", "soon"),
        (date(2026, 12, 1), "1 Des · 7 hari lagi", ""),
        (date(2027, 1, 3), "3 Jan 2027 · 40 hari lagi", ""),
        (date(2026, 11, 22), "Lewat 2 hari", "now"),
        (datetime(2026, 11, 24, 18, tzinfo=UTC), "Besok, Rabu 25 Nov", "soon"),
    ],
)
def test_a_deadline_says_how_near_it_is(due, text, kind):
    assert language.deadline(due, NOW) == text
    assert language.urgency(due, NOW) == kind


def test_no_deadline_is_not_urgent():
    assert language.urgency(None) == ""


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (_l("Alamat pada NIB"), "alamat pada NIB"),
        (_l("NIB"), "NIB"),
        (_l("SPP-IRT"), "SPP-IRT"),
        ("Mikro", "mikro"),
        ("", ""),
    ],
)
def test_a_label_within_a_sentence_begins_small(label, text):
    assert language.within(label) == text


def test_a_page_says_labels_and_the_labels_within_them():
    label = _l("%(move)s: tidak bisa.", move=_l("Batalkan"))

    assert render_template_string("{{ label }}", label=label) == "Batalkan: tidak bisa."
    assert (
        render_template_string("{{ _('Keadaan %(state)s', state=state) }}", state=_l("Draf"))
        == "Keadaan Draf"
    )


def test_what_people_wrote_is_escaped():
    assert render_template_string("{{ _('Halo %(name)s', name=name) }}", name="<b>") == "Halo &lt;b&gt;"
    assert "<b>" not in render_template_string("{{ label }}", label=_l("Halo %(name)s", name="<b>"))


def test_what_a_row_is_called_is_escaped_and_may_have_a_percent_sign():
    assert render_template_string("{{ word(name) }}", name="100% <b>") == "100% &lt;b&gt;"
    assert render_template_string("{{ word(blank) }}", blank="") == ""


def test_a_person_then_a_cookie_then_the_browser_chooses_the_language(app):
    abroad = {"Accept-Language": "en-GB,en;q=0.9"}
    with app.test_request_context("/", headers=abroad):
        assert language.choose() == "en"
    with app.test_request_context("/", headers={**abroad, "Cookie": "lang=id"}):
        assert language.choose() == "id"
        g.locale = "en"
        assert language.choose() == "en"
        g.pop("locale")
    with app.test_request_context("/", headers={"Accept-Language": "fr", "Cookie": "lang=../etc"}):
        assert language.choose() == "id"


def test_english_dates_are_english():
    assert language.day(date(2026, 8, 1)) == "1 Agu 2026"
    with small_app().test_request_context("/", headers={"Cookie": "lang=en"}):
        assert language.day(date(2026, 8, 1)) == "1 Aug 2026"
        assert language.rupiah(1_250_000) == "Rp1.250.000"


@pytest.mark.day("2026-12-01T00:10")
def test_today_is_a_day_in_metro():
    assert language.today() == date(2026, 12, 1)


def test_a_sentence_may_have_a_value_of_any_name():
    assert render_template_string("{{ _('Cari %(text)s', text='kopi') }}") == "Cari kopi"


def test_a_counted_sentence_writes_its_number_as_people_do():
    said = render_template_string(
        '{{ ngettext("%(num)s baris di %(of)s", "%(num)s baris di %(of)s", 5820, of="<b>") }}'
    )
    assert said == "5.820 baris di &lt;b&gt;"

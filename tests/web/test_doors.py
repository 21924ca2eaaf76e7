import pytest

from marketplace.kernel.labels import _l
from marketplace.kernel.roles import AUDITOR, OWNER, PRODUCER
from marketplace.web.access import AUDITOR as FOR_AUDITORS
from marketplace.web.access import STAFFED, may
from marketplace.web.doors import DOORS, MenuItem, here
from tests.web.shell import Visitor, quiet_homes, small_app, someone

pytestmark = pytest.mark.usefixtures("any_day")


@pytest.fixture
def app():
    app = small_app()
    for number in range(9):
        app.add_url_rule(f"/page/{number}", f"page{number}.show", may(STAFFED)(lambda: "x"))
    app.add_url_rule("/audit", "audit.show", may(FOR_AUDITORS)(lambda: "x"))
    return app


@pytest.fixture
def visitor(app):
    return Visitor(app, someone())


def put(app, *items):
    app.extensions["menus"] = {**app.extensions["menus"], "office": list(items)}


def many(number):
    return [MenuItem(_l("Menu %(n)s", n=n), f"page{n}.show", "box") for n in range(number)]


def test_a_menu_shows_what_the_visitor_may_open(app, visitor):
    put(app, *many(2), MenuItem(_l("Audit"), "audit.show", "law"))

    assert 'href="/audit"' not in visitor.open("/help").text
    visitor.who = someone(AUDITOR)
    assert 'href="/audit"' in visitor.open("/help").text


def test_the_page_one_is_on_is_marked(app, visitor, monkeypatch):
    quiet_homes(monkeypatch)
    put(app, MenuItem(_l("Tugas"), "office_home.show", "home"), *many(1))

    page = visitor.open("/office/").text
    assert 'href="/office/" aria-current="page"' in page
    assert page.count('aria-current="page"') == 1


def test_what_waits_is_counted(app, visitor):
    put(app, MenuItem(_l("Tinjau"), "page1.show", "doc", count=lambda uow: 14))

    assert '<b>14<span class="mb-hide"> menunggu</span></b>' in visitor.open("/help").text


def test_nothing_waiting_shows_no_number(app, visitor):
    put(app, MenuItem(_l("Tinjau"), "page1.show", "doc", count=lambda uow: 0))

    assert "menunggu" not in visitor.open("/help").text


@pytest.mark.parametrize(
    ("pages", "on_a_phone", "on_a_desk", "more"),
    [(5, 5, 5, None), (6, 4, 6, ' class="mb-nav__rest"'), (7, 4, 6, ""), (9, 4, 6, "")],
)
def test_a_phone_shows_five_tabs_and_a_desk_a_few_more(app, visitor, pages, on_a_phone, on_a_desk, more):
    put(app, *many(pages))

    page = visitor.open("/help").text
    nav = page[page.index('<nav class="mb-nav"') : page.index("</nav>")]
    assert nav.count('href="/page/') == on_a_desk
    assert nav.count("mb-nav__more") == on_a_desk - on_a_phone
    assert ("Lainnya" in nav) is (more is not None)
    if more is not None:
        assert f'<li{more}><a href="/menu"' in nav


def test_the_whole_menu_has_a_page(app, visitor):
    put(app, *many(9))

    page = visitor.open("/menu").text
    assert all(f'class="mb-card mb-door" href="/page/{n}"' in page for n in range(9))


def test_the_frame_says_who_is_here(visitor):
    page = visitor.open("/help").text

    assert "<b>Tini Suhartini</b><small>Keripik Bu Tini</small>" in page
    assert 'class="mb-brand" href="/office/"' in page
    visitor.who = someone(OWNER, PRODUCER)
    assert 'class="mb-brand" href="/producer/"' in visitor.open("/help").text


def test_production_does_not_say_the_data_are_examples():
    app = small_app(PRODUCTION=True, DEMO=False, BASE_URL="https://localhost")

    assert "data contoh" not in Visitor(app).client.get("/help", base_url="https://localhost").text


def test_an_address_changes_some_questions_and_keeps_the_others(app):
    with app.test_request_context("/help?q=keripik+pisang&halal=1&k=a&k=b&page=3"):
        assert here(page=4) == "/help?q=keripik+pisang&halal=1&k=a&k=b&page=4"
        assert here(halal=None) == "/help?q=keripik+pisang&k=a&k=b"  # another filter starts at the first page
        assert here(k=["b"]) == "/help?q=keripik+pisang&halal=1&k=b"
        assert here("public_program.show", k=None) == "/program?q=keripik+pisang&halal=1"


def test_a_list_that_is_asked_something_else_starts_on_its_first_page(app):
    with app.test_request_context("/help?q=a&after=x&before=y&end=1"):
        assert here() == "/help?q=a&after=x&before=y&end=1"
        assert here(q="b") == "/help?q=b"
        assert here(after="z") == "/help?q=a&after=z"


def test_there_is_a_menu_behind_every_door(app):
    assert set(app.extensions["menus"]) == set(DOORS)


class TestFrameOfStrangers:
    @pytest.fixture
    def drawn(self, monkeypatch):
        """How often a menu was asked for."""
        drawn = []
        monkeypatch.setattr("marketplace.web.doors.menu", lambda: drawn.append(1) or [])
        return drawn

    def test_it_is_drawn_once_for_each_place_and_language(self, app, drawn):
        stranger = Visitor(app)
        first, again = stranger.open("/help").text, stranger.open("/help").text
        assert (again, len(drawn)) == (first, 1)

        stranger.open("/privacy")
        english = stranger.open("/help", **{"Accept-Language": "en"}).text
        assert ('<html lang="en">' in english, len(drawn)) == (True, 3)

    def test_whoever_is_signed_in_is_given_one_of_their_own(self, app, drawn, visitor):
        for _ in range(2):
            visitor.open("/help")

        assert len(drawn) == 2

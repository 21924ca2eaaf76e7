from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import chromium
from tests.browser.live import demo_city, serve
from tests.browser.people import DESK, PATIENCE, PHONE, assert_accessible, browsing

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = chromium.find().launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, request, any_day):
    """One folder for all the processes that share this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def demo_pattern(shared_folder):
    """The small demo city, loaded once."""
    return demo_city(shared_folder, "small")


@pytest.fixture
def live(demo_pattern, tmp_path):
    """A server on a small city of one's own."""
    with serve(demo_pattern, tmp_path / "city") as live:
        yield live


@pytest.fixture
def bare(shared_folder, tmp_path):
    """A server on a bare city of one's own: people and a circular, no trade."""
    with serve(demo_city(shared_folder, "bare"), tmp_path / "city") as live:
        yield live


@pytest.fixture(scope="session")
def exhibit(demo_pattern, tmp_path_factory):
    """A server that many tests look at and none changes."""
    with serve(demo_pattern, tmp_path_factory.mktemp("exhibit") / "city") as live:
        yield live


@pytest.fixture
def people(browser, ran_on):
    ran_on(f"Chromium {browser.version}")
    with browsing(browser) as people:
        yield people


@pytest.fixture
def phone(people):
    """Open a phone of 360 px: page = phone(live), or phone(live, person="mitra@mb2.test") signed in."""
    return partial(people.open, device=PHONE)


@pytest.fixture
def desk(people):
    """Open a desktop of 1280 px, as with a phone."""
    return partial(people.open, device=DESK)


@pytest.fixture
def accessible():
    """accessible(page) fails with what axe finds."""
    return assert_accessible

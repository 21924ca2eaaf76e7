import json
import os
import time

import pytest

from tests.web.shell import Visitor, small_app


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project whose style sheet was built a moment ago."""
    static = tmp_path / "static"
    (static / "dist").mkdir(parents=True)
    for name in ("mb2.css", "mb2.js", "icons.svg", "favicon.svg"):
        (static / name).write_text("plain")
    (static / "dist" / "mb2-ABCD2345.css").write_text("built")
    (static / "dist" / "manifest.json").write_text(json.dumps({"mb2.css": "mb2-ABCD2345.css"}))
    return tmp_path


def address(root, name):
    return small_app(ROOT=root).jinja_env.globals["asset"](name)


def test_what_was_built_is_named_by_its_content(root):
    assert address(root, "mb2.css") == "/static/dist/mb2-ABCD2345.css"


def test_what_was_not_built_is_served_as_it_is(root):
    assert address(root, "mb2.js").startswith("/static/mb2.js?v=")


def test_what_changed_after_it_was_built_is_served_as_it_is(root):
    later = time.time() + 60
    os.utime(root / "static" / "mb2.css", (later, later))

    assert address(root, "mb2.css").startswith("/static/mb2.css?v=")


def test_nothing_need_be_built(root):
    (root / "static" / "dist" / "manifest.json").unlink()

    assert address(root, "mb2.css").startswith("/static/mb2.css?v=")


def test_built_files_are_kept_for_years_and_others_are_not(root):
    visitor = Visitor(small_app(ROOT=root))

    built = visitor.open("/static/dist/mb2-ABCD2345.css")
    assert built.text == "built"
    assert "immutable" in built.headers["Cache-Control"]
    assert "immutable" not in visitor.open("/static/dist/manifest.json").headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in built.headers


def test_an_icon_is_drawn_from_the_file_of_icons_and_its_name_is_escaped(root):
    drawn = small_app(ROOT=root).jinja_env.globals["drawn_icon"]

    assert drawn("cart").startswith('<svg class="mb-i" aria-hidden="true"><use href="/static/icons.svg?v=')
    assert drawn("cart").endswith('#cart"/></svg>')
    assert '"><b>' not in drawn('"><b>')

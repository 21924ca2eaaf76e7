"""Templates compile, and keep to the content security policy: no inline script, style or handler."""

import re
from pathlib import Path

import pytest

from marketplace.app import create_app
from tests.servers import settings

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=(?!=)", re.IGNORECASE),
}
MAILED = "documents"  # what is printed or mailed may carry its own style


def named(file):
    return str(file.relative_to(TEMPLATES))


def test_there_are_templates():
    assert FILES


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Jinja as the program sets it up, with our filters and words."""
    folder = tmp_path_factory.mktemp("instance")
    return create_app(settings(f"sqlite:///{folder / 'mb2.db'}", folder)).jinja_env


@pytest.mark.parametrize("file", FILES, ids=named)
def test_it_compiles(environment, file):
    environment.get_template(named(file))


@pytest.mark.parametrize("file", [file for file in FILES if MAILED not in file.parts], ids=named)
def test_it_carries_nothing_inline(file):
    text = file.read_text()
    assert [kind for kind, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_it_escapes_everything(file):
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", file.read_text())


@pytest.mark.parametrize("file", FILES, ids=named)
def test_it_says_data_escaped(file):
    """`_()` trusts what it is given, words of ours; what a row is called is said by `word()`."""
    assert re.findall(r"\b_\(\s*(?![\"'])[^)]*\)", file.read_text()) == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_it_says_labels_before_it_changes_their_letters(file):
    """Jinja's own filters see the Indonesian word, whatever the visitor reads; `within` says it first."""
    assert not re.search(r"\|\s*(lower|capitalize|title)\b", file.read_text())


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_form_that_posts_carries_the_token(file):
    text = re.sub(r"\{#.*?#}", "", file.read_text(), flags=re.DOTALL)
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.IGNORECASE | re.DOTALL)
    assert [form[:80] for form in forms if not re.search(r"token\(\)|hidden_tag", form)] == []

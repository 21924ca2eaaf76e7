"""The docs name what is there: files, functions, classes, settings and jobs. Pages of docs/adr tell of their day."""

import re

import pytest

from config import ROOT, Settings
from docs import datamodel
from marketplace.jobs.timetable import DAILY

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
FOLDERS = "marketplace|templates|tests|docs|static|translations|migrations|bin|benchmarks"
NAMED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([\w-]+))?\)")
FILE = re.compile(rf"(?:{FOLDERS})/[\w./*-]*|[\w-]+\.(?:py|toml|mjs|txt)")
FUNCTION = re.compile(r"(\w+)\(\)")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
ABUSE = re.compile(r"^\| (\d+) \|.*$", re.MULTILINE)
CLASS = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)*")


def named(page):
    return str(page.relative_to(ROOT))


def is_there(name):
    """A path from the top, or a file's name alone; `*` stands for anything."""
    return any(ROOT.glob(name)) or "/" not in name and any((ROOT / "marketplace").rglob(name))


@pytest.fixture(scope="module")
def code():
    return "\n".join(file.read_text() for file in sorted((ROOT / "marketplace").rglob("*.py")))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_file_it_names_is_there(page):
    names = {one for one in NAMED.findall(page.read_text()) if FILE.fullmatch(one)}
    assert [one for one in sorted(names) if not is_there(one)] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_function_and_class_it_names_is_in_the_code(page, code):
    names = NAMED.findall(page.read_text())
    functions = {match[1] for one in names if (match := FUNCTION.fullmatch(one))}
    classes = {one for one in names if CLASS.fullmatch(one)}
    found = set(re.findall(r"(?:def|class) (\w+)", code))
    assert sorted((functions | classes) - found) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_test_it_names_is_there(page):
    gone = [
        f"{file}::{name}"
        for file, name in TEST.findall(page.read_text())
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert gone == []


def test_every_abuse_is_held_by_a_test_or_said_to_be_open():
    rows = {int(row[1]): row[0] for row in ABUSE.finditer((ROOT / "docs" / "security.md").read_text())}
    assert [*rows] == [*range(1, 26)]
    assert [
        number for number, row in rows.items() if not TEST.search(row) and "*not built yet*" not in row
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    broken = []
    for target, heading in LINK.findall(page.read_text()):
        if target.startswith("http"):
            continue
        file = (page.parent / target) if target else page
        titles = (
            re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE) if heading and file.is_file() else []
        )
        anchors = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in titles}
        if not file.exists() or (heading and heading not in anchors):
            broken.append(f"{target}#{heading}")
    assert broken == []


def test_running_names_every_setting_and_daily_job():
    text = (ROOT / "docs" / "running.md").read_text()
    wanted = [*(f"MB2_{name.upper()}" for name in Settings.model_fields), *DAILY]
    assert [one for one in wanted if f"`{one}`" not in text] == []


def test_the_data_model_is_that_of_the_models():
    """`make datamodel` writes it anew."""
    assert datamodel.FILE.read_text() == datamodel.text()

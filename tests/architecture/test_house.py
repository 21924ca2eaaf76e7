"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [
    *sorted((ROOT / "marketplace").rglob("*.py")),
    ROOT / "config.py",
    ROOT / "wsgi.py",
]
HOSTS = ("files.python" + "hosted", "pypi" + ".org", "registry." + "npmjs", "deb." + "debian")
LATER = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error")))
TIME = re.compile(
    r"datetime\.(now|utcnow|today)\(|date\.today\(|clock import .*[ ,]now|func\.now\(|CURRENT_(DATE|TIME)|'no[w]'"
)
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def tracked():
    """Our text files: those committed and those about to be."""
    words = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard"]
    names = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in names:
        file = ROOT / name
        if file.is_file() and b"\0" not in file.read_bytes()[:2000]:
            yield name, file.read_text(encoding="utf-8", errors="replace")


def lines(files):
    return sum(len(file.read_text().splitlines()) for file in files)


def named(file):
    return str(file.relative_to(ROOT))


def test_no_file_names_a_package_host():
    assert [name for name, text in tracked() if any(host in text for host in HOSTS)] == []


def test_nothing_is_left_for_later():
    assert [name for name, text in tracked() if name.endswith(".py") and LATER.search(text)] == []


def test_no_third_party_file_is_kept():
    assert [
        name for name, _ in tracked() if re.search(r"\.min\.(js|css)$|/(htmx|bootstrap)[^/]*\.js$", name)
    ] == []


@pytest.mark.parametrize("file", CODE, ids=named)
def test_modules_and_functions_are_small(file):
    text = file.read_text()
    assert len(text.splitlines()) <= 300

    functions = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)]
    assert [one.name for one in functions if one.end_lineno - one.lineno + 1 > 40] == []


@pytest.mark.parametrize("file", CODE, ids=named)
def test_imports_stand_at_the_top(file):
    functions = [one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.FunctionDef)]
    inner = [one for function in functions for one in ast.walk(function)]
    assert not any(isinstance(one, ast.Import | ast.ImportFrom) for one in inner)


@pytest.mark.parametrize(
    ("folder", "clocks"),
    [("marketplace", ["kernel/clock.py"]), ("tests", ["day.py", "kernel/test_clock.py"])],
)
def test_one_clock_tells_the_time(folder, clocks):
    files = sorted((ROOT / folder).rglob("*.py"))
    asking = [file for file in files if TIME.search(file.read_text())]
    assert [str(file.relative_to(ROOT / folder)) for file in asking] == clocks


def test_names_say_what_they_hold():
    assert [named(file) for file in CODE if VAGUE & {file.stem, file.parent.name}] == []


def test_packages_have_empty_doorsteps():
    assert [named(file) for file in CODE if file.name == "__init__.py" and file.read_text()] == []


def test_every_folder_of_code_is_a_package():
    folders = {file.parent for file in CODE if file.parent != ROOT}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_tests_keep_pace_with_the_code():
    assert lines((ROOT / "tests").rglob("*.py")) >= 0.8 * lines(CODE)


DOORS = {"cli", "demo", "jobs", "web"}


def test_a_class_of_the_domain_has_a_name_of_its_own():
    """Forms and parts of pages may repeat theirs: nobody meets two of them in one file."""
    names = Counter(
        node.name
        for file in CODE
        if file.relative_to(ROOT).parts[0] == "marketplace" and file.relative_to(ROOT).parts[1] not in DOORS
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name: count for name, count in names.items() if count > 1} == {}


def test_pages_write_by_transact_alone():
    """Entered by hand, a unit of work that the database breaks off is not repeated."""
    pages = [file for file in CODE if (ROOT / "marketplace" / "web") in file.parents]
    entered = {
        named(file)
        for file in pages
        for block in ast.walk(ast.parse(file.read_text()))
        if isinstance(block, ast.With)
        for item in block.items
        if re.search(r"\b(reading|open_unit|uow|unit)\b", ast.unparse(item))
    }
    assert entered == set()
    assert [named(file) for file in pages if "open_unit" in file.read_text()] == [
        "marketplace/web/context.py"
    ]


HANDLED_BY_HAND = {
    "marketplace/web/confirming.py": "the form asks for a password once all else is filled in well",
    "marketplace/web/fields/values.py": "a field says what cannot be read",
    "marketplace/web/forms.py": "the one way itself",
    "marketplace/web/months.py": "an address that names no month",
    "marketplace/web/account/invitations.py": "an invitation that is over has a page without a form, status 410",
    "marketplace/web/producer/round_form.py": "sums of a visit that do not add up yet",
    "marketplace/web/producer/rounds.py": "counting so far shows complaints, and refuses nothing",
}


def by_hand(block):
    """Whether it validates a form, or catches what a service refuses."""
    if isinstance(block, ast.ExceptHandler) and block.type is not None:
        return re.search(r"\b(Refused|TooMany)\b", ast.unparse(block.type)) is not None
    return isinstance(block, ast.Call) and re.match(r"(?!super\(\)).*\.validate\(", ast.unparse(block))


def test_forms_are_submitted_in_one_way():
    """By `Form.submit` and its kin; whatever else validates or catches a refusal is named here with the reason."""
    pages = [file for file in CODE if (ROOT / "marketplace" / "web") in file.parents]
    found = {named(file) for file in pages if any(map(by_hand, ast.walk(ast.parse(file.read_text()))))}
    assert found == set(HANDLED_BY_HAND)

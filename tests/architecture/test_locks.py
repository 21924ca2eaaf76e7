"""Lock files hold what was asked for, each with its hashes, and agree with one another."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([\w.-]+)(?:\[[^]]*])?==([^\s;]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
LOCKS = ["requirements", "requirements-dev"]
TOOLS = ["requirements-uv", "requirements-node", "requirements-whoosh"]


def pins(name):
    """Every version that is locked, per package, and the rest of its entry."""
    text = (ROOT / f"{name}.txt").read_text()
    return [(canonicalize_name(package), version, rest) for package, version, rest in PINNED.findall(text)]


def wishes(name):
    words = (line.partition("#")[0].strip() for line in (ROOT / f"{name}.in").read_text().splitlines())
    return [Requirement(word) for word in words if word and not word.startswith("-")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_wish_is_locked(name):
    locked = {package: version for package, version, _ in pins(name)}
    for wish in wishes(name):
        assert Version(locked[canonicalize_name(wish.name)]) in wish.specifier, f"run make lock for {wish}"


@pytest.mark.parametrize("name", LOCKS)
def test_nothing_is_locked_that_nobody_asks_for(name):
    wished = {canonicalize_name(wish.name) for wish in wishes(name)}
    directly = {package for package, _, rest in pins(name) if f"-r {name}.in" in rest}
    assert directly == wished


@pytest.mark.parametrize("name", [*LOCKS, *TOOLS])
def test_every_pin_has_hashes(name):
    found = pins(name)
    assert found
    assert [package for package, _, rest in found if "--hash=sha256:" not in rest] == []


def test_tests_run_on_the_very_versions_that_serve():
    serving = {(package, version) for package, version, _ in pins("requirements")}
    names = {package for package, _ in serving}
    testing = {(package, version) for package, version, _ in pins("requirements-dev") if package in names}
    assert testing <= serving


def test_the_npm_lock_agrees_with_its_wishes_and_names_no_host():
    wished = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""]["dependencies"] == wished["dependencies"]
    assert locked[""]["devDependencies"] == wished["devDependencies"]
    for name, entry in locked.items():
        assert name == "" or ("integrity" in entry and "resolved" not in entry)

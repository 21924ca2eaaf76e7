import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.tally import RAN_ON, missing, tally

ROOT = Path(__file__).parents[1]


@pytest.fixture
def run(tmp_path):
    """pytest on a project of one test that needs nothing, with our tally."""
    (tmp_path / "test_it.py").write_text("def test_it():\n    pass\n")
    words = [sys.executable, "-m", "pytest", "-p", "tests.tally", "--rootdir", str(tmp_path), str(tmp_path)]

    def call(*more):
        return subprocess.run([*words, *more], cwd=ROOT, capture_output=True, text=True)

    return call


def report(*engines):
    return SimpleNamespace(user_properties=[(RAN_ON, engine) for engine in engines])


def test_it_counts_the_tests_of_each_engine():
    reports = [
        report("SQLite 3.46"),
        report("SQLite 3.46"),
        report("Chromium 153", "PostgreSQL 18.6"),
        report(),
    ]
    assert tally(reports) == {"SQLite 3.46": 2, "Chromium 153": 1, "PostgreSQL 18.6": 1, "no engine": 1}


def test_a_run_on_everything_lacks_nothing():
    assert missing({"SQLite 3.46": 9, "PostgreSQL 18.6": 9, "Chromium 153": 1}, 0) == []


def test_an_engine_that_carried_no_test_is_named():
    assert missing({"SQLite 3.46": 9, "Chromium 153": 1}, 0) == ["No test ran on PostgreSQL."]


def test_a_skipped_test_is_a_lack():
    lacks = missing({"SQLite 3": 1, "PostgreSQL 18": 1, "Chromium 153": 1}, 2)
    assert lacks == ["2 tests were skipped; none may be."]


def test_a_complete_run_without_a_browser_fails(run):
    done = run("--complete")
    assert done.returncode == 1
    assert "No test ran on Chromium." in done.stdout


def test_any_other_run_is_content_with_what_it_was_given(run):
    assert run().returncode == 0

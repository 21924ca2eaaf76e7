"""The demo, and every test that reads the clock and names no day, on ten hard days; on SQLite, without a browser."""

import os
import subprocess
import sys

import pytest

from tests.day import HARD, other

pytestmark = pytest.mark.long

QUICKLY = "not long and not browser and not postgresql and not day"


@pytest.mark.parametrize("day", HARD)
def test_what_names_no_day_holds_on(day):
    words = [sys.executable, "-m", "pytest", "-n", str(os.cpu_count()), "-m", QUICKLY, "tests"]
    done = subprocess.run(words, env=os.environ | other(day), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-10_000:]

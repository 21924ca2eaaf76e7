"""The tests of the search engine also pass on the Whoosh of 2016, should the one that we use ever stop being kept."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "whoosh-2.7.4"
SAYS = "import whoosh; print(whoosh.versionstring())"


def test_whoosh_2_7_4_keeps_every_promise_too():
    assert FOLDER.is_dir(), "Whoosh 2.7.4 lies in no folder of its own: run make .venv/stamps/whoosh"
    world = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    world["PYTHONPATH"] = str(FOLDER)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "whoosh"]

    version = subprocess.check_output([sys.executable, "-c", SAYS], env=world, text=True)
    assert version.strip() == "2.7.4"
    done = subprocess.run(
        [*run, "tests/adapters/test_search.py"], cwd=ROOT, env=world, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout

"""What stands in memory before `make run` forks."""

import os
import subprocess
import sys

from config import ROOT
from tests.browser.live import settings

LOOK = """
import gc, os, sys, threading
from marketplace import serving
app = serving.load()
from marketplace.kernel.registry import Registry
from marketplace.adapters.database import database
with app.app_context():
    print(database.engine.pool.checkedin() + database.engine.pool.checkedout(), "connections")
print(threading.active_count(), len(os.listdir("/proc/self/task")), "threads")
numbers = [one for one in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{one}")]
print(sum(os.readlink(f"/proc/self/fd/{one}").startswith(os.environ["MB2_INSTANCE"]) for one in numbers), "files")
print(*[one._package for one in gc.get_objects() if isinstance(one, Registry) and not one._loaded], "unread")
print(*sorted({name.partition(".")[0] for name in sys.modules if sys.modules[name]}))
"""
HEAVY = {"PIL", "alembic", "clevercsv", "cryptography", "font_lato", "obstore", "psycopg", "pygments"}
HEAVY |= {"pygal", "python_calamine", "rich", "typst", "xlsxwriter"}


def test_before_the_fork_all_plug_ins_are_read_nothing_is_open_and_no_heavy_library_is_loaded(tmp_path):
    ours = settings(tmp_path / "instance", MB2_QUEUE="huey")
    seen = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=ours, capture_output=True, text=True, check=True
    )
    *opened, loaded = seen.stdout.splitlines()

    assert opened == ["0 connections", "1 1 threads", "0 files", "unread"]
    assert HEAVY & {*loaded.split()} == set()
    assert os.listdir(tmp_path / "instance")  # it was there that it looked

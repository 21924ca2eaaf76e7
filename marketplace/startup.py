"""What a server and a worker ask for before they start in production; `flask doctor` tells it at any time.

Each question returns what it found, or raises SettingsError with one sentence: which setting, what is wrong with it,
and what mends it.
"""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from config import ROOT, Settings, SettingsError
from marketplace.adapters.database import database, revisions
from marketplace.adapters.wiring import folder_of
from marketplace.compliance.office_keys import key_chain
from marketplace.db.demo_mark import is_demo
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.producers.queries import any_sealed

log = logging.getLogger(__name__)

UNPINNED = "reports are believed by the signing key file alone: compare its fingerprint, "
OTHERS = 0o077  # the bits of a mode that let anybody but the owner in
# What SQLite keeps beside a database, and the queue of writers in db/sqlite.py.
BESIDE = ("", "-wal", "-shm", "-journal", "-writers")


def check_folders(app: Flask) -> str:
    ours = _settings(app)
    missing = [(name, file.parent) for name, file in _keys(ours).items() if not os.path.lexists(file)]
    for name, folder in (*_folders(ours), *missing):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            TemporaryFile(dir=folder).close()
        except OSError as wrong:
            raise SettingsError(
                f"{name}: nothing can be written to the folder {folder}: {wrong.strerror}."
            ) from wrong
    return "can be written to"


def check_privacy(app: Flask) -> str:
    ours = _settings(app)
    written = [*(folder for _, folder in _folders(ours)), *_files(ours)]
    open_ones = shlex.join(str(path) for path in written if _others_may(path))
    if open_ones:
        raise SettingsError(f"Others may open what is ours alone; mend it with: chmod go-rwx {open_ones}")
    return "folders, database, queue and keys are closed to others"


def check_keys(app: Flask) -> str:
    tools = app.extensions["tools"]
    uses: dict[str, Callable[[], str]] = {
        "MB2_SIGNING_KEY_FILE": lambda: tools.signer.public_key,
        "MB2_SEALING_KEY_FILE": lambda: tools.sealer.mark(""),
    }
    made = [name for name, file in _keys(_settings(app)).items() if os.path.lexists(file)]
    for name in made:
        try:
            uses[name]()
        except OSError as wrong:
            raise SettingsError(f"{name}: {wrong.filename} cannot be read: {wrong.strerror}.") from wrong
        except ValueError as wrong:
            raise SettingsError(f"{name}: {wrong}.") from wrong
    return "can be used" if len(made) == len(uses) else "are made at first use"


def no_answer(wrong: DBAPIError) -> str:
    """The sentence for a database that cannot be reached, with the driver's own first line."""
    reason = str(wrong.orig).partition("\n")[0].rstrip(".")
    return f"MB2_DATABASE_URL: the database does not answer: {reason}."


def check_migrations(app: Flask) -> str:
    try:
        with app.app_context():
            stands, newest = revisions(ROOT / "migrations")
    except DBAPIError as wrong:
        raise SettingsError(no_answer(wrong)) from wrong
    if stands != newest:
        raise SettingsError(
            f"MB2_DATABASE_URL: the database stands at {stands or 'nothing'}, the newest is {newest}:"
            " run flask db upgrade"
        )
    return f"at {newest}"


def check_sealed(app: Flask) -> str:
    """A key of another database, or a new one in the place of a lost one, opens nothing that was sealed before."""
    file = _keys(_settings(app))["MB2_SEALING_KEY_FILE"]
    with app.app_context():
        sealed = any_sealed(database.session())
    if sealed is None:
        return "there are none yet"
    if not os.path.lexists(file):
        raise SettingsError(
            f"MB2_SEALING_KEY_FILE: {file} is not there, and numbers in the database are sealed with it."
        )
    try:
        app.extensions["tools"].sealer.open(sealed)
    except ValueError as wrong:
        raise SettingsError(
            f"MB2_SEALING_KEY_FILE: {file} is not the key that numbers in the database are sealed with."
        ) from wrong
    return "the key opens them"


def check_office_keys(app: Flask) -> str:
    """Reports that a key signs which is not the office's are believed by nobody."""
    signer, ours = app.extensions["tools"].signer, _settings(app)
    key = fingerprint(signer.public_key)
    if not ours.pinned():
        return f"MB2_OFFICE_KEYS is empty, so that {UNPINNED}{spelled(key)}, and set MB2_OFFICE_KEYS={key}"
    with app.app_context():
        chain = key_chain(database.session(), signer)
    if not chain.believes(signer.public_key):
        raise SettingsError(
            f"MB2_SIGNING_KEY_FILE: its key {spelled(key)} is none of MB2_OFFICE_KEYS, nor follows one of them:"
            " put back the file of the office's key."
        )
    return f"{spelled(key)} signs, and is the office's"


def check_demo(app: Flask) -> str:
    with app.app_context():
        if is_demo(database.session()):
            raise SettingsError(
                "The database is a demo for good, whose passwords everybody knows;"
                " MB2_DATABASE_URL must name another one in production."
            )
    return "the database is none"


CHECKS: dict[str, Callable[[Flask], str]] = {
    "folders": check_folders,
    "privacy": check_privacy,
    "keys": check_keys,
    "migrations": check_migrations,
    "sealed numbers": check_sealed,
    "office keys": check_office_keys,
    "demo": check_demo,
}


def refuse_unfit(app: Flask) -> None:
    """Before a server or a worker starts: in production all must be well. Raises SettingsError."""
    if not _settings(app).production:
        return
    try:
        found = [check(app) for check in CHECKS.values()]
        for one in found:
            if UNPINNED in one:
                log.warning(one)
    finally:
        with app.app_context():
            database.engine.dispose()  # the program may be forked next, and a connection never crosses a fork


def _settings(app: Flask) -> Settings:
    ours: Settings = app.extensions["settings"]
    return ours


def _folders(ours: Settings) -> Iterator[tuple[str, Path]]:
    """What is ours alone, by the setting that says where."""
    yield "MB2_INSTANCE", ours.instance
    for name, url in (("MB2_STORAGE_URL", ours.storage_url), ("MB2_MAIL_URL", ours.mail_url)):
        if url.startswith("file:"):
            yield name, folder_of(url)


def _keys(ours: Settings) -> dict[str, Path]:
    return {
        "MB2_SIGNING_KEY_FILE": ours.signing_key_file or ours.instance / "signing-key.pem",
        "MB2_SEALING_KEY_FILE": ours.sealing_key_file or ours.instance / "sealing-key",
    }


def _files(ours: Settings) -> Iterator[Path]:
    yield ours.instance / "secret-key"
    yield from _keys(ours).values()
    place = make_url(ours.database_url)
    databases = [ours.instance / "queue.db"]
    if place.drivername == "sqlite" and place.database not in (None, "", ":memory:"):
        databases.append(Path(str(place.database)))
    for file in databases:
        yield from (file.with_name(f"{file.name}{more}") for more in BESIDE)


def _others_may(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:  # it is not there
        return False

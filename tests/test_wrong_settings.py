"""Each wrong value of a setting is a sentence that names the setting and repeats no password."""

import os
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from config import ROOT, Settings, SettingsError
from marketplace.app import create_app
from marketplace.startup import refuse_unfit
from tests.servers import migrate
from tests.starting import IMPORTED, PATIENCE, SECRET, SERVERS, WORKER, folder, given, ours, refusal

__all__ = ["folder", "given"]

UNREACHABLE = "postgresql+psycopg://mb2:hunter2secret@127.0.0.1:1/mb2"
NO_KEY = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n"
DATABASE = "MB2_DATABASE_URL"
SILENT = f"{DATABASE}: the database does not answer: "
WRONG = [
    ("MB2_ENV", "prod", "MB2_ENV is 'prod': "),
    ("MB2_SECRET_KEY", "short", "MB2_SECRET_KEY must be"),
    ("MB2_INSTANCE", "/dev/null/mb2", "MB2_INSTANCE: the folder /dev/null/mb2 cannot be made: "),
    ("MB2_INSTANCE", "{}/text", "MB2_INSTANCE: the folder {}/text cannot be made: "),
    ("MB2_INSTANCE", "/proc", "MB2_INSTANCE: /proc/queue.db cannot hold the queue: "),
    (DATABASE, "mysql://u:hunter2@h/d", f"{DATABASE} must start with "),
    (DATABASE, "sqlite:/mb2.db", f"{DATABASE} must start with "),
    (DATABASE, "sqlite://mb2.db", f"{DATABASE} must start with "),
    (DATABASE, "postgresql://u:hunter2@h/d", f"{DATABASE} must start with "),
    (DATABASE, "postgresql+psycopg://u:hunter2@h:x/d", f"{DATABASE} must start with "),
    (DATABASE, "postgresql+psycopg://u:hunter2@127.0.0.1/d?no=1", SILENT),
    (DATABASE, UNREACHABLE, f"{SILENT}connection failed: "),
    (DATABASE, "sqlite:////dev/null/x/mb2.db", f"{DATABASE}: the folder /dev/null/x cannot be made: "),
    (DATABASE, "sqlite:////proc/mb2.db", f"{SILENT}unable to open database file"),
    (DATABASE, "sqlite:///{}/other.pem", f"{SILENT}file is not a database"),
    (DATABASE, "sqlite:///{}/new.db", f"{DATABASE}: the database stands at nothing, "),
    ("MB2_STORAGE_URL", "ftp://u:hunter2@h", "MB2_STORAGE_URL must start with "),
    ("MB2_STORAGE_URL", "file:", "MB2_STORAGE_URL is no address that can be used; it looks like file:/srv"),
    ("MB2_STORAGE_URL", "file:/proc", "MB2_STORAGE_URL: nothing can be written to the folder /proc: "),
    ("MB2_STORAGE_URL", "s3://", "MB2_STORAGE_URL is no address that can be used; it looks like s3://bucket"),
    ("MB2_STORAGE_URL", "s3://b?endpoint=h:9", "MB2_STORAGE_URL is no address that can be used; "),
    ("MB2_QUEUE", "rabbit", "MB2_QUEUE is 'rabbit': "),
    ("MB2_SEARCH", "google", "MB2_SEARCH is 'google': "),
    ("MB2_SEARCH", "postgres", "MB2_SEARCH=postgres searches in the database"),
    ("MB2_MAIL_URL", "pigeon://u:hunter2@h", "MB2_MAIL_URL must start with "),
    (
        "MB2_MAIL_URL",
        "smtp://u:hunter2/x@h:587",
        "MB2_MAIL_URL is no address that can be used; it looks like smtp",
    ),
    ("MB2_MAIL_URL", "file:{}/text", "MB2_MAIL_URL: nothing can be written to the folder {}/text: "),
    ("MB2_BASE_URL", "http://mb2.example", "MB2_BASE_URL must start with https://"),
    ("MB2_BASE_URL", "https://", "MB2_BASE_URL must be an address"),
    ("MB2_BASE_URL", "https://mb2.example:x", "MB2_BASE_URL must be an address"),
    ("MB2_SIGNING_KEY_FILE", "{}", "MB2_SIGNING_KEY_FILE: {} cannot be read: Is a directory."),
    ("MB2_SIGNING_KEY_FILE", "{}/key.pem", "MB2_SIGNING_KEY_FILE: {}/key.pem holds no Ed25519 key in PEM."),
    ("MB2_SIGNING_KEY_FILE", "{}/text", "MB2_SIGNING_KEY_FILE: {}/text holds no Ed25519 key in PEM."),
    (
        "MB2_SIGNING_KEY_FILE",
        "{}/other.pem",
        "MB2_SIGNING_KEY_FILE: {}/other.pem holds no Ed25519 key in PEM.",
    ),
    ("MB2_SIGNING_KEY_FILE", "{}/locked.pem", "MB2_SIGNING_KEY_FILE: {}/locked.pem holds no Ed25519 key"),
    (
        "MB2_SIGNING_KEY_FILE",
        "/proc/x/key.pem",
        "MB2_SIGNING_KEY_FILE: nothing can be written to the folder /proc/x",
    ),
    ("MB2_SEALING_KEY_FILE", "{}", "MB2_SEALING_KEY_FILE: {} cannot be read: Is a directory."),
    ("MB2_SEALING_KEY_FILE", "{}/text", "MB2_SEALING_KEY_FILE: {}/text does not hold 64 bytes"),
    ("MB2_SEALING_KEY_FILE", "{}/bytes", "MB2_SEALING_KEY_FILE: {}/bytes does not hold 64 bytes"),
    ("MB2_SEALING_KEY_FILE", "{}/short", "MB2_SEALING_KEY_FILE: {}/short does not hold 64 bytes"),
    (
        "MB2_SEALING_KEY_FILE",
        "/proc/x/key",
        "MB2_SEALING_KEY_FILE: nothing can be written to the folder /proc/x",
    ),
    ("MB2_STRIPE_SECRET_KEY", "hunter2", "MB2_STRIPE_SECRET_KEY and MB2_STRIPE_WEBHOOK_SECRET go together"),
    ("MB2_STRIPE_WEBHOOK_SECRET", "hunter2", "MB2_STRIPE_SECRET_KEY and MB2_STRIPE_WEBHOOK_SECRET go"),
    ("MB2_STRIPE_API_BASE", "stripe", "MB2_STRIPE_API_BASE must be an address"),
    ("MB2_LOG", "xml", "MB2_LOG is 'xml': "),
    ("MB2_PROXIES", "two", "MB2_PROXIES is 'two': "),
    ("MB2_PROXIES", "-1", "MB2_PROXIES is '-1': "),
    ("MB2_RATE_LIMITS", "perhaps", "MB2_RATE_LIMITS is 'perhaps': "),
]


def pem(key, encryption):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


@pytest.fixture(autouse=True)
def keys(given, folder):
    old = os.umask(0o077)  # as wsgi.py sets it
    for name, written in (
        ("key.pem", NO_KEY),
        ("short", "c0ffee"),
        ("text", "hunter2"),
        ("other.pem", pem(X25519PrivateKey.generate(), NoEncryption())),
        ("locked.pem", pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"hunter2"))),
    ):
        (folder / name).write_text(written)
    (folder / "bytes").write_bytes(b"\xff\xfe")
    yield
    os.umask(old)


@pytest.mark.parametrize(("setting", "value", "said"), WRONG, ids=[f"{one}={two}" for one, two, _ in WRONG])
def test_a_wrong_value_is_a_sentence(given, folder, setting, value, said):
    settings_ = ours(given) | {setting: value.replace("{}", str(folder))}
    with pytest.raises(SettingsError) as wrong:
        refuse_unfit(create_app(Settings.from_env(settings_)))

    sentence = str(wrong.value)
    assert sentence.startswith(said.replace("{}", str(folder)))
    assert "hunter2" not in sentence and SECRET not in sentence and "\n" not in sentence


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        pytest.param("MB2_QUEUE", "rabbit", IMPORTED, marks=pytest.mark.long),
        pytest.param("MB2_INSTANCE", "/dev/null/mb2", SERVERS["gunicorn"], marks=pytest.mark.long),
        ("MB2_MAIL_URL", "smtp://u:hunter2/x@host", WORKER),
        pytest.param("MB2_SEALING_KEY_FILE", "{}/text", IMPORTED, marks=pytest.mark.long),
        (DATABASE, UNREACHABLE, SERVERS["bin/serve"]),
    ],
)
def test_a_process_ends_with_it(given, folder, setting, value, words):
    said = refusal(given | {setting: value.replace("{}", str(folder))}, words)
    assert said.startswith(setting) and "hunter2" not in said


def test_migrations_say_that_the_database_does_not_answer(caplog):
    with pytest.raises(SystemExit) as ended:
        migrate(UNREACHABLE)
    assert ended.value.code == 1
    assert f"Error: {SILENT}" in caplog.text and "hunter2" not in caplog.text


@pytest.mark.parametrize("name", ["PORT", "WEB_CONCURRENCY"])
def test_what_the_server_reads_itself_is_told_too(given, name):
    done = subprocess.run(
        ["bin/serve"],
        cwd=ROOT,
        env=given | {name: "many"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        f"{name} is 'many': it must be a number.\n",
    )

"""A setting that is wrong is told by its name, in one sentence, before anything starts."""

import re
import subprocess
import sys

import pytest

from config import ROOT, Settings, SettingsError
from tests.browser.live import settings

EXAMPLE = (ROOT / ".env.example").read_text()
STRONG = "a-secret-of-their-own-of-32-signs"


def refusal(**given):
    with pytest.raises(SettingsError) as wrong:
        Settings.from_env(given)
    return str(wrong.value)


def test_the_example_names_every_setting_and_no_other():
    named = re.findall(r"^MB2_(\w+)=", EXAMPLE, re.MULTILINE)

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_is_what_holds_without_any_setting():
    given = dict(line.split("=", 1) for line in EXAMPLE.splitlines() if not line.startswith("#"))

    assert Settings.from_env(given) == Settings.from_env({})


def test_what_others_call_their_own_is_none_of_ours():
    assert Settings.from_env({"PORT": "8000", "MB2": "x", "LOG_MB2_": "y"}) == Settings.from_env({})


@pytest.mark.parametrize(
    "name, nearest",
    [
        ("MB2_DATABSE_URL", "MB2_DATABASE_URL"),
        ("MB2_SECRET", "MB2_SECRET_KEY"),
        ("MB2_RATELIMITS", "MB2_RATE_LIMITS"),
        ("MB2_", "MB2_"),
    ],
)
def test_a_name_that_is_no_setting_is_refused_beside_the_nearest(name, nearest):
    said = refusal(**{name: "what-nobody-may-read"})

    assert re.match(rf"{name} is no setting; the nearest is {nearest}\w*\. \.env\.example lists", said)
    assert "what-nobody-may-read" not in said


@pytest.mark.parametrize(
    "given, said",
    [
        ({"MB2_ENV": "prod"}, "MB2_ENV is 'prod': Input should be 'development', 'demo' or 'production'."),
        ({"MB2_PROXIES": "two"}, "MB2_PROXIES is 'two': Input should be a valid integer"),
        ({"MB2_RATE_LIMITS": "perhaps"}, "MB2_RATE_LIMITS is 'perhaps': Input should be a valid boolean"),
        ({"MB2_DATABASE_URL": "mysql://x"}, "MB2_DATABASE_URL must start with sqlite:/// or postgresql"),
        ({"MB2_JOURNAL_HEADS_TO": "a@b.id, wali"}, "MB2_JOURNAL_HEADS_TO must be mail addresses"),
        ({"MB2_ENV": "production", "MB2_SECRET_KEY": "short"}, "MB2_SECRET_KEY must be a secret of your own"),
        ({"MB2_ENV": "production", "MB2_SECRET_KEY": STRONG}, "MB2_BASE_URL must start with https://"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_its_setting(given, said):
    assert refusal(**given).startswith(said)


@pytest.mark.parametrize("wrong", [{"MB2_MAILURL": "smtp://x"}, {"MB2_STORAGE_URL": "ftp://x"}])
def test_a_command_says_it_without_a_traceback(tmp_path, wrong):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "jobs", "work"],
        cwd=ROOT,
        env=settings(tmp_path, **wrong),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert done.stderr.startswith(*wrong)

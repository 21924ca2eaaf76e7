"""The catalogues hold every word for people that the sources have, said in full in English."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """What `make words` would gather now."""
    file = tmp_path_factory.mktemp("words") / "messages.pot"
    words = ["-q", "extract", "-F", "pyproject.toml", "--no-location", "-k", "_l", "-o"]
    tool = Path(sys.executable).parent / "pybabel"
    subprocess.run([str(tool), *words, str(file), "."], cwd=ROOT, check=True)
    with file.open("rb") as stream:
        return {message.id for message in read_po(stream) if message.id}


@pytest.fixture(scope="module")
def english():
    with ENGLISH.open("rb") as stream:
        return [message for message in read_po(stream, locale="en") if message.id]


def strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def ids(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_the_catalogue_has_every_word_of_the_sources(sources, english):
    known = {message.id for message in english}
    assert sorted(map(str, sources - known)) == [], "run make words, then translate what is new"
    assert sorted(map(str, known - sources)) == [], "run make words: these are said nowhere any more"


def test_english_is_complete_and_sure(english):
    assert [message.id for message in english if message.fuzzy or not all(strings(message))] == []


def test_translations_keep_the_placeholders(english):
    for message in english:
        wanted = {name for text in ids(message) for name in PLACEHOLDER.findall(text)}
        for text in strings(message):
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
        assert wanted == {name for text in strings(message) for name in PLACEHOLDER.findall(text)}, message.id

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from pkgutil import iter_modules
from textwrap import dedent

import pytest

from marketplace.certification import kinds
from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.registry import Registry

BASE = """
    from marketplace.kernel.registry import Registry

    SWEETS: Registry[str] = Registry(__package__)
    read = []
"""
SWEET = """
    from {package}.base import SWEETS, read

    read.append(__name__)
    SWEETS.add("{word}")("{word}!")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of plug-ins that nobody has read yet: its base module, and what was read."""
    package = "sweets_of_a_test"
    here = tmp_path / package
    here.mkdir()
    (here / "__init__.py").touch()
    (here / "base.py").write_text(dedent(BASE))
    for name, word in (("wajik", "wajik"), ("dodol", "dodol")):
        (here / f"{name}.py").write_text(dedent(SWEET.format(package=package, word=word)))
    monkeypatch.syspath_prepend(str(tmp_path))
    base = __import__(f"{package}.base", fromlist=["SWEETS"])
    yield base
    for module in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[module]


def test_the_folder_is_read_when_it_is_first_asked_and_only_then(folder):
    assert folder.read == []
    assert folder.SWEETS["dodol"] == "dodol!"
    assert len(folder.read) == 2
    assert len(folder.SWEETS) == len(list(folder.SWEETS)) == 2
    assert len(folder.read) == 2


def test_plug_ins_come_in_the_order_of_their_keys(folder):
    assert list(folder.SWEETS) == ["dodol", "wajik"]
    assert list(folder.SWEETS.items()) == [("dodol", "dodol!"), ("wajik", "wajik!")]


def test_an_unknown_key_is_not_there(folder):
    assert "klepon" not in folder.SWEETS
    with pytest.raises(KeyError, match="klepon"):
        folder.SWEETS["klepon"]


def test_two_plug_ins_do_not_share_a_key(folder):
    folder.SWEETS.add("klepon")("klepon!")
    with pytest.raises(LookupError, match="klepon is taken in sweets_of_a_test"):
        folder.SWEETS.add("klepon")("another")
    assert folder.SWEETS["klepon"] == "klepon!"


def test_what_is_added_is_handed_back_so_that_add_decorates():
    shelf: Registry[type] = Registry(__name__)

    @shelf.add("one")
    class One:
        pass

    assert One.__name__ == "One"


def test_every_file_of_a_folder_of_the_house_adds_something():
    adding = {plug.__module__.rpartition(".")[2] for plug in map(type_of, KINDS.values())}
    assert adding == {module.name for module in iter_modules(kinds.__path__)} - {"base"}


def type_of(plug):
    return plug if isinstance(plug, type) else type(plug)


def test_two_threads_that_ask_at_once_both_see_all_of_it(folder):
    folder_of = Path(folder.__file__).parent
    (folder_of / "wajik.py").write_text(
        f"import time\ntime.sleep(0.2)\n{(folder_of / 'wajik.py').read_text()}"
    )
    with ThreadPoolExecutor(2) as threads:
        found = [*threads.map(lambda _: {*folder.SWEETS}, range(2))]

    assert found == [{"dodol", "wajik"}] * 2


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(folder):
    sweet = Path(folder.__file__).parent / "wajik.py"
    whole = sweet.read_text()
    sweet.write_text("import no_such_package")
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="no_such_package"):
            folder.SWEETS["dodol"]

    sweet.write_text(whole)
    assert {*folder.SWEETS} == {"dodol", "wajik"}

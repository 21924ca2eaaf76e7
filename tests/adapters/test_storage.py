"""What every storage promises, and what the folder promises on top."""

import os

import pytest
from obstore.store import LocalStore, MemoryStore, S3Store

from marketplace.adapters.storage.folder import FolderStorage
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.adapters.storage.obstore_storage import ObstoreStorage
from marketplace.db import room
from marketplace.kernel.errors import NoRoom
from marketplace.ports.storage import NotStored

KEY = "produk/17/3f2a.webp"

STORAGES = {
    "memory": lambda folder: MemoryStorage(),
    "folder": lambda folder: FolderStorage(folder / "files"),
    "obstore in memory": lambda folder: ObstoreStorage(MemoryStore()),
    "obstore in a folder": lambda folder: ObstoreStorage(LocalStore(folder / "files", mkdir=True)),
}


@pytest.fixture(params=STORAGES)
def storage(request, tmp_path):
    return STORAGES[request.param](tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


def test_what_was_put_comes_back(storage):
    storage.put(KEY, b"\x00\xffpicture")

    assert storage.get(KEY) == b"\x00\xffpicture"
    assert storage.exists(KEY)


def test_twice_does_no_harm(storage):
    storage.put(KEY, b"the same")
    storage.put(KEY, b"the same")

    assert storage.get(KEY) == b"the same"


def test_what_was_removed_is_gone_and_may_be_removed_again(storage):
    storage.put(KEY, b"one")
    storage.put(f"{KEY}.other", b"another")
    for _ in range(2):
        storage.remove(KEY)

    assert not storage.exists(KEY)
    assert storage.get(f"{KEY}.other") == b"another"


def test_an_empty_file_is_a_file(storage):
    storage.put(KEY, b"")

    assert storage.exists(KEY)
    assert storage.get(KEY) == b""


@pytest.mark.parametrize("key", [KEY, "produk", "produk/17", "produk/17/3f2a.webp/inside"])
def test_what_was_never_put_is_not_there(storage, key):
    storage.put("produk/17/other.webp", b"another")

    assert not storage.exists(key)
    with pytest.raises(NotStored):
        storage.get(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../secret",
        "a/../../b",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "a\x00b",
        "a b",
        "é",
        "x" * 513,
    ],
)
def test_no_key_leaves_its_place(storage, key):
    with pytest.raises(ValueError):
        storage.put(key, b"")
    with pytest.raises(ValueError):
        storage.get(key)
    with pytest.raises(ValueError):
        storage.exists(key)


def test_a_folder_is_synced_with_the_file_in_it(folder, monkeypatch):
    synced = []
    real = os.fsync

    def fsync(handle):
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    FolderStorage(folder).put("a/b/c.txt", b"kept")

    assert os.path.basename(synced[0]).startswith(".new-")
    assert synced[1:] == [str(folder / "a" / "b"), str(folder / "a"), str(folder)]


def test_a_disk_that_fails_leaves_the_old_content_and_no_rest(folder, monkeypatch):
    storage = FolderStorage(folder)
    storage.put("a.txt", b"old")

    def fsync(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError):
        storage.put("a.txt", b"new")

    assert storage.get("a.txt") == b"old"
    assert [file.name for file in folder.iterdir()] == ["a.txt"]


def test_an_s3_address_names_bucket_prefix_and_endpoint():
    storage = ObstoreStorage.on_s3("s3://berkas/mb2?endpoint=http://127.0.0.1:9000&region=id-1")

    store = storage._store
    assert isinstance(store, S3Store)
    assert store.prefix == "mb2"
    assert store.config["bucket"] == "berkas"
    assert store.config["endpoint"] == "http://127.0.0.1:9000"
    assert store.config["region"] == "id-1"


def test_it_has_room_where_something_could_be_put(storage):
    storage.check_room()


def test_a_folder_on_a_full_disk_has_none(folder, monkeypatch):
    monkeypatch.setattr(room, "LEAST", 1 << 60)
    with pytest.raises(NoRoom):
        FolderStorage(folder).check_room()

"""Files in a folder of this machine. obstore's LocalStore does not sync to the disk, so this is our own."""

import os
import tempfile
from pathlib import Path

from marketplace.adapters.storage.keys import checked
from marketplace.db.room import check_folder
from marketplace.ports.storage import NotStored


class FolderStorage:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        """Written beside its place, synced, moved in; then the folders are synced, which hold its name."""
        file = self._file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as new:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
            os.replace(beside, file)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        folder = file.parent
        while folder != self._folder.parent:
            _sync(folder)
            folder = folder.parent

    def get(self, key: str) -> bytes:
        try:
            return self._file(key).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as missing:
            raise NotStored(key) from missing

    def exists(self, key: str) -> bool:
        return self._file(key).is_file()

    def remove(self, key: str) -> None:
        file = self._file(key)
        if file.is_file():
            file.unlink(missing_ok=True)
            _sync(file.parent)

    def check_room(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        check_folder(self._folder)

    def _file(self, key: str) -> Path:
        return self._folder / checked(key)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

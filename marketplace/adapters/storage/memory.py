"""Keeps files while the process lives."""

from marketplace.adapters.storage.keys import checked
from marketplace.ports.storage import NotStored


class MemoryStorage:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, key: str, content: bytes) -> None:
        self.files[checked(key)] = content

    def get(self, key: str) -> bytes:
        try:
            return self.files[checked(key)]
        except KeyError as missing:
            raise NotStored(key) from missing

    def exists(self, key: str) -> bool:
        return checked(key) in self.files

    def remove(self, key: str) -> None:
        self.files.pop(checked(key), None)

    def check_room(self) -> None:
        """There is always some."""

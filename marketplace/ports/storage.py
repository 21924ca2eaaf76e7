"""Keeps files by key. What `put` acknowledged is still there after a power cut."""

from typing import Protocol


class NotStored(LookupError):
    """There is no such file."""


class Storage(Protocol):
    def put(self, key: str, content: bytes) -> None:
        """Keep the content; the same key again is the same content, so twice does no harm."""

    def get(self, key: str) -> bytes:
        """Raises NotStored."""

    def exists(self, key: str) -> bool: ...

    def remove(self, key: str) -> None:
        """What is not there is removed already."""

    def check_room(self) -> None:
        """Raises NoRoom, Unavailable or a fault of its own where nothing could be put now."""

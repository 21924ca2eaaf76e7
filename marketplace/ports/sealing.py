"""Personal numbers and pictures at rest: written down so that a copy of them alone gives nothing away (UU 27/2022)."""

from typing import Protocol


class Sealer(Protocol):
    def seal(self, text: str) -> str:
        """Unreadable without the city's key, and different each time."""

    def open(self, sealed: str) -> str:
        """What was sealed. Raises ValueError for what was not sealed with this key."""

    def seal_bytes(self, content: bytes) -> bytes:
        """The same for a file; it grows by 28 bytes."""

    def open_bytes(self, sealed: bytes) -> bytes:
        """What was sealed. Raises ValueError for what was changed, or not sealed with this key."""

    def mark(self, text: str) -> str:
        """The same for equal texts, so that a duplicate is found without opening anything."""

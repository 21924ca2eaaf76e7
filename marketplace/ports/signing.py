"""The office's signature under what it publishes (Ed25519, RFC 8032)."""

from collections.abc import Collection
from typing import Protocol, Self


class Signer(Protocol):
    @property
    def public_key(self) -> str:
        """The public half, 32 bytes as hexadecimal text."""

    @property
    def pinned(self) -> Collection[str]:
        """Fingerprints of the keys that are believed, known from outside the database."""

    def sign(self, message: bytes) -> str:
        """64 bytes as hexadecimal text."""

    def verify(self, message: bytes, signature: str, public_key: str) -> bool: ...

    def successor(self) -> Self:
        """Signs with the key that is to follow this one, made where there is none yet."""

    def succeed(self) -> None:
        """From now on the successor's key signs; this one is gone for good. Nothing where there is no successor."""

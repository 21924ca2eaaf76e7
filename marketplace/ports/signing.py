"""The office's signature under what it publishes (Ed25519, RFC 8032)."""

from typing import Protocol


class Signer(Protocol):
    @property
    def public_key(self) -> str:
        """The public half, 32 bytes as hexadecimal text."""

    def sign(self, message: bytes) -> str:
        """64 bytes as hexadecimal text."""

    def verify(self, message: bytes, signature: str, public_key: str) -> bool: ...

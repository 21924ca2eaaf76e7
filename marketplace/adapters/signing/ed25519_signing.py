"""Ed25519 (RFC 8032) with a key in a PEM file that only its owner can read."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from marketplace.adapters.key_files import key_in
from marketplace.kernel.fingerprints import fingerprint


class Ed25519Signer:
    """The file is read at each use, which is rare: another process may have put the next key in its place.

    Without `pins` the file's own key is the one that is believed.
    """

    def __init__(self, key_file: Path, pins: Collection[str] = ()) -> None:
        self._file = key_file
        self._pins = tuple(pins)

    @property
    def public_key(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    @property
    def pinned(self) -> Collection[str]:
        return self._pins or (fingerprint(self.public_key),)

    def sign(self, message: bytes) -> str:
        return self._key.sign(message).hex()

    def verify(self, message: bytes, signature: str, public_key: str) -> bool:
        """False also for what is no signature or no key at all: both come from files of strangers."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
            key.verify(bytes.fromhex(signature), message)
        except (ValueError, InvalidSignature):
            return False
        return True

    def successor(self) -> Self:
        return type(self)(self._next, self._pins)

    def succeed(self) -> None:
        if self._next.exists():
            os.replace(self._next, self._file)

    @property
    def _next(self) -> Path:
        return self._file.with_name(f"{self._file.name}.next")

    @property
    def _key(self) -> Ed25519PrivateKey:
        """Raises OSError for a file that cannot be read or made, ValueError for one that holds something else."""
        written = key_in(self._file, _new)
        try:
            key = load_pem_private_key(written, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it is under a password
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{self._file} holds no Ed25519 key in PEM")
        return key


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

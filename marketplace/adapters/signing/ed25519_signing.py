"""Ed25519 (RFC 8032) with a key in a PEM file that only its owner can read."""

import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


class Ed25519Signer:
    """The key is made at first use; of two processes that make one at the same moment, the first wins."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file
        self._loaded: Ed25519PrivateKey | None = None

    @property
    def public_key(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

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

    @property
    def _key(self) -> Ed25519PrivateKey:
        if self._loaded is None:
            if not self._file.exists():
                _make(self._file)
            key = load_pem_private_key(self._file.read_bytes(), password=None)
            if not isinstance(key, Ed25519PrivateKey):
                raise ValueError(f"{self._file} holds no Ed25519 key")
            self._loaded = key
        return self._loaded


def _make(file: Path) -> None:
    """Complete and on the disk before it has its name; a signature under a lost key could not be repeated."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".key-")  # 0600 by itself
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(pem)
            new.flush()
            os.fsync(new.fileno())
        os.link(beside, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(beside)

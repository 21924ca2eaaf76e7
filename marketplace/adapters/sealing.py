"""Sealing with Fernet (AES-128-CBC and HMAC-SHA-256), marks with HMAC-SHA-256; both keys lie in one file.

Files are sealed with AES-256-GCM, which needs no copy of them in base 64; its key is derived from the sealing one.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marketplace.adapters.key_files import key_in

HALF = 32  # bytes: one half seals, the other marks
NONCE = 12  # bytes, as NIST SP 800-38D advises; at random, it serves for 2**32 files


class FernetSealer:
    def __init__(self, key_file: Path) -> None:
        self._file = key_file

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise ValueError("sealed with another key, or not at all") from None

    def seal_bytes(self, content: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._gcm.encrypt(nonce, content, None)

    def open_bytes(self, sealed: bytes) -> bytes:
        try:
            return self._gcm.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError):
            raise ValueError("changed, sealed with another key, or not at all") from None

    def mark(self, text: str) -> str:
        return hmac.new(self._key[HALF:], text.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key[:HALF]))

    @cached_property
    def _gcm(self) -> AESGCM:
        return AESGCM(hmac.digest(self._key[:HALF], b"files", hashlib.sha256))

    @cached_property
    def _key(self) -> bytes:
        written = key_in(self._file, lambda: secrets.token_hex(2 * HALF).encode())
        try:
            key = bytes.fromhex(written.decode())
        except ValueError:
            key = b""
        if len(key) != 2 * HALF:
            raise ValueError(f"{self._file} does not hold {2 * HALF} bytes as hexadecimal text")
        return key

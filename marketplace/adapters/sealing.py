"""Sealing with Fernet (AES-128-CBC and HMAC-SHA-256), marks with HMAC-SHA-256; both keys lie in one file."""

import base64
import hashlib
import hmac
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from marketplace.adapters.key_files import key_in

HALF = 32  # bytes: one half seals, the other marks


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

    def mark(self, text: str) -> str:
        return hmac.new(self._key[HALF:], text.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key[:HALF]))

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

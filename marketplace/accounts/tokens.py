"""Secrets that travel: sent or handed over once, kept only as a hash."""

from __future__ import annotations

import hashlib
import re
import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another
LENGTH = 8  # 40 bits: slow to guess at a page, and kept under a slow hash
WORK = 2**13  # of scrypt, in blocks of 1 KiB: 20 ms. Tests take less.


def new_token() -> str:
    """256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """For paper and a phone call: `ABCD-EFGH`."""
    return _written("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def plain_code(typed: str) -> str | None:
    """The code however it is written, or None for what cannot be one."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    return _written(plain) if len(plain) == LENGTH and set(plain) <= set(LETTERS) else None


def hashed(token: str) -> str:
    """Enough without salt or slowness, because the token cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def stored_form(secret: str, *, salt: str) -> str:
    """How a token or a code is kept. A code is short, so its hash is slow (WORK) and salted with what it is for."""
    code = plain_code(secret)
    if code is None:
        return hashed(secret)
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=WORK, r=8, p=1, dklen=32).hex()


def _written(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"

"""Secrets that travel: sent once, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Enough without salt or slowness, because the token cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()

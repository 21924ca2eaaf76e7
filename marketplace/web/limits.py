"""The one file that knows Flask-Limiter: a coarse limit per address on what is posted.

Guessing passwords is slowed elsewhere, per account and in the database; this only keeps one visitor from taking
the server for themselves. The counts live in each process.
"""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

POSTS = "120 per minute; 2000 per hour"


def init_app(app: Flask) -> None:
    """A visitor over the limit gets 429, whose page `web/errors.py` draws."""
    Limiter(
        get_remote_address,
        app=app,
        enabled=app.config["RATE_LIMITS"],
        storage_uri="memory://",
        headers_enabled=True,
        application_limits=[POSTS],
        application_limits_exempt_when=_harmless,
    )


def _harmless() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")

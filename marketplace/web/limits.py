"""The one file that knows Flask-Limiter: a coarse limit per address on what is posted.

Guessing passwords is slowed elsewhere, per account and in the database; this only keeps one visitor from taking
the server for themselves. The counts live in each process.
"""

from flask import Flask, request
from flask_limiter import Limiter

from marketplace.kernel.addresses import network_of

POSTS = "120 per minute; 2000 per hour"


def init_app(app: Flask) -> None:
    """A visitor over the limit gets 429, whose page `web/errors.py` draws."""
    Limiter(
        _visitor,
        app=app,
        enabled=app.config["RATE_LIMITS"],
        storage_uri="memory://",
        headers_enabled=True,
        application_limits=[POSTS],
        application_limits_exempt_when=_harmless,
    )


def _visitor() -> str:
    return network_of(request.remote_addr or "127.0.0.1")


def _harmless() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")

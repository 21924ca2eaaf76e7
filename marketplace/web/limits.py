"""The one file that knows Flask-Limiter: coarse limits on what is posted, so that no visitor takes the server.

Whoever signed in is counted as a person, strangers by their address. Guessing passwords is slowed elsewhere, per
account and in the database. Of an address that many people share only wrong sign-ins are counted, and only a flood of
them is too many. The counts live in each process.
"""

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter

from marketplace.accounts.queries import plain_name
from marketplace.kernel.addresses import network_of
from marketplace.web import known_devices, login

POSTS = "120 per minute; 2000 per hour"
WRONG_SIGN_INS = "300 per minute"
SIGN_IN = "account_sign_in.send"
WEBHOOK = "public_webhooks.take"  # many at once from one address, each signed


def init_app(app: Flask) -> None:
    """A visitor over the limit gets 429, whose page `web/errors.py` draws."""
    Limiter(
        _network,
        app=app,
        enabled=app.config["RATE_LIMITS"],
        storage_uri="memory://",
        headers_enabled=True,
        application_limits=[
            ApplicationLimit(POSTS, key_function=_visitor, exempt_when=_not_counted),
            ApplicationLimit(WRONG_SIGN_INS, scope="sign-in", exempt_when=_no_stranger, deduct_when=_refused),
        ],
    )


def _visitor() -> str:
    visitor = login.visiting()
    return f"user {visitor.session.user_id}" if visitor else _network()


def _network() -> str:
    return network_of(request.remote_addr or "127.0.0.1")


def _not_counted() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint in (SIGN_IN, WEBHOOK)


def _no_stranger() -> bool:
    """Whether it is no sign-in, or one from a device of the person's own."""
    if request.endpoint != SIGN_IN:
        return True
    return known_devices.mark_here(plain_name(request.form.get("email", ""))) is not None


def _refused(response: Response) -> bool:
    return response.status_code >= 400

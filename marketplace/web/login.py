"""The one file that knows Flask-Login: who is visiting, read from current rows at each request."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nobody is signed in yet."""

"""Where a visitor is sent: onwards with a notice, and only to a path of ours. The one parser of `next`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.web.language import translate


def done(sentence: str, endpoint: str, **values: Any) -> Response:
    """Redirect after a form was taken in, with a notice on the next page."""
    notify(sentence)
    return redirect(url_for(endpoint, **values))


def notify(sentence: str) -> None:
    """A notice on the next page; a label is said in the visitor's language."""
    flash(str(translate(sentence)))


def local_path(given: str | None) -> str | None:
    """The path and its questions, or None for anything a browser could read as another site."""
    if not given or not given.startswith("/") or given.startswith("//"):
        return None
    if "\\" in given or any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in given):
        return None  # browsers turn a backslash into a slash and skip tabs and line ends
    try:
        parts = urlsplit(given)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else given

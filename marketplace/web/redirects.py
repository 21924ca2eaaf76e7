"""Where a visitor may be sent: only to a path of ours. The one parser of `next`."""

from __future__ import annotations

from urllib.parse import urlsplit


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

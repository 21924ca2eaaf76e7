"""What may be a key: plain parts joined by slashes, so that no key leaves its folder or hides a file."""

import re

_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")


def checked(key: str) -> str:
    """The key itself. Raises ValueError; keys are made by us, so a bad one is a fault of ours."""
    if len(key) > 512 or not _KEY.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    return key

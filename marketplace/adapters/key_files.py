"""A secret in a file that only its owner can read, made at first use."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def key_in(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds. Of two processes that make it at the same moment, the first wins."""
    if not file.exists():
        _write(file, make())
    return file.read_bytes()


def _write(file: Path, key: bytes) -> None:
    """Complete and on the disk before it has its name: what a lost key signed or sealed could not be repeated."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".key-")  # 0600 by itself
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(key)
            new.flush()
            os.fsync(new.fileno())
        os.link(beside, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(beside)

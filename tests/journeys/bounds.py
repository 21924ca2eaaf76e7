"""What reading a file costs: the memory of the children that read it, and by how much our own process grows."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = 0.005  # seconds between two looks


class Cost:
    """`seconds` of a processor, whoever else uses the machine; `mib` of the largest child and of our growth."""

    seconds, mib = 0.0, 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    cost, over = Cost(), threading.Event()
    children = [0]
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark is the present one

    def watch() -> None:
        while not over.wait(PAUSE):
            children.append(max(map(_highest, _children()), default=0))

    before, began = _highest(os.getpid()), _used()
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield cost
    finally:
        over.set()
        watcher.join()
        cost.seconds = _used() - began
        cost.mib = (max(children) + _highest(os.getpid()) - before) / 1024


def _used() -> float:
    return sum(os.times()[:4])


def _children() -> list[int]:
    """Those that run a program of their own: before that, a child holds what we do."""
    files, own = Path("/proc/self/task").glob("*/children"), _program("self")
    return [int(one) for file in files for one in file.read_text().split() if _program(one) not in ("", own)]


def _program(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def _highest(process: int) -> int:
    """KiB that it has held at most; 0 for one that is gone."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0

"""How much memory a server and its children hold at the most, by looking again and again."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.02  # seconds


@dataclass
class Peak:
    """MiB; what several processes share counts for each by its share."""

    mib: float = 0
    parts: dict[int, float] = field(default_factory=dict)


@contextmanager
def watched(process: int) -> Iterator[Peak]:
    """The peak of this process and its children together until the block ends."""
    peak, over = Peak(), threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            parts = {one: held(one) for one in (process, *children(process))}
            if sum(parts.values()) > peak.mib:
                peak.mib, peak.parts = sum(parts.values()), parts

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def children(process: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except (OSError, ProcessLookupError):  # it has ended
            continue
    return found


def held(process: int) -> float:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except (OSError, ProcessLookupError):
        return 0
    found = re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0

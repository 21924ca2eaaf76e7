"""What differs between two snapshots: their addresses, and the words at the same address. Paging may differ."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import unified_diff
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.snapshots.answers import PAGER

PAGING = ("page", "after", "before", "end", "p")
ARGUMENT = re.compile(rf"(?<=[?&])(?:{'|'.join(PAGING)})=[^&\s>\"\]]*&?")
NO_ARGUMENT = re.compile(r"[?&]+(?=[>\s\]]|$)")


def compare(old: Path, new: Path) -> int:
    """Print each difference once, with the files that have it; returns 1 if there is any, else 0."""
    old_files, new_files = (
        {str(file.relative_to(root)) for file in root.rglob("*.txt")} for root in (old, new)
    )
    differences = defaultdict[tuple[str, ...], list[str]](list)
    for name in sorted(old_files & new_files):
        if changes := changed_lines(old / name, new / name):
            differences[changes].append(name)
    for changes, names in differences.items():
        print(
            f"=== {names[0]}" + (f" and {len(names) - 1} more: {' '.join(names[1:6])}" if names[1:] else "")
        )
        print(*changes, sep="\n")
    alone = [old / name for name in old_files - new_files] + [new / name for name in new_files - old_files]
    alone = sorted(file for file in alone if not is_paged(file))
    print(*(f"only in {file}" for file in alone), sep="\n")
    both, differing = len(old_files & new_files), sum(map(len, differences.values()))
    print(f"{both} answers in both snapshots, {differing} of them differ; {len(alone)} in one alone")
    return 1 if differences or alone else 0


def changed_lines(old: Path, new: Path) -> tuple[str, ...]:
    """A unified diff without line numbers; empty for the same words and for a page that is not the first."""
    if old.read_bytes() == new.read_bytes() or is_paged(old):
        return ()
    changes = list(unified_diff(_lines(old), _lines(new), n=0, lineterm=""))[2:]
    return tuple("@@" if line.startswith("@@") else line for line in changes)


def _lines(file: Path) -> list[str]:
    lines = file.read_bytes().decode().split("\n")
    return [NO_ARGUMENT.sub("", ARGUMENT.sub("", line)) for line in lines if not line.startswith(PAGER)]


def is_paged(file: Path) -> bool:
    """Whether its address names a page of a list."""
    with file.open() as lines:
        query = urlsplit(next(lines).rstrip("\n")).query
    return any(name in PAGING for name, _ in parse_qsl(query, keep_blank_values=True))

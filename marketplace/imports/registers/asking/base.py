"""The questions that a register can leave open, one file each in this folder.

A file adds one function: it looks at the file and at its plainest reading, and says how else it could be read. Whether
that becomes a question is decided once, for all of them, in `deciding`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.imports.reasons import FileNote, Warn
from marketplace.imports.registers.file_reading import FileReading
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import Label
from marketplace.kernel.registry import Registry


@dataclass(frozen=True)
class Option:
    """One answer, and what of `Ways` it changes."""

    value: str
    label: Label
    changes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Ways in which a file can be read, the plainest first.

    `settled` is the value that the file itself says; without it totals may decide, else a person does. A value other
    than the first is noted with `note`. `structural`: it changes which rows there are, so totals cannot decide.
    """

    about: Label
    options: Sequence[Option]
    settled: str | None = None
    note: FileNote | None = None
    structural: bool = False
    notes: Sequence[FileNote] = ()  # in any case


Look = Callable[[Survey, FileReading], Doubt | None]
ASKING: Registry[Look] = Registry(__package__ or "")


def plain_note(code: Warn) -> FileNote:
    return FileNote(code, code.label)

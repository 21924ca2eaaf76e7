"""What the worker found in a large file, as a row holds it until a page shows it. Whoever cannot read it, of another
version of the program, reads the file anew.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from io import BytesIO
from typing import Any

from marketplace.imports.asking import Asked
from marketplace.imports.previews import Preview, PreviewRow
from marketplace.imports.registers.questions import Answers, Choice, Question, Reading
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.kernel.labels import Label
from marketplace.kernel.money import Rupiah

PLAIN = {("datetime", "date"), ("datetime", "datetime")}
OURS = "marketplace."
BROKEN = (pickle.UnpicklingError, zlib.error)


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """What a register asks, and what recording it would do; nothing of the latter while a question is open.

    `mapping` and `answers` are those it was read with, `net` rupiah without VAT of its good rows.
    """

    mapping: str | None
    answers: Answers
    questions: Sequence[Asked]
    register: PurchaseRegister
    net: Rupiah
    seen: Preview | None

    def without_rows(self) -> CheckedFile:
        """As it is stored: pages show no more of the rows than the preview has."""
        bare = replace(self.register, rows=(), bad=(), warnings=())
        return replace(self, register=bare, seen=self.seen and replace(self.seen, register=bare))


SHAPES = (CheckedFile, Preview, PreviewRow, PurchaseRegister, Asked, Question, Choice, Reading)
VERSION = [(one.__name__, [field.name for field in fields(one)]) for one in SHAPES]


def stored(result: CheckedFile | Label) -> bytes:
    """What came of reading: the file, or the sentence why not."""
    kept = result.without_rows() if isinstance(result, CheckedFile) else result
    return zlib.compress(pickle.dumps((VERSION, kept), protocol=pickle.HIGHEST_PROTOCOL))


def found_in(content: bytes | None) -> CheckedFile | Label | None:
    """None where there is nothing, or nothing that this version of the program can read."""
    if content is None:
        return None
    try:
        version, result = _Values(BytesIO(zlib.decompress(content))).load()
    except (AttributeError, EOFError, ImportError, LookupError, TypeError, ValueError, *BROKEN):
        return None
    return result if version == VERSION and isinstance(result, CheckedFile | Label) else None


class _Values(pickle.Unpickler):
    """Makes values of ours and no other objects, whatever stands in the row."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith(OURS) else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, (Enum, str, int, tuple))):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")

"""What the worker found in a large file, as a row holds it until a page shows it. Whoever cannot read it, of another
version of the program, reads the file anew.
"""

from __future__ import annotations

import pickle
import zlib
from dataclasses import fields, is_dataclass
from enum import Enum
from io import BytesIO
from typing import Any

from marketplace.imports.asking import Asked
from marketplace.imports.checked import Checked, CheckedFile
from marketplace.imports.previews import Preview, PreviewRow
from marketplace.imports.recaps.checked import AskedShop, CheckedRecap, CheckedShop
from marketplace.imports.recaps.plans import RecordedClaim
from marketplace.imports.recaps.shops import RecapShop
from marketplace.imports.registers.questions import Choice, Question, Reading
from marketplace.imports.registers.rows import BadRow, PurchaseRegister
from marketplace.kernel.labels import Label

PLAIN = {("datetime", "date"), ("datetime", "datetime")}
OURS = "marketplace."
BROKEN = (pickle.UnpicklingError, zlib.error)


OF_REGISTERS = (CheckedFile, Preview, PreviewRow, PurchaseRegister, BadRow, Asked, Question, Choice, Reading)
OF_RECAPS = (CheckedRecap, CheckedShop, AskedShop, RecapShop, RecordedClaim)
SHAPES = (*OF_REGISTERS, *OF_RECAPS)
VERSION = [(one.__name__, [field.name for field in fields(one)]) for one in SHAPES]


def stored(result: Checked | Label) -> bytes:
    """What came of reading: the file, or the sentence why not."""
    kept = result.without_rows() if isinstance(result, Checked) else result
    return zlib.compress(pickle.dumps((VERSION, kept), protocol=pickle.HIGHEST_PROTOCOL))


def found_in(content: bytes | None) -> Checked | Label | None:
    """None where there is nothing, or nothing that this version of the program can read."""
    if content is None:
        return None
    try:
        version, result = _Values(BytesIO(zlib.decompress(content))).load()
    except (AttributeError, EOFError, ImportError, LookupError, TypeError, ValueError, *BROKEN):
        return None
    return result if version == VERSION and isinstance(result, Checked | Label) else None


class _Values(pickle.Unpickler):
    """Makes values of ours and no other objects, whatever stands in the row."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith(OURS) else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, (Enum, str, int, tuple))):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")

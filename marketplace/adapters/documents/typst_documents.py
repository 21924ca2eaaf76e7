"""Letters and reports by Typst, as tagged PDF (PDF/UA-1) that a screen reader can follow, for archives PDF/A-2a too.

A compile sees one folder: a copy of the templates and the pictures of this one document. The data goes in
beside it as JSON, so that no word of a visitor is ever read as Typst.

Typst keeps what it took for its last ten documents, 85 KiB for a row of a table; so a long one is set in a child
process, which gives all of it back.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import font_lato
import typst

from marketplace.adapters import sandbox

_PICTURE = re.compile(r"[a-z0-9][a-z0-9_-]*\.(svg|png|jpg|jpeg)")
_TEMPLATE = re.compile(r"[a-z0-9][a-z0-9_-]*\.typ")
LONG = 64 * 1024  # characters of data: some 700 rows, 60 MiB
MEMORY = 2048 * sandbox.MIB  # of addresses; a thread of Typst asks for more of them than it uses
SECONDS = 60


class TypstDocuments:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fonts = _fonts()

    def pdf(
        self,
        template: str,
        data: Mapping[str, Any],
        pictures: Mapping[str, bytes] | None = None,
        *,
        archival: bool = False,
    ) -> bytes:
        """The same template, data and pictures give the same bytes, so that a document can be signed.

        A template shows a picture by `image("pictures/NAME", alt: "…")`. Raises ValueError for a name that
        is none, typst.TypstError for a fault in a template; for a long document sandbox.LimitExceeded too,
        and Busy where too many wait for a child.
        """
        if not _TEMPLATE.fullmatch(template):
            raise ValueError(f"not a template: {template!r}")
        with tempfile.TemporaryDirectory(prefix="mb2-document-") as name:
            root = Path(name) / "root"
            shutil.copytree(self._folder, root)
            (root / "pictures").mkdir(exist_ok=True)
            for picture, content in (pictures or {}).items():
                if not _PICTURE.fullmatch(picture):
                    raise ValueError(f"not a picture's name: {picture!r}")
                (root / "pictures" / picture).write_bytes(content)
            text = json.dumps(data, ensure_ascii=False)
            order = {
                "input": str(root / template),
                "root": str(root),
                "sys_inputs": {"data": text},
                "pdf_standards": ["a-2a", "ua-1"] if archival else ["ua-1"],
                "package_path": str(root),
                "package_cache_path": str(root),
            }
            if len(text) < LONG:
                return _compile(order, self._fonts)
            return _set_apart(order)


def _set_apart(order: Mapping[str, Any]) -> bytes:
    try:
        return sandbox.run(set_long, json.dumps(order).encode(), memory=MEMORY, seconds=SECONDS)
    except sandbox.RefusedBytes as fault:
        raise typst.TypstError(fault.code, fault.code) from fault


def set_long(order: bytes) -> bytes:
    """In the child."""
    try:
        return _compile(json.loads(order), _fonts())
    except typst.TypstError as fault:
        raise sandbox.RefusedBytes(str(fault)) from fault


def _compile(order: Mapping[str, Any], fonts: typst.Fonts) -> bytes:
    content: bytes = typst.compile(**order, font_paths=fonts, ignore_system_fonts=True)
    return content


def _fonts() -> typst.Fonts:
    folder = Path(font_lato.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])

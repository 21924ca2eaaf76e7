"""Letters and reports by Typst, as tagged PDF (PDF/UA-1) that a screen reader can follow, for archives PDF/A-2a too.

A compile sees one folder: a copy of the templates and the pictures of this one document. The data goes in
beside it as JSON, so that no word of a visitor is ever read as Typst.
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

_PICTURE = re.compile(r"[a-z0-9][a-z0-9_-]*\.(svg|png|jpg|jpeg)")
_TEMPLATE = re.compile(r"[a-z0-9][a-z0-9_-]*\.typ")


class TypstDocuments:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fonts = typst.Fonts(
            include_system_fonts=False, font_paths=[str(Path(font_lato.__file__).parent / "files")]
        )

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
        is none, typst.TypstError for a fault in a template.
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
            return typst.compile(
                str(root / template),
                root=str(root),
                font_paths=self._fonts,
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=["a-2a", "ua-1"] if archival else ["ua-1"],
                package_path=str(root),
                package_cache_path=str(root),
            )

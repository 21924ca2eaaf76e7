"""Fields for photos and papers. Their content is examined where files are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.widgets import FileInput

from marketplace.files.originals import SealedPicture
from marketplace.files.services import SeenPicture
from marketplace.kernel.labels import _l
from marketplace.web.fields.base import TranslatedField

MEBIBYTE = 1024 * 1024


class Document(TranslatedField, MultipleFileField):
    """A picture or a PDF. `content` and `filename` are of the first file; `several=True` takes more, see `files`."""

    part = "file"
    icon: ClassVar[str] = "up"
    accept: ClassVar[str] = "image/*,.pdf"
    picture: SealedPicture | None = None  # once `upload_checks` has looked at it, where it is one

    def __init__(
        self, label: Any = "", *, several: bool = False, accept: str = "", megabytes: int = 10, **given: Any
    ) -> None:
        hints = {"accept": accept or self.accept} | given.pop("render_kw", {})
        super().__init__(label, widget=FileInput(multiple=several), render_kw=hints, **given)
        self.several, self.megabytes = several, megabytes

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [file for file in valuelist if isinstance(file, FileStorage) and file.filename]

    @property
    def files(self) -> list[FileStorage]:
        return self.data or []

    @property
    def lost(self) -> str:
        """What was chosen for a form that is shown again: no browser keeps it, so it must be chosen once more."""
        return "" if self.errors else ", ".join(file.filename or "" for file in self.files)

    @property
    def content(self) -> bytes:
        """The bytes of the first file; empty when there is none."""
        return content_of(self.files[0]) if self.files else b""

    @property
    def filename(self) -> str:
        return (self.files[0].filename or "") if self.files else ""

    def check(self) -> None:
        for file in self.files:
            count = len(content_of(file))
            if count == 0:
                raise self.refuse(_l("%(title)s: berkas “%(file)s” kosong."), file=file.filename)
            if count > self.megabytes * MEBIBYTE:
                raise self.refuse(
                    _l("%(title)s: berkas “%(file)s” lebih besar dari %(most)s MB; kecilkan dahulu."),
                    file=file.filename,
                    most=self.megabytes,
                )


class Picture(Document):
    """A photo, straight from a phone's camera if there is one."""

    icon = "camera"
    accept = "image/*"
    seen: Sequence[SeenPicture] = ()  # once `upload_checks` has looked at them


def content_of(file: FileStorage) -> bytes:
    file.stream.seek(0)
    return file.stream.read()

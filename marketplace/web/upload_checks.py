"""Looks at uploads before anything is written: whether whoever judges them later will be able to open them.

What takes time with a picture, its copy and its seal, is made here too, ahead of the transaction that keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from marketplace.files.originals import SealedPicture, seal_picture, strip_picture
from marketplace.files.services import SeenPicture, picture_trouble
from marketplace.files.sniffing import sniff
from marketplace.kernel.labels import Label, _l
from marketplace.ports.pictures import BadPicture
from marketplace.web.context import tools
from marketplace.web.fields.uploads import content_of

PDF = "application/pdf"
NO_PAPER = _l("Berkas ini bukan foto atau PDF. Pilih foto (JPEG, PNG, WebP, HEIC) atau PDF.")
NO_PHOTO = _l("Berkas ini bukan foto. Pilih foto JPEG, PNG, WebP, atau HEIC.")
BROKEN_PDF = _l("PDF ini rusak atau terpotong. Simpan atau pindai ulang, lalu unggah lagi.")
LOCKED_PDF = _l("PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.")


Outcome = TypeVar("Outcome")


def readable_document(_form: Any, field: Any) -> None:
    """For a field that takes a photo or a PDF: a picture that can be decoded, a document that is whole and unlocked."""
    if sniff(field.content) != PDF:
        _strip(field, NO_PAPER)
    elif trouble := _trouble_of_pdf(field.content):
        raise field.refuse(trouble)


def readable_photo(_form: Any, field: Any) -> None:
    """For a field that takes one photo, for whom it concerns."""
    _strip(field, NO_PHOTO)


def decodable_photo(_form: Any, field: Any) -> None:
    """For pictures that everybody will see; `field.seen` are then these."""
    photos = [(content_of(file), file.filename or "") for file in field.files]
    for content, _ in photos:
        _looked_at(field, content, NO_PHOTO, tools().pictures.check)
    field.seen = [
        SeenPicture(content, name, seal_picture(tools().sealer, content)) for content, name in photos
    ]


def _strip(field: Any, otherwise: Label) -> None:
    """`field.picture` is then what there is to keep of it."""

    def strip(content: bytes) -> SealedPicture:
        return strip_picture(tools().pictures, tools().sealer, content)

    if field.files:
        field.picture = _looked_at(field, field.content, otherwise, strip)


def _trouble_of_pdf(content: bytes) -> Label | None:
    """Nothing is parsed: a reader that understood PDF would be one more thing to attack."""
    if b"%%EOF" not in content[-2048:]:
        return BROKEN_PDF
    return LOCKED_PDF if b"/Encrypt" in content else None


def _looked_at(field: Any, content: bytes, otherwise: Label, look: Callable[[bytes], Outcome]) -> Outcome:
    """Raises what the field refuses it with."""
    try:
        return look(content)
    except BadPicture as bad:
        raise field.refuse(otherwise if bad.code == "wrong_type" else picture_trouble(bad.code)) from bad

"""Looks at uploads before anything is written: whether whoever judges them later will be able to open them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.files.metadata import without_metadata
from marketplace.files.services import SeenPicture, picture_trouble
from marketplace.files.sniffing import sniff
from marketplace.files.unfollowable import Unfollowable
from marketplace.kernel.labels import Label, _l
from marketplace.ports.pictures import BadPicture
from marketplace.web.context import tools
from marketplace.web.fields.uploads import content_of

PDF = "application/pdf"
NO_PAPER = _l("Berkas ini bukan foto atau PDF. Pilih foto (JPEG, PNG, WebP, HEIC) atau PDF.")
NO_PHOTO = _l("Berkas ini bukan foto. Pilih foto JPEG, PNG, WebP, atau HEIC.")
BROKEN_PDF = _l("PDF ini rusak atau terpotong. Simpan atau pindai ulang, lalu unggah lagi.")
LOCKED_PDF = _l("PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.")


def readable_document(_form: Any, field: Any) -> None:
    """For a field that takes photos and PDF: pictures that can be decoded, documents that are whole and unlocked."""
    for file in field.files:
        content = content_of(file)
        trouble = (
            _trouble_of_pdf(content)
            if sniff(content) == PDF
            else _trouble_of_photo(content, NO_PAPER, tools().pictures.check)
        )
        if trouble:
            raise field.refuse(trouble)


def readable_photo(_form: Any, field: Any) -> None:
    """For a field that takes photos only; `field.seen` are then these."""
    _see_photos(field, tools().pictures.check)


def public_photo(_form: Any, field: Any) -> None:
    """For pictures that everybody will see: by their header only, as a job soon tells whether all of it is fit."""
    _see_photos(field, tools().pictures.glance)


def _see_photos(field: Any, look: Callable[[bytes], object]) -> None:
    photos = [SeenPicture(content_of(file), file.filename or "") for file in field.files]
    for photo in photos:
        if trouble := _trouble_of_photo(photo.content, NO_PHOTO, look):
            raise field.refuse(trouble)
    field.seen = photos


def _trouble_of_pdf(content: bytes) -> Label | None:
    """Nothing is parsed: a reader that understood PDF would be one more thing to attack."""
    if b"%%EOF" not in content[-2048:]:
        return BROKEN_PDF
    return LOCKED_PDF if b"/Encrypt" in content else None


def _trouble_of_photo(content: bytes, otherwise: Label, look: Callable[[bytes], object]) -> Label | None:
    try:
        look(content)
        without_metadata(content)
    except BadPicture as bad:
        return otherwise if bad.code == "wrong_type" else picture_trouble(bad.code)
    except Unfollowable:  # it could not be shown to anybody later
        return picture_trouble("unreadable")
    return None

"""Pictures as they came lie sealed in the storage; what is handed out is a copy that holds nothing but the picture.

Both lie under the SHA-256 of the picture as it came, which its row and the journal name. The seal covers the SHA-256
of the copy too, so that a copy that was changed is told from the one that was made at upload.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.files.models import Attachment
from marketplace.files.sniffing import IMAGES
from marketplace.ports.pictures import Pictures
from marketplace.ports.sealing import Sealer
from marketplace.ports.storage import NotStored, Storage

HASH = hashlib.sha256().digest_size
SLICE = 500  # rows read at once
NO_COPY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class SealedPicture:
    """Made before any transaction, as it takes its time. `copy` is empty for what is handed out as renditions only."""

    sealed: bytes
    copy: bytes = b""


class Original(NamedTuple):
    content: bytes
    copy_sha256: str  # NO_COPY where there is none


def original_key(sha256: str) -> str:
    return f"originals/{sha256}"


def copy_key(sha256: str) -> str:
    return f"copies/{sha256}"


def seal_picture(sealer: Sealer, content: bytes, copy: bytes = b"") -> SealedPicture:
    return SealedPicture(sealer.seal_bytes(hashlib.sha256(copy).digest() + content), copy)


def strip_picture(pictures: Pictures, sealer: Sealer, content: bytes) -> SealedPicture:
    """With a copy to hand out. Raises BadPicture."""
    return seal_picture(sealer, content, pictures.strip(content))


def put_picture(storage: Storage, sha256: str, picture: SealedPicture) -> None:
    """The same picture again leaves what is there, as a seal and its copy belong together."""
    if storage.exists(original_key(sha256)) and (not picture.copy or storage.exists(copy_key(sha256))):
        return
    if picture.copy:
        storage.put(copy_key(sha256), picture.copy)
    storage.put(original_key(sha256), picture.sealed)


def original_of(storage: Storage, sealer: Sealer, sha256: str) -> Original:
    """The picture as it came, also one that a job has yet to seal.

    Raises NotStored, and ValueError for what was changed since, or sealed with another key.
    """
    try:
        sealed = storage.get(original_key(sha256))
    except NotStored:
        return Original(storage.get(sha256), NO_COPY)
    opened = sealer.open_bytes(sealed)
    return Original(opened[HASH:], opened[:HASH].hex())


def is_unchanged(storage: Storage, sealer: Sealer, file: Attachment) -> bool:
    """Whether its bytes, and a picture's copy that is handed out, are those of its upload. Raises NotStored."""
    if not file.media_type.startswith(IMAGES):
        return _digest(storage.get(file.sha256)) == file.sha256
    try:
        content, copy_sha256 = original_of(storage, sealer, file.sha256)
    except ValueError:
        return False
    copied = copy_sha256 == NO_COPY or _digest(storage.get(copy_key(file.sha256))) == copy_sha256
    return copied and _digest(content) == file.sha256


def changed_files(session: Session, storage: Storage, sealer: Sealer) -> Iterator[str]:
    """Public ids of attachments whose bytes are not those of their upload, or are gone; one file is held at a time."""
    at = 0
    while files := session.scalars(
        select(Attachment).where(Attachment.id > at).order_by(Attachment.id).limit(SLICE)
    ).all():
        for file in files:
            try:
                whole = is_unchanged(storage, sealer, file)
            except NotStored:
                whole = False
            if not whole:
                yield file.public_id
        at = files[-1].id


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

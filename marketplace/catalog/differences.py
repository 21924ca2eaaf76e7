"""What changed between two revisions of a product, word by word and photo by photo. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from marketplace.catalog.models import LabelItem
from marketplace.catalog.revisions import Text
from marketplace.kernel.labels import Label, _l

LABELS: Mapping[str, Label] = {
    "name": _l("Nama produk"),
    "category_id": _l("Jenis"),
    "description": _l("Tentang produk"),
    "composition": _l("Komposisi"),
    "storage": _l("Cara menyimpan"),
    "shelf_life_days": _l("Masa simpan"),
    "packaging": _l("Kemasan"),
    "capacity": _l("Kapasitas sebulan"),
    "continuity": _l("Keberlanjutan"),
    "label_shows": _l("Tertulis pada label"),
    "photos": _l("Foto"),
}


class Fate(StrEnum):
    SAME, GONE, NEW = "same", "gone", "new"


class Piece(NamedTuple):
    """Some words, and whether the other side has them too."""

    text: str | Label
    fate: Fate


class Shown(NamedTuple):
    """A photo of a revision; `key` is part of its address, see catalog.beneath.Photo."""

    attachment: str  # public id
    key: str
    alt: str


class Moved(NamedTuple):
    """A photo that came, went, moved or was described anew; places count from 1, None where it does not hang."""

    photo: Shown
    was: int | None
    now: int | None
    said: str | None  # how it was described before, where that changed


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """All that a revision says."""

    number: int
    category: str
    text: Text
    photos: Sequence[Shown] = ()


@dataclass(frozen=True)
class Change:
    """Of one field, by its key in LABELS. Photos are told apart from words: only one of both is there."""

    field: str
    label: Label
    before: Sequence[Piece] = ()
    after: Sequence[Piece] = ()
    photos: Sequence[Moved] = ()


def compare(before: Snapshot | None, after: Snapshot) -> Sequence[Change]:
    """What differs, in the order of LABELS; nothing where there is no revision before it."""
    return [] if before is None else list(_changes(before, after))


def _changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    one, other = _words(before), _words(after)
    for field, label in LABELS.items():
        if field == "label_shows":
            gone, new = _items(before.text.label_shows, after.text.label_shows)
            if any(piece.fate is not Fate.SAME for piece in [*gone, *new]):
                yield Change(field, label, gone, new)
        elif field == "photos":
            if moved := compare_photos(before.photos, after.photos):
                yield Change(field, label, photos=moved)
        elif one[field] != other[field]:
            yield Change(field, label, *compare_words(one[field], other[field]))


def compare_words(before: str, after: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Both sides in pieces, whatever stands between words. A value of ours, such as a choice, changes as a whole."""
    if isinstance(before, Label) or isinstance(after, Label):
        return _whole(before, Fate.GONE), _whole(after, Fate.NEW)
    one, other = re.findall(r"\s*\S+", before), re.findall(r"\s*\S+", after)
    gone: list[Piece] = []
    new: list[Piece] = []
    words = [word.strip() for word in one], [word.strip() for word in other]
    for what, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        same = what == "equal"
        gone += _whole("".join(one[a:b]), Fate.SAME if same else Fate.GONE)
        new += _whole("".join(other[c:d]), Fate.SAME if same else Fate.NEW)
    return gone, new


def compare_photos(before: Sequence[Shown], after: Sequence[Shown]) -> Sequence[Moved]:
    """Those that stay count as moved only when they overtook another that stays."""
    was = {photo.attachment: place for place, photo in enumerate(before, 1)}
    now = {photo.attachment: place for place, photo in enumerate(after, 1)}
    old = {photo.attachment: photo for photo in before}
    one, other = [name for name in was if name in now], [name for name in now if name in was]
    calm = {
        name
        for match in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        for name in one[match.a : match.a + match.size]
    }
    found = [
        Moved(photo, was[photo.attachment], None, None) for photo in before if photo.attachment not in now
    ]
    for photo in after:
        name = photo.attachment
        said = old[name].alt if name in old and old[name].alt != photo.alt else None
        if name not in calm or said is not None:
            found.append(Moved(photo, was.get(name), now[name], said))
    return found


def _words(shot: Snapshot) -> Mapping[str, str]:
    text = shot.text
    return {
        "name": text.name,
        "category_id": Label(shot.category),
        "description": text.description,
        "composition": text.composition,
        "storage": text.storage,
        "shelf_life_days": _l("%(days)s hari", days=text.shelf_life_days) if text.shelf_life_days else "",
        "packaging": text.packaging,
        "capacity": _l("%(count)s satuan", count=text.capacity) if text.capacity else "",
        "continuity": text.continuity.label if text.continuity else "",
    }


def _items(before: Sequence[str], after: Sequence[str]) -> tuple[Sequence[Piece], Sequence[Piece]]:
    def told(mine: Sequence[str], others: Sequence[str], otherwise: Fate) -> Sequence[Piece]:
        there = [item for item in LabelItem if item in mine]
        return [Piece(item.label, Fate.SAME if item in others else otherwise) for item in there]

    return told(before, after, Fate.GONE), told(after, before, Fate.NEW)


def _whole(text: str, fate: Fate) -> Sequence[Piece]:
    """What stands before the first word is the same on both sides."""
    space = text[: len(text) - len(text.lstrip())]
    if space and fate is not Fate.SAME:
        return [Piece(space, Fate.SAME), Piece(text.lstrip(), fate)]
    return [Piece(text, fate)] if text else []

"""What changed between two revisions of a product: word by word, pack by pack, photo by photo. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from marketplace.catalog.models import LabelItem
from marketplace.catalog.packs import Pack
from marketplace.catalog.revisions import Text
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.units import Unit

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
PACK_LABELS: Mapping[str, Label] = {
    "name": _l("Nama varian"),
    "net_content": _l("Isi bersih"),
    "unit": _l("Satuan jual"),
    "gtin": _l("Barcode (GTIN)"),
}


class Fate(StrEnum):
    SAME, GONE, NEW = "same", "gone", "new"


class Piece(NamedTuple):
    """Some words, and whether the other side has them too."""

    text: str | Label
    fate: Fate


class ComparedPhoto(NamedTuple):
    """A photo of a revision; `key` is part of its address, see catalog.beneath.Photo."""

    attachment: str  # public id
    key: str
    alt: str


class Packed(NamedTuple):
    variant: str  # public id
    pack: Pack


class Moved(NamedTuple):
    """A photo that came, went, moved or was described anew; places count from 1, None where it does not hang."""

    photo: ComparedPhoto
    was: int | None
    now: int | None
    alt_before: str | None  # how it was described before, where that changed


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """All that a revision says."""

    number: int
    category: str
    text: Text
    photos: Sequence[ComparedPhoto] = ()
    packs: Sequence[Packed] = ()  # none where it was written before packs were


@dataclass(frozen=True)
class FieldChange:
    """Of one field, by its key in LABELS, or of a pack, by its `pack_key`.

    Photos are told apart from words: only one of both is there.
    """

    field: str
    label: Label
    before: Sequence[Piece] = ()
    after: Sequence[Piece] = ()
    photos: Sequence[Moved] = ()


def compare(before: Snapshot | None, after: Snapshot) -> Sequence[FieldChange]:
    """What differs, in the order of LABELS, then pack by pack; nothing where there is no revision before it."""
    return [] if before is None else [*_changes(before, after), *compare_packs(before.packs, after.packs)]


def pack_key(variant: str, field: str = "") -> str:
    """Under which a variant (by public id), or what stands on it, is changed and noted."""
    return f"variant-{variant}-{field}" if field else f"variant-{variant}"


def _changes(before: Snapshot, after: Snapshot) -> Iterator[FieldChange]:
    one, other = _words(before), _words(after)
    for field, label in LABELS.items():
        if field == "label_shows":
            gone, new = _items(before.text.label_shows, after.text.label_shows)
            if any(piece.fate is not Fate.SAME for piece in [*gone, *new]):
                yield FieldChange(field, label, gone, new)
        elif field == "photos":
            if moved := compare_photos(before.photos, after.photos):
                yield FieldChange(field, label, photos=moved)
        elif one[field] != other[field]:
            yield FieldChange(field, label, *compare_words(one[field], other[field]))


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


def compare_photos(before: Sequence[ComparedPhoto], after: Sequence[ComparedPhoto]) -> Sequence[Moved]:
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
        alt_before = old[name].alt if name in old and old[name].alt != photo.alt else None
        if name not in calm or alt_before is not None:
            found.append(Moved(photo, was.get(name), now[name], alt_before))
    return found


def pack_names(packs: Sequence[Packed]) -> Mapping[str, Label]:
    """What is noted under each `pack_key`, in words; of the only pack just the field."""
    names = {}
    for variant, pack in packs:
        names[pack_key(variant)] = _l("Varian %(name)s", name=pack.called)
        for field, label in PACK_LABELS.items():
            named = _l("%(variant)s: %(field)s", variant=pack.called, field=label)
            names[pack_key(variant, field)] = label if len(packs) == 1 else named
    return names


def compare_packs(before: Sequence[Packed], after: Sequence[Packed]) -> Iterator[FieldChange]:
    """Field by field; a variant that came or went as a whole. Nothing where the packs of one side are not known."""
    if not before or not after:
        return
    old, new, names = dict(before), dict(after), pack_names(after)
    for variant, pack in new.items():
        if variant not in old:
            yield FieldChange(pack_key(variant), _l("Varian baru"), after=_line(pack, Fate.NEW))
            continue
        one, other = _fields(old[variant]), _fields(pack)
        for field in PACK_LABELS:
            if one[field] != other[field]:
                key = pack_key(variant, field)
                yield FieldChange(key, names[key], *compare_words(one[field], other[field]))
    for variant, pack in old.items():
        if variant not in new:
            yield FieldChange(pack_key(variant), _l("Varian tidak dijual lagi"), _line(pack, Fate.GONE))


def _line(pack: Pack, fate: Fate) -> Sequence[Piece]:
    """All that a pack says."""
    pieces = [Piece(text, fate) for text in _fields(pack).values() if text]
    return [piece for one in pieces for piece in (Piece(" · ", Fate.SAME), one)][1:]


def _fields(pack: Pack) -> Mapping[str, str]:
    unit = Unit(pack.unit).label if pack.unit in list(Unit) else pack.unit
    return {"name": pack.name, "net_content": pack.net_content, "unit": unit, "gtin": pack.gtin or ""}


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
    def pieces(mine: Sequence[str], others: Sequence[str], otherwise: Fate) -> Sequence[Piece]:
        there = [item for item in LabelItem if item in mine]
        return [Piece(item.label, Fate.SAME if item in others else otherwise) for item in there]

    return pieces(before, after, Fate.GONE), pieces(after, before, Fate.NEW)


def _whole(text: str, fate: Fate) -> Sequence[Piece]:
    """What stands before the first word is the same on both sides."""
    space = text[: len(text) - len(text.lstrip())]
    if space and fate is not Fate.SAME:
        return [Piece(space, Fate.SAME), Piece(text.lstrip(), fate)]
    return [Piece(text, fate)] if text else []

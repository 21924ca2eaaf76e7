"""What happened to a partner, an outlet or a memorandum: who, when, on whose behalf, what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import EntryList, EntryRow
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.partners import events
from marketplace.partners.models import Mou, Outlet, PartnerKind
from marketplace.partners.states import DRAFT, MouAcceptance
from marketplace.partners.wording import in_words
from marketplace.places.models import Region

MOST = 100  # entries
FIELDS: Mapping[str, Label] = {
    "about": _l("Tentang"),
    "address": _l("Alamat"),
    "contact": _l("Bagian pembelian"),
    "ends_on": _l("Berlaku sampai"),
    "floor_area": _l("Luas lantai (m²)"),
    "kelurahan_code": _l("Kelurahan"),
    "kind": _l("Jenis"),
    "least_life_days": _l("Sisa masa simpan (hari)"),
    "name": _l("Nama"),
    "parent_id": _l("Induk jaringan"),
    "receiving": _l("Menerima barang"),
    "staff_count": _l("Jumlah pegawai"),
    "starts_on": _l("Mulai berlaku"),
    "text": _l("Naskah"),
    "whatsapp": _l("WhatsApp"),
}


@dataclass(frozen=True)
class PartnerStoryEntry:
    """An entry as a page shows it, with what changed."""

    at: datetime
    action: str
    text: Label
    who: str | None
    reason: str | None
    details: Sequence[str]


@dataclass(frozen=True)
class Names:
    """What the ids in the entries are called."""

    organisations: Mapping[int, str]
    outlets: Mapping[int, str]
    mous: Mapping[int, str]
    regions: Mapping[str, str]


def story_of_partner(
    session: Session, partner_id: PartnerId, *, shown_to_partner: bool = False
) -> Sequence[PartnerStoryEntry]:
    """Newest first; its outlets and memoranda are part of it, drafts only for the office."""
    outlets = session.scalars(select(Outlet.id).filter_by(partner_id=partner_id)).all()
    drafts = Mou.state != DRAFT if shown_to_partner else true()
    mous = session.scalars(select(Mou.id).where(Mou.partner_id == partner_id, drafts)).all()
    return _story(session, {"partner": [partner_id], "outlet": outlets, "mou": mous}, whole=True)


def story_of_outlet(session: Session, outlet: Outlet) -> Sequence[PartnerStoryEntry]:
    return _story(session, {"outlet": [outlet.id]})


def story_of_mou(session: Session, mou: Mou) -> Sequence[PartnerStoryEntry]:
    return _story(session, {"mou": [mou.id]})


def _story(
    session: Session, subjects: Mapping[str, Collection[int]], *, whole: bool = False
) -> Sequence[PartnerStoryEntry]:
    mine = or_(
        *(
            and_(JournalEntry.subject_kind == kind, JournalEntry.subject_id.in_(ids))
            for kind, ids in subjects.items()
            if ids
        )
    )
    entries = EntryList().rows(session, mine, limit=MOST)
    names = _names(session, entries)
    return [_story_entry(entry, names, named=whole) for entry in entries]


def _story_entry(entry: EntryRow, names: Names, *, named: bool) -> PartnerStoryEntry:
    """`named`: in a story of several things each says which one it is about."""
    which = {"outlet": names.outlets, "mou": names.mous}.get(entry.subject_kind, {}) if named else {}
    about = [which[entry.subject_id]] if entry.subject_id in which else []
    describe = DETAILS.get(entry.action, _changes)
    details = [*about, *describe(entry.payload, names)]
    return PartnerStoryEntry(entry.at, entry.action, entry.text, entry.who, entry.reason, details)


def _changes(data: Mapping[str, Any], names: Names) -> Iterator[str]:
    """Old and new of each field; or only its name, where no more is told."""
    for field, pair in (data.get("changes") or {}).items():
        title = FIELDS.get(field, Label(field))
        if pair is None:
            yield _l("%(field)s diubah", field=title)
        else:
            was, now = (_value(field, one, names) for one in pair)
            yield _l("%(field)s: %(was)s → %(now)s", field=title, was=was, now=now)


def _described(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    for field in data["changed"]:
        yield _l("%(field)s diubah", field=FIELDS.get(field, Label(field)))


def _held(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    yield _l("Mulai %(day)s", day=_day(data["from_on"]))
    if data.get("until_on"):
        yield _l("Sampai %(day)s", day=_day(data["until_on"]))


def _pin(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    yield _l("PIN dipasang") if data["given"] else _l("PIN dihapus")


def _shown(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    yield _l("Boleh disebut kepada umum") if data["shown"] else _l("Tidak disebut kepada umum")


def _drafted(data: Mapping[str, Any], names: Names) -> Iterator[str]:
    if data.get("replaces"):
        yield _l("Memperpanjang %(number)s", number=names.mous.get(data["replaces"], "?"))
    if data.get("amends"):
        yield _l("Mengubah %(number)s", number=names.mous.get(data["amends"], "?"))


def _signed(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    yield _l("Berlaku %(start)s sampai %(end)s", start=_day(data["starts_on"]), end=_day(data["ends_on"]))
    yield _l("Sidik naskah %(hash)s…", hash=data["text_sha256"][:12])


def _accepted(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    yield MouAcceptance(data["how"]).label


def _ended(data: Mapping[str, Any], _: Names) -> Iterator[str]:
    yield _l("Hari terakhir %(day)s", day=_day(data["last_day"]))


DETAILS: Mapping[str, Callable[[Mapping[str, Any], Names], Iterator[str]]] = {
    events.PartnerDescribed.action: _described,
    events.PartnerHeld.action: _held,
    events.OutletPinChanged.action: _pin,
    events.OutletShown.action: _shown,
    events.MouDrafted.action: _drafted,
    events.MouSigned.action: _signed,
    events.MouAccepted.action: _accepted,
    events.MouEnded.action: _ended,
}


def _value(field: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return "—"
    if field == "kind":
        return PartnerKind(value).label
    if field == "parent_id":
        return names.organisations.get(value, "?")
    if field == "kelurahan_code":
        return names.regions.get(value, value)
    return _day(value) if field.endswith("_on") else str(value)


def _day(written: str) -> str:
    return in_words(date.fromisoformat(written))


def _names(session: Session, entries: Sequence[EntryRow]) -> Names:
    payloads = [entry.payload for entry in entries]
    changed = [change for one in payloads for change in (one.get("changes") or {}).items() if change[1]]

    def values(field: str) -> set[Any]:
        return {value for name, pair in changed if name == field for value in pair if value}

    mous = {entry.subject_id for entry in entries if entry.subject_kind == "mou"}
    mous |= {one[name] for one in payloads for name in ("replaces", "amends") if one.get(name)}
    outlets = {entry.subject_id for entry in entries if entry.subject_kind == "outlet"}
    return Names(
        organisations=_called(session, Organisation.id, Organisation.name, values("parent_id")),
        outlets=_called(session, Outlet.id, Outlet.name, outlets),
        mous=_called(session, Mou.id, Mou.number, mous),
        regions=_called(session, Region.code, Region.name, values("kelurahan_code")),
    )


def _called(session: Session, key: Any, name: Any, wanted: Collection[Any]) -> dict[Any, str]:
    if not wanted:
        return {}
    found: dict[Any, str] = dict(session.execute(select(key, name).where(key.in_(wanted))).all())
    return found

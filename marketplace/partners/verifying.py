"""Is this memorandum still the one that was signed, and does it hold on a day? Anybody may ask who has its code.

Every part is asked for twice: what stands in its row, and what the journal wrote down when it was signed. So a text
that was changed together with its hash is named too. Neither the text nor the scan is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.files.events import AttachmentKept
from marketplace.files.models import Attachment
from marketplace.files.originals import is_unchanged
from marketplace.journal.facts import JournalFact, fact_about
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import Label, _l
from marketplace.partners.events import MouAccepted, MouEnded, MouScanAdded, MouSigned
from marketplace.partners.models import Mou
from marketplace.partners.mous import sort_of, status
from marketplace.partners.sealing import scan_hash, signatories_hash
from marketplace.partners.states import DRAFT, MouAcceptance, MouStanding
from marketplace.ports.sealing import Sealer
from marketplace.ports.storage import NotStored, Storage

AS_WRITTEN = _l("Sama dengan yang dicatat jurnal saat ditandatangani.")
SWAPPED = _l("Pindaiannya diganti; jurnal mencatat berkas lain.")
UNKNOWN = _l("Tidak dapat dibandingkan, karena catatan jurnalnya tidak utuh.")


@dataclass(frozen=True)
class SignedPart:
    """A part of the paper, whether it is as it was signed, and that in plain words."""

    name: Label
    holds: bool
    says: Label


class LinkedMou(NamedTuple):
    """A memorandum that this one belongs to, or that belongs to it."""

    code: str
    number: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class VerifiedMou:
    """What strangers may know of a memorandum on a day. Of a draft nothing else is told."""

    id: int
    code: str
    sort: Label
    number: str
    partner: str
    partner_code: str
    starts_on: date
    ends_on: date
    ended_on: date | None
    signed_on: date | None
    status: MouStanding
    text_sha256: str | None
    parts: Sequence[SignedPart]
    amends: LinkedMou | None
    addenda: Sequence[LinkedMou]
    replaced_by: LinkedMou | None

    @property
    def known(self) -> bool:
        return self.status not in (MouStanding.DRAFT, MouStanding.DISCARDED)


def verify_mou(
    session: Session, storage: Storage, sealer: Sealer, code: str, day: date
) -> VerifiedMou | None:
    """The memorandum of this code as it stood on that day (WIB); None where there is no such code."""
    found = session.execute(
        select(Mou, Organisation.name, Organisation.public_id)
        .join(Organisation, Organisation.id == Mou.partner_id)
        .where(Mou.public_id == code)
    ).one_or_none()
    if found is None:
        return None
    mou, partner, partner_code = found
    signed = mou.state is not DRAFT
    return VerifiedMou(
        id=mou.id,
        code=mou.public_id,
        sort=sort_of(mou.replaces_id, mou.amends_id),
        number=mou.number,
        partner=partner,
        partner_code=partner_code,
        starts_on=mou.starts_on,
        ends_on=mou.ends_on,
        ended_on=mou.ended_on,
        signed_on=mou.signed_on,
        status=status(mou, day),
        text_sha256=mou.text_sha256,
        parts=list(_ask(session, storage, sealer, mou)) if signed else (),
        amends=next(iter(_others(session, Mou.id == mou.amends_id)), None),
        addenda=_others(session, Mou.amends_id == mou.id),
        replaced_by=next(iter(_others(session, Mou.replaces_id == mou.id)), None),
    )


def _others(session: Session, which: ColumnElement[bool]) -> Sequence[LinkedMou]:
    query = select(Mou.public_id, Mou.number, Mou.starts_on).where(which, Mou.state != DRAFT)
    return [LinkedMou(*row) for row in session.execute(query.order_by(Mou.starts_on, Mou.id))]


def _ask(session: Session, storage: Storage, sealer: Sealer, mou: Mou) -> Iterator[SignedPart]:
    signing = fact_about(session, MouSigned, mou.id)
    trusted = signing if signing and signing.whole else None
    yield _text(mou, trusted)
    yield _hash(mou, trusted)
    yield from _facts(mou, trusted)
    yield _acceptance(mou, fact_about(session, MouAccepted, mou.id))
    yield _end(mou, fact_about(session, MouEnded, mou.id))
    yield _journal(signing)
    if mou.scan_id is not None:
        yield _scan(session, storage, sealer, mou, trusted)


def _text(mou: Mou, signing: JournalFact | None) -> SignedPart:
    name = _l("Naskah")
    wanted = signing.payload.get("text_sha256") if signing else mou.text_sha256
    if hashlib.sha256(mou.text.encode()).hexdigest() == wanted:
        return SignedPart(name, True, _l("Sama dengan yang ditandatangani, sampai huruf terakhir."))
    return SignedPart(name, False, _l("Naskahnya berubah sesudah ditandatangani."))


def _hash(mou: Mou, signing: JournalFact | None) -> SignedPart:
    name = _l("Sidik naskah")
    if signing is None:
        return SignedPart(name, False, UNKNOWN)
    if mou.text_sha256 == signing.payload.get("text_sha256"):
        return SignedPart(name, True, AS_WRITTEN)
    return SignedPart(name, False, _l("Sidik yang disimpan diganti; jurnal mencatat sidik lain."))


def _facts(mou: Mou, signing: JournalFact | None) -> Iterator[SignedPart]:
    first, last = mou.starts_on.isoformat(), mou.ends_on.isoformat()
    yield _same(_l("Nomor"), signing, number=mou.number)
    yield _same(_l("Mitra"), signing, partner_id=mou.partner_id)
    yield _same(_l("Masa berlaku"), signing, starts_on=first, ends_on=last)
    if signing is not None and signing.payload.get("signatories_sha256"):  # not kept of older ones
        yield _same(_l("Penanda tangan"), signing, signatories_sha256=signatories_hash(mou))


def _same(name: Label, signing: JournalFact | None, **now: object) -> SignedPart:
    if signing is None:
        return SignedPart(name, False, UNKNOWN)
    if all(signing.payload.get(key) == value for key, value in now.items()):
        return SignedPart(name, True, AS_WRITTEN)
    return SignedPart(name, False, _l("Berubah sesudah ditandatangani; jurnal mencatat yang lain."))


def _acceptance(mou: Mou, accepting: JournalFact | None) -> SignedPart:
    """Whether and how the partner said yes is what the journal says; of older ones it says nothing."""
    name = _l("Persetujuan mitra")
    if accepting is None:
        if mou.accepted_on is None:
            return SignedPart(name, True, _l("Belum diberikan, jadi MoU ini belum berlaku."))
        if mou.accepted_how is MouAcceptance.BEFORE:
            return SignedPart(name, True, MouAcceptance.BEFORE.label)
        return SignedPart(name, False, _l("Jurnal tidak mencatat persetujuan ini."))
    if not accepting.whole:
        return SignedPart(name, False, UNKNOWN)
    on = None if mou.accepted_on is None else mou.accepted_on.isoformat()
    how = mou.accepted_how.value if mou.accepted_how else None
    same = how == accepting.payload.get("how") and mou.text_sha256 == accepting.payload.get("text_sha256")
    if on != day_of(accepting.at).isoformat() or not same or mou.accepted_how is None:
        return SignedPart(name, False, _l("Berubah sesudah disetujui; jurnal mencatat yang lain."))
    return SignedPart(name, True, mou.accepted_how.label)


def _end(mou: Mou, ending: JournalFact | None) -> SignedPart:
    """Whether it was ended early, and when, is what the journal says."""
    name = _l("Akhir sebelum waktunya")
    recorded = ending.payload.get("last_day") if ending and ending.whole else None
    now = mou.ended_on.isoformat() if mou.ended_on else None
    if ending is not None and not ending.whole:
        return SignedPart(name, False, _l("Catatan jurnal tentang akhirnya tidak utuh."))
    if now != recorded:
        return SignedPart(
            name, False, _l("Hari terakhir yang disimpan tidak sama dengan yang dicatat jurnal.")
        )
    if now is None:
        return SignedPart(name, True, _l("Tidak pernah diakhiri sebelum waktunya."))
    return SignedPart(name, True, _l("Sama dengan yang dicatat jurnal saat diakhiri."))


def _journal(signing: JournalFact | None) -> SignedPart:
    name = _l("Catatan penandatanganan di jurnal")
    if signing is None:
        return SignedPart(name, False, _l("Jurnal tidak mencatat penandatanganan ini."))
    if not signing.whole:
        return SignedPart(name, False, _l("Catatan jurnal ini diubah; rantainya putus di sini."))
    return SignedPart(name, True, _l("Utuh, dan tersambung dengan catatan sebelum dan sesudahnya."))


def _scan(
    session: Session, storage: Storage, sealer: Sealer, mou: Mou, signing: JournalFact | None
) -> SignedPart:
    """What is handed out against the row, and the row against what the journal kept of upload and signing."""
    name = _l("Pindaian bertanda tangan")
    scan = session.get_one(Attachment, mou.scan_id)
    if _scan_recorded(session, mou, signing) not in (None, scan_hash(session, mou)):
        return SignedPart(name, False, SWAPPED)
    try:
        unchanged = is_unchanged(storage, sealer, scan)
    except NotStored:
        return SignedPart(name, False, _l("Berkas pindaiannya hilang dari penyimpanan."))
    if not unchanged:
        return SignedPart(name, False, _l("Berkas pindaiannya berubah sesudah diunggah."))
    kept = fact_about(session, AttachmentKept, scan.id)
    if kept is None or not kept.whole or kept.payload.get("sha256") != scan.sha256:
        return SignedPart(name, False, SWAPPED)
    return SignedPart(name, True, _l("Sama dengan berkas yang diunggah."))


def _scan_recorded(session: Session, mou: Mou, signing: JournalFact | None) -> object:
    """The hash that the journal has of this memorandum's scan; None of those older than such records."""
    at_signing = signing.payload.get("scan_sha256") if signing else None
    added = fact_about(session, MouScanAdded, mou.id)
    return at_signing or (added.payload.get("scan_sha256") if added and added.whole else None)

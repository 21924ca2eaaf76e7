"""Writing, signing and ending a memorandum with the city."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.db.numbering import document_number
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners import policies, states
from marketplace.partners.events import MouDrafted, MouEnded, MouRedrafted, MouSigned
from marketplace.partners.models import Mou, Partner


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """Who signed for the city and for the partner, each with the position they hold."""

    city_signatory: str
    city_position: str
    partner_signatory: str
    partner_position: str


def draft_mou(
    uow: UnitOfWork,
    partner_id: PartnerId,
    *,
    text: str,
    starts_on: date,
    ends_on: date,
    replaces_id: int | None = None,
) -> Mou:
    """A memorandum to be signed, numbered by the office. Refused when it ends before it starts."""
    partner = uow.get(Partner, partner_id)
    uow.demand(policies.WRITE_MOU, partner)
    _check(text, starts_on, ends_on)
    office = uow.session.scalars(select(Organisation.id).filter_by(kind=roles.OFFICE)).first()
    mou = uow.add(
        Mou(
            number=document_number(uow, issuer_id=office or 0, kind="MOU"),
            partner_id=partner_id,
            text=text.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            replaces_id=replaces_id,
            drafted_by=uow.actor.user_id,
            created_at=uow.now,
        )
    )
    uow.emit(MouDrafted(mou_id=mou.id, partner_id=partner_id, number=mou.number))
    return mou


def redraft_mou(uow: UnitOfWork, mou_id: int, *, text: str, starts_on: date, ends_on: date) -> Mou:
    """Another text or other dates, as long as nobody has signed."""
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    if mou.state is not states.DRAFT:
        raise Refused(_l("MoU yang sudah ditandatangani tidak berubah; buat MoU baru sebagai penggantinya."))
    _check(text, starts_on, ends_on)
    mou.text, mou.starts_on, mou.ends_on = text.strip(), starts_on, ends_on
    uow.emit(MouRedrafted(mou_id=mou.id))
    return mou


def sign_mou(
    uow: UnitOfWork,
    mou_id: int,
    *,
    signed_on: date,
    signatures: Signatures,
    scan_id: AttachmentId | None = None,
) -> Mou:
    """Record that both have signed; from now on the text is frozen under its SHA-256.

    Refused for a day to come, without both signatories and their positions, and while another memorandum of the
    partner holds on one of its days.
    """
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    _check_signing(uow, mou, signed_on, signatures)
    mou.state = states.SIGN(mou.state)
    mou.text_sha256 = hashlib.sha256(mou.text.encode()).hexdigest()
    mou.signed_on, mou.scan_id = signed_on, scan_id
    for field, written in vars(signatures).items():
        setattr(mou, field, written.strip())
    uow.emit(
        MouSigned(
            mou_id=mou.id,
            partner_id=mou.partner_id,
            number=mou.number,
            starts_on=mou.starts_on,
            ends_on=mou.ends_on,
            text_sha256=mou.text_sha256,
        )
    )
    return mou


def end_mou(uow: UnitOfWork, mou_id: int, *, reason: str, last_day: date | None = None) -> Mou:
    """End it before its time. Without a last day yesterday was the last: it bites at once."""
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    if not reason.strip():
        raise Refused(_l("Tulis alasan MoU ini diakhiri."), field="reason")
    last_day = last_day or uow.today - timedelta(days=1)
    if last_day > mou.ends_on:
        raise Refused(_l("Hari terakhir melewati masa MoU ini."), field="last_day")
    mou.state = states.END(mou.state)
    mou.ended_on, mou.ended_because = last_day, reason.strip()
    uow.emit(MouEnded(mou_id=mou.id, partner_id=mou.partner_id, last_day=last_day, reason=mou.ended_because))
    return mou


def _check(text: str, starts_on: date, ends_on: date) -> None:
    if not text.strip():
        raise Refused(_l("Naskah MoU masih kosong."), field="text")
    if ends_on <= starts_on:
        raise Refused(_l("MoU harus berakhir sesudah mulai berlaku."), field="ends_on")


def _overlapping(uow: UnitOfWork, mou: Mou) -> Mou | None:
    last_day = func.coalesce(Mou.ended_on, Mou.ends_on)
    return uow.session.scalars(
        select(Mou).where(
            Mou.partner_id == mou.partner_id,
            Mou.id != mou.id,
            Mou.state != states.DRAFT,
            Mou.starts_on <= mou.ends_on,
            last_day >= mou.starts_on,
            last_day >= Mou.starts_on,
        )
    ).first()


def _check_signing(uow: UnitOfWork, mou: Mou, signed_on: date, signatures: Signatures) -> None:
    if signed_on > uow.today:
        raise Refused(_l("Tanggal tanda tangan belum tiba."), field="signed_on")
    for field, written in vars(signatures).items():
        if not written.strip():
            raise Refused(_l("Isi nama dan jabatan kedua penanda tangan."), field=field)
    if other := _overlapping(uow, mou):
        raise Refused(
            _l("MoU %(number)s masih berlaku pada masa itu; akhiri dahulu.", number=other.number),
            field="signed_on",
        )

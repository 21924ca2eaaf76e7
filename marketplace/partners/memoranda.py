"""Writing, renewing, amending, signing and ending a memorandum with the city."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners import policies, states
from marketplace.partners.drafting import check, check_within, filled_for, write_draft
from marketplace.partners.events import MouDiscarded, MouEnded, MouRedrafted, MouScanAdded, MouSigned
from marketplace.partners.models import Mou, Partner
from marketplace.partners.mous import holding_between
from marketplace.partners.sealing import scan_hash, signatories_hash
from marketplace.partners.wording import MouTemplate, placeholders_in, template_for, with_days

ONE_DAY = timedelta(days=1)


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
    starts_on: date,
    ends_on: date,
    text: str | None = None,
    template: MouTemplate | None = None,
) -> Mou:
    """A memorandum to be signed, numbered by the office; without a text the template's, filled in.

    Refused when it ends before it starts.
    """
    partner = uow.get(Partner, partner_id)
    uow.demand(policies.WRITE_MOU, partner)
    if text is None:
        text = filled_for(uow, partner, template or template_for(partner.kind), starts_on, ends_on)
    return write_draft(uow, partner, text=text, starts_on=starts_on, ends_on=ends_on)


def renew_mou(
    uow: UnitOfWork, mou_id: int, *, starts_on: date | None = None, ends_on: date | None = None
) -> Mou:
    """Its successor as a draft: from the day after it ends, as long as it lasted, unless told otherwise.

    Refused for a draft, an addendum, and one that was renewed already.
    """
    old = uow.get(Mou, mou_id)
    partner = uow.get(Partner, old.partner_id, lock=True)
    uow.demand(policies.WRITE_MOU, old)
    if old.state is states.DRAFT or old.amends_id is not None:
        raise Refused(_l("Yang diperpanjang ialah MoU yang sudah ditandatangani."))
    after = select(Mou.number).filter_by(replaces_id=old.id, discarded_on=None)
    if other := uow.session.scalar(after.limit(1)):
        raise Refused(_l("Perpanjangan MoU ini sudah ada: %(number)s.", number=other))
    starts_on = starts_on or max(last_day_of(old) + ONE_DAY, uow.today)
    ends_on = ends_on or starts_on + (old.ends_on - old.starts_on)
    if starts_on <= old.starts_on:
        raise Refused(_l("Perpanjangan mulai sesudah MoU yang lama mulai."), field="starts_on")
    text = filled_for(uow, partner, MouTemplate.RENEWAL, starts_on, ends_on, number=old.number)
    return write_draft(uow, partner, text=text, starts_on=starts_on, ends_on=ends_on, replaces_id=old.id)


def amend_mou(
    uow: UnitOfWork, mou_id: int, *, starts_on: date | None = None, ends_on: date | None = None
) -> Mou:
    """An addendum as a draft: from today to the end of what it amends, unless told otherwise; never beyond it.

    Refused for what is not signed or has ended, and for an addendum.
    """
    amended = uow.get(Mou, mou_id)
    partner = uow.get(Partner, amended.partner_id, lock=True)
    uow.demand(policies.WRITE_MOU, amended)
    starts_on = starts_on or max(amended.starts_on, uow.today)
    ends_on = ends_on or last_day_of(amended)
    check_within(amended, starts_on, ends_on, uow.today)
    text = filled_for(uow, partner, MouTemplate.ADDENDUM, starts_on, ends_on, number=amended.number)
    return write_draft(uow, partner, text=text, starts_on=starts_on, ends_on=ends_on, amends_id=amended.id)


def redraft_mou(uow: UnitOfWork, mou_id: int, *, text: str, starts_on: date, ends_on: date) -> Mou:
    """Another text or other dates, as long as nobody has signed; where the text names the dates, it follows."""
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    if mou.state is not states.DRAFT:
        raise Refused(_l("MoU yang sudah ditandatangani tidak berubah; buat MoU baru sebagai penggantinya."))
    _check_kept(mou)
    check(text, starts_on, ends_on)
    if mou.amends_id is not None:
        check_within(uow.get(Mou, mou.amends_id), starts_on, ends_on, uow.today)
    text = with_days(text.strip(), (mou.starts_on, mou.ends_on), (starts_on, ends_on))
    days = {"starts_on": (mou.starts_on, starts_on), "ends_on": (mou.ends_on, ends_on)}
    changes: dict[str, tuple[date, date] | None] = {
        name: pair for name, pair in days.items() if pair[0] != pair[1]
    }
    if text != mou.text:
        changes["text"] = None
    mou.text, mou.starts_on, mou.ends_on = text, starts_on, ends_on
    if changes:
        uow.emit(MouRedrafted(mou_id=mou.id, changes=changes))
    return mou


def discard_mou(uow: UnitOfWork, mou_id: int, *, reason: str) -> Mou:
    """A draft that nobody will sign; its number stays taken and its text readable. Refused once it is signed."""
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    if mou.state is not states.DRAFT:
        raise Refused(_l("MoU ini sudah ditandatangani; yang dapat dibuang hanya draf. Akhiri MoU-nya."))
    _check_kept(mou)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa draf ini dibuang."), field="reason")
    mou.discarded_on, mou.discarded_because = uow.today, reason.strip()
    uow.emit(MouDiscarded(mou_id=mou.id, partner_id=mou.partner_id, reason=reason.strip()))
    return mou


def sign_mou(
    uow: UnitOfWork,
    mou_id: int,
    *,
    signed_on: date,
    signatures: Signatures,
    scan_id: AttachmentId | None = None,
) -> Mou:
    """Record that both have signed: the text is frozen under its SHA-256, and holds once the partner accepts it.

    Refused for a day to come, while the text has places to fill in, without both signatories and their positions,
    and while another memorandum of the partner holds on one of its days; an addendum must lie within what it amends.
    """
    mou = _locked(uow, mou_id)
    uow.demand(policies.WRITE_MOU, mou)
    state = states.SIGN(mou.state)
    _check_kept(mou)
    _check_signing(uow, mou, signed_on, signatures)
    _refuse_placeholders(mou)
    mou.state = state
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
            signatories_sha256=signatories_hash(mou),
            scan_sha256=scan_hash(uow.session, mou),
        )
    )
    return mou


def add_scan(uow: UnitOfWork, mou_id: int, *, scan_id: AttachmentId) -> Mou:
    """The signed paper that came later, once. Refused before it is signed, and when there is a scan already."""
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    if mou.state is states.DRAFT:
        raise Refused(_l("MoU ini belum ditandatangani; unggah pindaiannya saat mencatat penandatanganan."))
    if mou.scan_id is not None:
        raise Refused(_l("Pindaian MoU ini sudah ada dan tidak diganti."), field="scan")
    mou.scan_id = scan_id
    uow.emit(MouScanAdded(mou_id=mou.id, partner_id=mou.partner_id, scan_sha256=scan_hash(uow.session, mou)))
    return mou


def end_mou(uow: UnitOfWork, mou_id: int, *, reason: str, last_day: date | None = None) -> Mou:
    """End it before its time, and its addenda with it. Without a last day yesterday was the last: it bites at once.

    The partner's row is locked: an order that is being placed comes wholly before or wholly after.
    """
    mou = _locked(uow, mou_id)
    uow.demand(policies.WRITE_MOU, mou)
    if not reason.strip():
        raise Refused(_l("Tulis alasan MoU ini diakhiri."), field="reason")
    last_day = last_day or uow.today - ONE_DAY
    if last_day > mou.ends_on:
        raise Refused(_l("Hari terakhir melewati masa MoU ini."), field="last_day")
    if last_day < uow.today - ONE_DAY:
        raise Refused(_l("MoU berakhir paling awal kemarin; yang sudah dipesan tetap sah."), field="last_day")
    addenda = select(Mou).filter_by(amends_id=mou.id, state=states.SIGNED).with_for_update().order_by(Mou.id)
    for one in (mou, *uow.session.scalars(addenda).all()):
        if one is mou or one.ends_on > last_day:
            _end(uow, one, last_day, reason.strip())
    return mou


def last_day_of(mou: Mou) -> date:
    return mou.ended_on or mou.ends_on


def _end(uow: UnitOfWork, mou: Mou, last_day: date, reason: str) -> None:
    mou.state = states.END(mou.state)
    mou.ended_on, mou.ended_because = last_day, reason
    uow.emit(MouEnded(mou_id=mou.id, partner_id=mou.partner_id, last_day=last_day, reason=reason))


def _check_kept(draft: Mou) -> None:
    if draft.discarded_on is not None:
        raise Refused(_l("Draf ini sudah dibuang; buat draf baru bila masih perlu."))


def _locked(uow: UnitOfWork, mou_id: int) -> Mou:
    """Behind the row of its partner, where orders wait too."""
    uow.get(Partner, uow.get(Mou, mou_id).partner_id, lock=True)
    return uow.get(Mou, mou_id, lock=True)


def _refuse_placeholders(mou: Mou) -> None:
    if (left := placeholders_in(mou.text)) is not None:
        raise Refused(
            _l("Naskah masih memuat bagian contoh yang belum diisi: “%(part)s”. Lengkapi dahulu.", part=left),
            field="text",
        )


def _check_signing(uow: UnitOfWork, mou: Mou, signed_on: date, signatures: Signatures) -> None:
    if signed_on > uow.today:
        raise Refused(_l("Tanggal tanda tangan belum tiba."), field="signed_on")
    for field, written in vars(signatures).items():
        if not written.strip():
            raise Refused(_l("Isi nama dan jabatan kedua penanda tangan."), field=field)
    if mou.amends_id is not None:
        check_within(uow.get(Mou, mou.amends_id), mou.starts_on, mou.ends_on, uow.today)
        return
    other = holding_between(uow.session, mou.partner_id, mou.starts_on, mou.ends_on)
    if other is not None:
        raise Refused(
            _l("MoU %(number)s masih berlaku pada masa itu; akhiri dahulu.", number=other.number),
            field="signed_on",
        )

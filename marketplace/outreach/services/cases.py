"""Licence cases: a paper on its way to somebody, carried by officials until it is there or it is known why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.certification.services.submitting import Claim, submit_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import AttachmentId, ProducerId, ProductId
from marketplace.kernel.labels import _l
from marketplace.outreach import policies, states
from marketplace.outreach.events import (
    CaseBlocked,
    CaseClosed,
    CaseIssued,
    CaseOpened,
    CaseSent,
    CaseStepTicked,
    CaseUnblocked,
)
from marketplace.outreach.models import Activity, Candidate, CaseStep, LicenceCase
from marketplace.outreach.services.people import checked_client_id
from marketplace.outreach.states import ISSUED, SENT, UNDER_WAY
from marketplace.producers.models import Producer

LONGEST_TEXT = 500


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """`kind` of certificate, for a candidate or a maker, opened at an activity or at the desk."""

    kind: str
    candidate_id: int | None = None
    producer_id: ProducerId | None = None
    activity_id: int | None = None
    note: str = ""


def open_case(uow: UnitOfWork, wanted: OpenCase, *, client_id: str) -> LicenceCase:
    """By an official for anybody, by a maker for itself.

    One under way of that kind is returned, not doubled; and so is what the same `client_id` made before. Raises
    Refused at `kind` for one that does not exist, NotFound for people who do not.
    """
    checked_client_id(client_id)
    if wanted.kind not in KINDS:
        raise Refused(_l("Pilih jenis surat."), field="kind")
    case = _drafted(uow, wanted, client_id)
    uow.demand(policies.OPEN_CASE, case)
    before = _sent_before(uow, case) or _under_way(uow, case)
    if before is not None:
        return before
    try:
        with uow.session.begin_nested():
            uow.add(case)
    except IntegrityError:  # the same sending, or the same wish, came another way in this very moment
        before = _sent_before(uow, case) or _under_way(uow, case)
        if before is None:
            raise
        return before
    uow.emit(
        CaseOpened(
            case_id=case.id,
            kind=case.kind,
            candidate_id=case.candidate_id,
            producer_id=case.producer_id,
            activity_id=case.activity_id,
        )
    )
    return case


def tick_step(uow: UnitOfWork, case_id: int, step: str, done: bool = True) -> LicenceCase:
    """Tick a line of the kind's checklist, or take the tick away; twice is once."""
    case = _carried(uow, case_id)
    if step not in (line.key for line in KINDS[case.kind].checklist):
        raise NotFound(f"step {step} of {case.kind}")
    row = uow.session.get(CaseStep, (case.id, step))
    if done == (row is not None):
        return case
    if row is None:
        uow.add(CaseStep(case_id=case.id, step=step, done_by=uow.actor.user_id, done_at=uow.now))
    else:
        uow.session.delete(row)
    uow.emit(CaseStepTicked(case_id=case.id, step=step, done=done))
    return case


def block_case(uow: UnitOfWork, case_id: int, blocker: str) -> LicenceCase:
    """What it waits for, in words; without any it goes on."""
    case = _carried(uow, case_id)
    was, now = case.blocker, _short(blocker, field="blocker")
    case.blocker = now
    if bool(was) != bool(now):
        uow.emit(CaseBlocked(case_id=case.id) if now else CaseUnblocked(case_id=case.id))
    return case


def note_case(uow: UnitOfWork, case_id: int, text: str) -> LicenceCase:
    """What the next colleague should know; it replaces what stood there."""
    case = uow.get(LicenceCase, case_id, lock=True)
    uow.demand(policies.CARRY, case)
    case.note = _short(text, field="note")
    return case


def send_case(uow: UnitOfWork, case_id: int, *, external_ref: str = "") -> LicenceCase:
    """It lies with the issuer, under the issuer's own number; what blocked it is over.

    Sent again, only the number changes.
    """
    case = _carried(uow, case_id)
    case.external_ref = _short(external_ref, field="external_ref")
    if case.state is not SENT:
        case.state, case.sent_at, case.blocker = states.SEND(case.state), uow.now, ""
    uow.emit(CaseSent(case_id=case.id, external_ref=case.external_ref))
    return case


def issue_case(
    uow: UnitOfWork,
    case_id: int,
    *,
    number: str,
    issued_on: date,
    expires_on: date | None,
    scan: AttachmentId | None,
    product_ids: tuple[ProductId, ...] = (),
    renews: int | None = None,
    details: Mapping[str, str] | None = None,
) -> Certificate:
    """The paper came: hand it in as the maker's certificate, which another official looks over. Twice is once.

    Raises Refused at the field of the certificate that cannot be, and for a candidate who is no maker yet.
    """
    case = uow.get(LicenceCase, case_id, lock=True)
    uow.demand(policies.CARRY, case)
    if case.state is ISSUED and case.certificate_id is not None:
        return uow.get(Certificate, case.certificate_id)
    if case.producer_id is None:
        raise Refused(_l("Jadikan calon ini pembuat dahulu; suratnya dicatat atas nama usahanya."))
    state = states.ISSUE(case.state)
    certificate = submit_certificate(
        uow,
        case.producer_id,
        Claim(
            kind=case.kind,
            number=number,
            issued_on=issued_on,
            expires_on=expires_on,
            product_ids=product_ids,
            scan_id=scan,
            details=details or {},
        ),
        renews=renews,
    )
    case.certificate_id, case.issued_at, case.blocker, case.state = certificate.id, uow.now, "", state
    uow.emit(CaseIssued(case_id=case.id, certificate_id=certificate.id))
    return certificate


def close_case(uow: UnitOfWork, case_id: int, *, reason: str) -> LicenceCase:
    """It ends without a paper, and everybody may read why."""
    case = _carried(uow, case_id)
    because = _short(reason, field="reason")
    if not because:
        raise Refused(_l("Tulis alasan menutup urusan ini; pembuatnya membacanya."), field="reason")
    case.closed_because, case.closed_at = because, uow.now
    case.state = states.CLOSE(case.state)
    uow.emit(CaseClosed(case_id=case.id, reason=because))
    return case


def _drafted(uow: UnitOfWork, wanted: OpenCase, client_id: str) -> LicenceCase:
    """For whom it is, with their rows locked: activity, then candidate, then maker, always in this order."""
    if wanted.activity_id is not None:
        uow.get(Activity, wanted.activity_id, lock=True)
    producer_id = wanted.producer_id
    if wanted.candidate_id is not None:
        candidate = uow.get(Candidate, wanted.candidate_id, lock=True)
        if producer_id is not None and candidate.producer_id != producer_id:
            raise NotFound(f"Candidate {candidate.id} of producer {producer_id}")
        producer_id = candidate.producer_id
    if producer_id is not None:
        uow.get(Producer, producer_id, lock=True)
    if wanted.candidate_id is None and producer_id is None:
        raise NotFound("a case is somebody's")
    return LicenceCase(
        client_id=client_id,
        candidate_id=wanted.candidate_id,
        producer_id=producer_id,
        activity_id=wanted.activity_id,
        kind=wanted.kind,
        note=_short(wanted.note, field="note"),
        opened_by=uow.actor.user_id,
        opened_at=uow.now,
    )


def _sent_before(uow: UnitOfWork, case: LicenceCase) -> LicenceCase | None:
    before = uow.session.scalar(select(LicenceCase).filter_by(client_id=case.client_id))
    if before is not None and not _same_wish(before, case):
        raise Refused(_l("Formulir ini sudah dipakai; muat ulang, lalu buka urusan lain."))
    return before


def _same_wish(before: LicenceCase, case: LicenceCase) -> bool:
    theirs = before.candidate_id is not None and before.candidate_id == case.candidate_id
    its = before.producer_id is not None and before.producer_id == case.producer_id
    return before.kind == case.kind and (theirs or its)


def _under_way(uow: UnitOfWork, case: LicenceCase) -> LicenceCase | None:
    whose = [
        column == number
        for column, number in (
            (LicenceCase.candidate_id, case.candidate_id),
            (LicenceCase.producer_id, case.producer_id),
        )
        if number is not None
    ]
    query = select(LicenceCase).where(
        LicenceCase.kind == case.kind, LicenceCase.state.in_(UNDER_WAY), or_(*whose)
    )
    return uow.session.scalars(query.order_by(LicenceCase.id).limit(1)).one_or_none()


def _carried(uow: UnitOfWork, case_id: int) -> LicenceCase:
    case = uow.get(LicenceCase, case_id, lock=True)
    uow.demand(policies.CARRY, case)
    if case.state not in UNDER_WAY:
        raise Refused(
            _l("Urusan ini sudah berakhir: %(state)s. Buka urusan baru bila perlu.", state=case.state.label)
        )
    return case


def _short(text: str, *, field: str) -> str:
    plain = text.strip()
    if len(plain) > LONGEST_TEXT:
        raise Refused(_l("Paling panjang %(most)d huruf.", most=LONGEST_TEXT), field=field)
    return plain

"""Leading a month to its report: provisional, open to objections, published under a signature, restated."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.compliance import policies, states
from marketplace.compliance.events import (
    MonthMadeProvisional,
    ObjectionAnswered,
    ObjectionRaised,
    ReportPublished,
)
from marketplace.compliance.freezing import JournalMark, SignedDocument, sha256, versions, write_document
from marketplace.compliance.models import Objection, ObjectionAnswer, Period, Report, ReportSlice
from marketplace.compliance.office_keys import demand_own_key
from marketplace.compliance.open_matters import open_matters, spoken
from marketplace.compliance.public_months import figures_to_publish
from marketplace.compliance.publishing import JudgedMonth, demand_unmoved, judge
from marketplace.compliance.queries import latest_report
from marketplace.compliance.states import OPEN, PROVISIONAL, PUBLISHED, ObjectionRuling
from marketplace.db.numbering import document_number
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalHead
from marketplace.kernel.errors import Refused
from marketplace.kernel.fingerprints import fingerprint
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.ports.signing import Signer

SERIES = "LAP-MB2"


@dataclass(frozen=True, kw_only=True)
class ReportWords:
    """What a report says beside its figures: what it takes the place of and why, what was open, and why it came all
    the same.
    """

    supersedes: Report | None = None
    cause: str = ""
    open_matters: tuple[str, ...] = ()
    reason: str = ""


def make_provisional(uow: UnitOfWork, month: Month, *, objections_until: date) -> Period:
    """Show every partner its figures of a finished month; they may object until that day, itself included."""
    uow.demand(policies.OPEN_TO_OBJECTIONS, month)
    if month >= Month.of(uow.today):
        raise Refused(_l("Bulan ini belum berakhir; tunggu sampai lewat."))
    if objections_until < uow.today:
        raise Refused(
            _l("Batas keberatan sudah lewat; pilih hari ini atau sesudahnya."), field="objections_until"
        )
    period = _period(uow, month)
    period.state = states.OPEN_TO_OBJECTIONS(period.state)
    period.objections_until = objections_until
    uow.session.flush()
    uow.emit(
        MonthMadeProvisional(
            period_id=period.id, month=period.month, objections_until=objections_until.isoformat()
        )
    )
    return period


def raise_objection(
    uow: UnitOfWork, month: Month, partner_id: PartnerId, *, text: str, amount: Rupiah | None = None
) -> Objection:
    """A partner says what is wrong with its provisional figures, and how many local rupiah it misses if it knows."""
    uow.demand(policies.OBJECT, partner_id)
    period = uow.find(Period, month=str(month), lock=True)
    if period.state is not PROVISIONAL:
        raise Refused(_l("Bulan ini tidak sedang menerima keberatan."))
    if period.objections_until is None or uow.today > period.objections_until:
        raise Refused(_l("Masa keberatan sudah berakhir; hubungi Dinas."))
    objection = uow.add(
        Objection(
            period_id=period.id,
            partner_id=partner_id,
            text=text,
            written_by=uow.actor.user_id,
            written_at=uow.now,
            amount=amount,
        )
    )
    uow.emit(
        ObjectionRaised(
            period_id=period.id, objection_id=objection.id, partner_id=partner_id, month=period.month
        )
    )
    return objection


def answer_objection(
    uow: UnitOfWork, objection_id: int, *, ruling: ObjectionRuling, text: str
) -> ObjectionAnswer:
    """What was mended, or why it is not accepted: once, in words that the partner reads; also after the publishing.

    Refused without words, and once it was answered.
    """
    objection = uow.get(Objection, objection_id)
    period = uow.get(Period, objection.period_id, lock=True)
    uow.demand(policies.ANSWER_OBJECTION, objection.partner_id)
    if uow.session.get(ObjectionAnswer, objection.id) is not None:
        raise Refused(_l("Keberatan ini sudah dijawab."))
    if not text.strip():
        raise Refused(_l("Tulis jawabannya; mitra membacanya."), field="text")
    answer = uow.add(
        ObjectionAnswer(
            objection_id=objection.id,
            ruling=ruling,
            text=text.strip(),
            answered_by=uow.actor.user_id,
            answered_at=uow.now,
        )
    )
    uow.emit(
        ObjectionAnswered(
            period_id=period.id,
            objection_id=objection.id,
            partner_id=objection.partner_id,
            month=period.month,
            ruling=ruling.value,
        )
    )
    return answer


def publish_month(
    uow: UnitOfWork,
    signer: Signer,
    month: Month,
    *,
    reason: str = "",
    seen: int | None = None,
    judged: JudgedMonth | None = None,
) -> Report:
    """Freeze the month as it stands now into a signed report.

    With something open it needs a reason, which is printed; `seen` is how many open things the approver read of.
    Refused while partners may still object, without that reason, and when another number is open by now. What was
    `judged` outside the transaction is stored; raises MonthMoved where that does not hold any more.
    """
    uow.demand(policies.PUBLISH, month)
    period = uow.find(Period, month=str(month), lock=True)
    published = states.PUBLISH(period.state)
    if period.objections_until is not None and uow.today <= period.objections_until:
        raise Refused(
            _l(
                "Mitra masih dapat memberi keberatan sampai %(day)s; terbitkan sesudahnya.",
                day=f"{period.objections_until:%d/%m/%Y}",
            )
        )
    matters = open_matters(uow.session, month, uow.today)
    _check_open(len(matters), reason, seen)
    said = ReportWords(open_matters=spoken(matters), reason=reason.strip() if matters else "")
    report = _freeze(uow, signer, month, judged, said)
    period.state = published
    return report


def _check_open(count: int, reason: str, seen: int | None) -> None:
    if seen is not None and seen != count:
        raise Refused(_l("Sementara itu yang terbuka berubah menjadi %(count)d hal; baca lagi.", count=count))
    if count and not reason.strip():
        raise Refused(_l("Tulis alasan terbit dengan %(count)d hal terbuka.", count=count), field="reason")


def restate_month(
    uow: UnitOfWork, signer: Signer, month: Month, *, cause: str, judged: JudgedMonth | None = None
) -> Report:
    """Publish a month anew as the books have it now; the old report stays readable, superseded with this cause."""
    uow.demand(policies.PUBLISH, month)
    period = uow.find(Period, month=str(month), lock=True)
    old = latest_report(uow.session, month)
    if period.state is not PUBLISHED or old is None:
        raise Refused(_l("Bulan ini belum terbit; terbitkan dahulu."))
    if not cause.strip():
        raise Refused(_l("Tulis mengapa laporan diterbitkan ulang."), field="cause")
    still_open = spoken(open_matters(uow.session, month, uow.today))
    said = ReportWords(supersedes=old, cause=cause.strip(), open_matters=still_open)
    return _freeze(uow, signer, month, judged, said)


def _freeze(
    uow: UnitOfWork,
    signer: Signer,
    month: Month,
    judged: JudgedMonth | None,
    said: ReportWords,
) -> Report:
    number = document_number(uow, issuer_id=uow.actor.organisation, kind=SERIES)
    uow.get(JournalHead, 1, lock=True)  # nobody commits a fact from here on
    demand_own_key(uow.session, signer)
    if judged is None:
        with closing(judge(uow.session, signer, month, today=uow.today)) as fresh:
            return _sign(uow, signer, number, fresh, said)
    demand_unmoved(uow.session, judged)
    return _sign(uow, signer, number, judged, said)


def _sign(uow: UnitOfWork, signer: Signer, number: str, judged: JudgedMonth, said: ReportWords) -> Report:
    """With the journal's head locked."""
    head, key = uow.get(JournalHead, 1), signer.public_key
    document = SignedDocument(
        number=number,
        month=str(judged.month),
        circular=judged.inputs.circular,
        measures=versions(judged.result),
        figures=figures_to_publish(uow.session, judged.result),
        journal=JournalMark(seq=head.seq, hash=head.hash),
        public_key=key,
        office_key=fingerprint(key),
        signed_at=uow.now,
        signer=uow.session.scalar(select(User.name).filter_by(id=uow.actor.user_id)) or "",
        supersedes=said.supersedes.number if said.supersedes else None,
        cause=said.cause,
        slices=judged.hashes,
        open_matters=said.open_matters,
        reason=said.reason,
    )
    return _store(uow, signer, document, judged, said.supersedes)


def _store(
    uow: UnitOfWork, signer: Signer, document: SignedDocument, judged: JudgedMonth, supersedes: Report | None
) -> Report:
    text = write_document(document)
    report = uow.add(
        Report(
            number=document.number,
            month=document.month,
            document=text,
            sha256=sha256(text),
            signature=signer.sign(text.encode()),
            public_key=document.public_key,
            signed_by=uow.actor.user_id,
            signed_at=uow.now,
            supersedes_id=supersedes.id if supersedes else None,
            cause=document.cause,
        )
    )
    for one, digest in zip(judged.slices(), document.slices, strict=True):
        uow.add(ReportSlice(report_id=report.id, name=one.name, text=one.text, sha256=digest))
    uow.emit(
        ReportPublished(
            report_id=report.id,
            month=report.month,
            number=report.number,
            sha256=report.sha256,
            supersedes_id=report.supersedes_id,
            cause=report.cause,
        )
    )
    return report


def _period(uow: UnitOfWork, month: Month) -> Period:
    found = uow.session.scalar(select(Period).filter_by(month=str(month)).with_for_update())
    return found or uow.add(Period(month=str(month), state=OPEN))

"""The report of a case (LHP) on A4, in Indonesian and in the usual chapters. The draft of an open case says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.audits.finding_stories import FindingStory, findings_of
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.cases import AuditMember
from marketplace.audits.models.plans import AuditDraw, AuditPlan
from marketplace.audits.queries import AuditCaseRow, AuditItemList, AuditItemRow, ground_of
from marketplace.audits.results import AuditResult, result_of
from marketplace.audits.risks import risk_label
from marketplace.audits.states import CLOSED
from marketplace.compliance.wording import NOTHING, long_day, percent, rupiah
from marketplace.kernel.errors import NotFound
from marketplace.kernel.letterhead import OFFICE
from marketplace.ports.documents import Documents

TITLE = "Laporan Hasil Pemeriksaan"
CERTAIN = "pasti diperiksa"
UNCHECKED = "belum diperiksa"


@dataclass(frozen=True)
class CaseRecord:
    """All that a case's report says, read once; `items` are the partner's own, `result` is of the whole sample."""

    case: AuditCaseRow
    plan: AuditPlan
    draw: AuditDraw
    ground: str
    items: Sequence[AuditItemRow]
    result: AuditResult
    findings: Sequence[FindingStory]
    auditors: Sequence[str]


def case_record(session: Session, case: AuditCaseRow) -> CaseRecord:
    """Raises NotFound for a case without its plan or draw."""
    plan, draw = session.get(AuditPlan, case.plan_id), session.get(AuditDraw, case.plan_id)
    if plan is None or draw is None:
        raise NotFound(f"audit plan {case.plan_id}")
    sample = AuditItemList(plan_id=plan.id).rows(session)
    members = select(User.name).join(AuditMember, AuditMember.user_id == User.id)
    return CaseRecord(
        case=case,
        plan=plan,
        draw=draw,
        ground=str(ground_of(session, plan)),
        items=[one for one in sample if one.partner_id == case.partner_id],
        result=result_of(plan, draw, sample),
        findings=findings_of(session, case.id),
        auditors=session.scalars(members.where(AuditMember.case_id == case.id).order_by(User.name)).all(),
    )


def case_report(documents: Documents, record: CaseRecord, *, on: date) -> bytes:
    """As PDF, with a place to sign by hand."""
    return documents.pdf("audit_report.typ", report_data(record, on=on), {})


def report_data(record: CaseRecord, *, on: date) -> Mapping[str, Any]:
    return {
        "office": OFFICE,
        "title": f"{TITLE}: {record.case.partner}",
        "number": record.case.number,
        "draft": record.case.state is not CLOSED,
        "scope": _scope(record),
        "figures": _figures(record),
        "result": [_conclusion(record)],
        "causes": [
            [str(cause.label), str(one.count), rupiah(one.overstated), rupiah(one.understated)]
            for cause, one in record.result.causes.items()
        ],
        "findings": [_finding(one) for one in record.findings],
        "acts": [row for one in record.findings for row in _acts(one)],
        "documents": [_document(record, one) for one in record.items],
        "verify": _verify(record),
        "signer": {
            "place": f"Metro, {long_day(on)}",
            "role": "Auditor",
            "name": ", ".join(record.auditors),
            "rank": "",
        },
    }


def _scope(record: CaseRecord) -> Sequence[str]:
    plan, draw, case = record.plan, record.draw, record.case
    return [
        f"Pemeriksaan ini berdasarkan {record.ground}, menurut rencana {plan.number}.",
        f"Yang diperiksa: pembelian lokal {case.partner} dari {long_day(plan.from_on)} sampai"
        f" {long_day(plan.until_on)} yang tercatat di MB2, {len(record.items)} dokumen, dipegang terhadap notanya.",
        f"Sampel diundi dengan cara {str(METHODS[plan.method].label).lower()} dari {draw.documents} dokumen senilai"
        f" {rupiah(draw.total)}: keyakinan {percent(plan.confidence)}, salah saji yang dapat diterima"
        f" {percent(plan.tolerable)}, yang diperkirakan {percent(plan.expected)}.",
        f"Yang diminta dari toko sampai {long_day(case.due_on)}: {case.asked}",
    ]


def _figures(record: CaseRecord) -> Sequence[Sequence[str]]:
    known = [one for one in record.items if one.audited is not None]
    book, paper = sum(one.net for one in known), sum(one.audited or 0 for one in known)
    return [
        ["Dokumen diperiksa", f"{len(known)} dari {len(record.items)}"],
        ["Nilai di MB2", rupiah(book)],
        ["Nilai di kertas", rupiah(paper)],
    ]


def _conclusion(record: CaseRecord) -> str:
    """Of the population that the sample was drawn from, and of nothing else."""
    result, draw = record.result, record.draw
    if result.unchecked:
        return f"{result.unchecked} dokumen sampel belum diperiksa, jadi belum ada yang diperkirakan."
    if result.monetary is not None:
        word = "tidak melewati" if result.acceptable else "melewati"
        return (
            f"Untuk populasi {rupiah(draw.total)} yang diundi, perkiraan salah saji"
            f" {rupiah(result.monetary.projected)} dengan batas atas {rupiah(result.monetary.upper)} pada keyakinan"
            f" {percent(record.plan.confidence)}; batas itu {word} yang dapat diterima, {rupiah(result.tolerable)}."
        )
    if result.counted is not None:
        word = "tidak melewati" if result.acceptable else "melewati"
        return (
            f"Dari {draw.documents} dokumen yang diundi, paling banyak {result.counted.upper} keliru pada keyakinan"
            f" {percent(record.plan.confidence)}; itu {word} yang dapat diterima, {result.tolerable} dokumen. Perkiraan"
            f" rupiahnya {rupiah(result.counted.estimate)}, tanpa batas atas."
        )
    return "Sampel menurut risiko hanya berkata tentang dokumen yang diperiksa; tidak ada yang diperkirakan darinya."


def _finding(story: FindingStory) -> Mapping[str, Any]:
    one = story.finding
    return {
        "title": f"Temuan {one.number}",
        "parts": [
            ["Kondisi", one.found],
            ["Kriteria", one.criterion],
            ["Sebab", one.reason],
            ["Akibat", f"{one.effect} ({rupiah(one.amount)})"],
            ["Rekomendasi", one.advice],
            ["Dijawab paling lambat", long_day(one.due_on)],
        ],
    }


def _acts(story: FindingStory) -> Sequence[Sequence[str]]:
    return [
        [
            str(story.finding.number),
            f"{one.text} {one.verified_as or one.reason or ''}".strip(),
            "Selesai" if one.verified_at else str(one.ruling.label) if one.ruling else "Menunggu auditor",
        ]
        for one in story.answers
    ]


def _document(record: CaseRecord, one: AuditItemRow) -> Sequence[str]:
    why = [CERTAIN if one.certain else str(METHODS[record.plan.method].why(one.drawn_number))]
    why += [str(risk_label(risk)) for risk in one.risks]
    paper = NOTHING if one.audited is None else rupiah(one.audited)
    found = str(one.outcome.label) if one.outcome else UNCHECKED
    return [one.document, one.maker, rupiah(one.net), paper, found, ", ".join(why)]


def _verify(record: CaseRecord) -> Sequence[str]:
    draw = record.draw
    return [
        f"Sidik (SHA-256) rencana di jurnal: {draw.plan_hash}",
        f"Sidik berkas populasi.csv: {draw.population_hash}",
        f"Angka acak, SHA-256 dari kedua sidik itu bersambung sebagai teks: {draw.seed}",
        "Angka ke-n adalah SHA-256 dari teks “angka acak:n”. Siapa pun yang memegang populasi.csv dapat mengundi lagi"
        " dan memperoleh dokumen yang sama.",
    ]

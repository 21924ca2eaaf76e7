"""The report of a case (LHP) on A4, in Indonesian and in the usual chapters. The draft of an open case says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.audits.finding_stories import FindingStory
from marketplace.audits.methods.base import METHODS
from marketplace.audits.queries import AuditItemRow
from marketplace.audits.records import CaseRecord
from marketplace.audits.report_chapters import (
    NUMBERLESS,
    closing_of,
    opening_of,
    refused_of,
    shelf_of,
    understated_of,
)
from marketplace.audits.risks import risk_label
from marketplace.audits.states import CLOSED
from marketplace.compliance.wording import NOTHING, long_day, percent, rupiah
from marketplace.kernel.letterhead import OFFICE
from marketplace.ports.documents import Documents

TITLE = "Laporan Hasil Pemeriksaan"
CERTAIN = "pasti diperiksa"
UNCHECKED = "belum diperiksa"


def case_report(documents: Documents, record: CaseRecord, *, on: date) -> bytes:
    """As PDF, with a place to sign by hand."""
    return documents.pdf("audit_report.typ", report_data(record, on=on), {})


def report_data(record: CaseRecord, *, on: date) -> Mapping[str, Any]:
    """Every sentence and figure in its chapter, as text."""
    return {
        "office": OFFICE,
        "title": f"{TITLE}: {record.case.partner}",
        "number": record.case.number,
        "draft": record.case.state is not CLOSED,
        "opening": opening_of(record),
        "figures": _figures(record),
        "result": [_conclusion(record)],
        "causes": [
            [str(cause.label), str(one.count), rupiah(one.overstated), rupiah(one.understated)]
            for cause, one in record.result.causes.items()
        ],
        "understated": understated_of(record),
        "shelf": shelf_of(record),
        "refused": refused_of(record),
        "findings": [_finding(one) for one in record.findings],
        "acts": [row for one in record.findings for row in _acts(one)],
        "closing": closing_of(record),
        "documents": [_document(record, one) for one in record.items],
        "verify": _verify(record),
        "signer": {
            "place": f"Metro, {long_day(on)}",
            "role": "Auditor",
            "name": ", ".join(record.auditors),
            "rank": "",
        },
    }


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
    name = f"{one.paper or NUMBERLESS}, {long_day(one.day)}"
    return [name, one.maker, rupiah(one.net), paper, found, ", ".join(why)]


def _verify(record: CaseRecord) -> Sequence[str]:
    draw = record.draw
    return [
        f"Sidik (SHA-256) rencana di jurnal: {draw.plan_hash}",
        f"Sidik berkas populasi.csv: {draw.population_hash}",
        f"Angka acak, SHA-256 dari kedua sidik itu bersambung sebagai teks: {draw.seed}",
        "Angka ke-n adalah SHA-256 dari teks “angka acak:n”. Siapa pun yang memegang populasi.csv dapat mengundi lagi"
        " dan memperoleh dokumen yang sama.",
    ]

"""Chapters of the report of a case that are told in sentences: opening, what was not declared, shelves, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.audits.methods.base import METHODS
from marketplace.audits.records import CaseRecord
from marketplace.audits.refused_rows import RefusedSampleRow
from marketplace.audits.states import CLOSED
from marketplace.audits.understating import DeclaredMonth
from marketplace.compliance.wording import NOTHING, long_day, percent, rupiah
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import Label

Section = Mapping[str, Any]
NUMBERLESS = "tanpa nomor"


def opening_of(record: CaseRecord) -> Sequence[Section]:
    """Dasar, tujuan, ruang lingkup, metode, waktu dan pemeriksa: a title and sentences each."""
    plan, draw, case = record.plan, record.draw, record.case
    method = METHODS[plan.method]
    return [
        _section("Dasar", f"Pemeriksaan ini berdasarkan {record.ground}, menurut rencana {plan.number}."),
        _section(
            "Tujuan",
            f"Menilai apakah pembelian lokal yang tercatat atas nama {case.partner} sesuai dengan notanya, dan apakah"
            " ada pembelian yang tidak dinyatakan.",
        ),
        _section(
            "Ruang lingkup",
            f"Pembelian lokal {case.partner} dari {long_day(plan.from_on)} sampai {long_day(plan.until_on)} yang"
            f" tercatat di MB2: {len(record.items)} dokumen sampel, nota di luar MB2 yang ditemukan di toko, dan barang"
            " di rak yang dihitung. Pembelian di luar masa itu dan barang bukan buatan Metro tidak diperiksa.",
            f"Yang diminta dari toko sampai {long_day(case.due_on)}: {case.asked}",
        ),
        _section(
            "Metode",
            f"Sampel diundi dengan cara {_small(method.label)} dari {draw.documents} dokumen senilai"
            f" {rupiah(draw.total)}: keyakinan {percent(plan.confidence)}, salah saji yang dapat diterima"
            f" {percent(plan.tolerable)}, yang diperkirakan {percent(plan.expected)}. {method.explained}",
            "Setiap dokumen dipegang terhadap nota aslinya di toko. Yang tidak ditemukan dihitung salah seluruhnya."
            " Yang terlalu kecil disebut tersendiri dan tidak mengurangi yang terlalu besar.",
        ),
        _section("Waktu dan pemeriksa", _when(record)),
    ]


def _section(title: str, *words: str) -> Section:
    return {"title": title, "words": words}


def _small(label: Label) -> str:
    return str(label).lower()


def _when(record: CaseRecord) -> str:
    case = record.case
    until = f"ditutup {long_day(day_of(case.closed_at))}" if case.closed_at else "belum ditutup"
    return (
        f"Kasus {case.number} dibuka {long_day(day_of(case.opened_at))} dan {until}. Pemeriksa:"
        f" {', '.join(record.auditors) or NOTHING}. Foto dari kunjungan: {len(record.photos)}."
    )


def understated_of(record: CaseRecord) -> Section:
    """What was not declared: a sentence, found documents, and each month's total beside what is known."""
    found = record.understated
    said = (
        f"Nota di luar MB2 yang ditemukan: {len(found.unrecorded)}, senilai {rupiah(found.outside)}. Dokumen sampel"
        f" yang nilainya terlalu kecil: {rupiah(found.too_low)}. Total belanja yang dinyatakan kurang"
        f" {rupiah(found.short)} dari dokumen yang diketahui. Angka ini diuji tersendiri dan tidak mengurangi salah"
        " saji yang terlalu besar."
    )
    return {
        "words": [said],
        "documents": [
            [row.number or NUMBERLESS, row.seller, long_day(row.day), rupiah(row.net), row.note]
            for row in found.unrecorded
        ],
        "months": [_month(one) for one in found.months],
    }


def _month(one: DeclaredMonth) -> Sequence[str]:
    declared = "tidak dinyatakan" if one.declared is None else rupiah(one.declared)
    return [str(one.month.label), declared, rupiah(one.documents), rupiah(one.short)]


def shelf_of(record: CaseRecord) -> Sequence[Sequence[str]]:
    """Goods that were counted, with what should lie there on consignment."""
    return [
        [
            f"{row.text}, {row.maker}" if row.maker else row.text,
            str(row.counted),
            NOTHING if row.expected is None else str(row.expected),
            NOTHING if row.missing is None else str(-row.missing),
        ]
        for row in record.shelf
    ]


def refused_of(record: CaseRecord) -> Section:
    """Rows of the sample that were refused, whole or in part: a sentence, and each with its reason and standing."""
    held = [row for row in record.refused if row.told.holds]
    lines = {row.line.id: row.line for row in held}
    left_out = sum(line.net - (line.audited or 0) for line in lines.values())
    parts = len({row.line.id for row in held if row.told.said.audited_net})
    said = (
        f"Baris dokumen sampel yang ditolak auditor: {len(lines)}, {parts} di antaranya sebagian. Karena itu"
        f" {rupiah(left_out)} tidak dihitung sebagai pembelian lokal."
    )
    return {"words": [said], "rows": [_refused(row) for row in record.refused]}


def _refused(row: RefusedSampleRow) -> Sequence[str]:
    name = f"{row.document.paper or NUMBERLESS}: {row.line.text}"
    return [
        *(name, rupiah(row.line.net), rupiah(row.counts), row.told.said.reason),
        str(row.told.standing.label),
    ]


def closing_of(record: CaseRecord) -> Sequence[str]:
    """What the report is, and what is still open."""
    left = sum(not one.settled for one in record.findings)
    open_still = f" {left} temuan belum selesai ditindaklanjuti." if left else ""
    stands = "Semua dokumen sampel sudah diperiksa dan kasus ini ditutup."
    if record.case.state is not CLOSED:
        stands = "Kasus ini belum ditutup, jadi laporan ini masih rancangan."
    return [
        f"{stands}{open_still}",
        f"Laporan ini hanya tentang dokumen dan masa yang disebut di atas. Temuan tidak mengubah angka MB2 dengan"
        f" sendirinya: baris ditolak dengan alasan, atau dibatalkan {record.case.partner}, dan laporan bulan yang"
        " sudah terbit disajikan kembali.",
        "Paket audit kasus ini berisi laporan, baris, bukti, dan catatan jurnalnya; BACA-SAYA.txt di dalamnya"
        " menerangkan cara memeriksanya tanpa MB2.",
    ]

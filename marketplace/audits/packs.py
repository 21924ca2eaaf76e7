"""All of a case in one ZIP that anybody can open and check without MB2: report, rows, evidence, journal, population."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.audits.events import AuditCaseEvent, FindingEvent, PlanEvent
from marketplace.audits.methods.base import METHODS
from marketplace.audits.queries import DocumentLines, SubmissionList
from marketplace.audits.records import CaseRecord
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.files.queries import opened
from marketplace.journal.models import JournalEntry
from marketplace.kernel.errors import NotFound, Refused
from marketplace.ports.storage import Storage

SUMS, PIECE = "SHA256SUMS", 1 << 16
READ_ME = """Paket audit {number}, {partner}

LHP.pdf        laporan hasil pemeriksaan
hasil.json     angka-angka yang sama dengan halaman hasil di MB2, dalam rupiah
dokumen.csv    dokumen sampel mitra ini: nilai di MB2, nilai di kertas, hasil
baris.csv      baris pembelian di balik setiap dokumen
penolakan.csv  baris yang ditolak auditor, seluruhnya atau sebagian, dan bagaimana kelanjutannya
nota-luar.csv  nota yang ditemukan di toko dan tidak ada di MB2
pernyataan.csv total belanja yang dinyatakan per bulan, dan dokumen yang diketahui
rak.csv        barang di rak yang dihitung auditor
populasi.csv   semua dokumen yang dapat terpilih, tepat seperti yang disidik
jurnal.csv     catatan jurnal tentang rencana, kasus, dan temuan ini
bukti/         foto dan berkas; foto tanpa data kamera

Cara memeriksa
1. sha256sum -c SHA256SUMS
2. sha256sum populasi.csv harus sama dengan population_hash di hasil.json.
3. Di jurnal.csv, hash = SHA-256 dari prev_hash disambung stored. Hash baris AuditPlanned adalah plan_hash.
4. seed = SHA-256 dari teks plan_hash disambung teks population_hash.
5. Angka ke-n adalah SHA-256 dari teks "seed:n" sebagai bilangan; sisa baginya dengan batas undian adalah hasilnya.
6. Undian menurut risiko: batasnya jumlah kolom weight dokumen yang belum terpilih, dan yang terpilih adalah dokumen
   tempat jumlah berjalan kolom itu, dalam urutan berkas, pertama kali melewati hasilnya. Kolom risks menyebut sebabnya.
{lost}"""


def case_pack(uow: UnitOfWork, storage: Storage, record: CaseRecord, report: bytes) -> Iterator[bytes]:
    """In pieces; `report` is the LHP. Files whose bytes are gone are named in BACA-SAYA.txt."""
    with TemporaryFile() as packed:
        _write(uow, storage, record, report, packed)
        packed.seek(0)
        while piece := packed.read(PIECE):
            yield piece


def _write(uow: UnitOfWork, storage: Storage, record: CaseRecord, report: bytes, packed: IO[bytes]) -> None:
    sums, lost = list[str](), list[str]()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, record.case.opened_at.timetuple()[:6]), content)
            sums.append(f"{sha256(content).hexdigest()}  {name}\n")

        put("LHP.pdf", report)
        put("hasil.json", json.dumps(figures_of(record), indent=1).encode())
        put("dokumen.csv", _documents(record))
        put("baris.csv", _lines(uow.session, record))
        put("penolakan.csv", _refused(record))
        put("nota-luar.csv", _unrecorded(record))
        put("pernyataan.csv", _declared(record))
        put("rak.csv", _shelf(record))
        put("jurnal.csv", _journal(uow.session, record))
        population = uow.get(Attachment, record.draw.file_id).public_id
        for public_id in (population, *_evidence(uow.session, record)):
            try:
                file = opened(uow, storage, public_id)
            except (NotFound, Refused):
                lost.append(public_id)
            else:
                name = f"bukti/{public_id}-{file.attachment.name}"
                put("populasi.csv" if public_id == population else name, file.content)
        gone = f"\nBerkas yang tidak dapat dibuka: {', '.join(lost)}\n" if lost else ""
        words = {"number": record.case.number, "partner": record.case.partner, "lost": gone}
        put("BACA-SAYA.txt", READ_ME.format(**words).encode())
        archive.writestr(SUMS, "".join(sums))


def figures_of(record: CaseRecord) -> dict[str, Any]:
    """What the result page says, as plain numbers; rupiah, or documents where documents were drawn at random."""
    draw, result = record.draw, record.result
    said: dict[str, Any] = {
        "plan": record.plan.number,
        "method": record.plan.method,
        "plan_hash": draw.plan_hash,
        "population_hash": draw.population_hash,
        "seed": draw.seed,
        "documents": draw.documents,
        "total": draw.total,
        "interval": draw.interval,
        "checked": result.checked,
        "unchecked": result.unchecked,
        "wrong": result.wrong,
        "overstated": result.overstated,
        "understated": result.understated,
        "tolerable": result.tolerable,
        "unrecorded": record.understated.outside,
        "documents_too_low": record.understated.too_low,
        "declared_too_low": record.understated.short,
    }
    if result.monetary is not None:
        said |= {"projected": result.monetary.projected, "upper": result.monetary.upper}
    if result.counted is not None:
        said |= {"wrong_at_most": result.counted.upper, "estimate": result.counted.estimate}
    return said


def _documents(record: CaseRecord) -> bytes:
    method = METHODS[record.plan.method]
    heads = (
        "nomor",
        "dokumen",
        "pembuat",
        "tanggal",
        "nilai_mb2",
        "nilai_kertas",
        "hasil",
        "sebab",
        "terpilih",
        "risiko",
    )
    return _table(
        heads,
        (
            (
                *(one.place, one.paper, one.maker, one.day, one.net, one.audited),
                one.outcome.value if one.outcome else "",
                one.cause.value if one.cause else "",
                "certain" if one.certain else method.why(one.drawn_number),
                " ".join(one.risks),
            )
            for one in record.items
        ),
    )


def _lines(session: Session, record: CaseRecord) -> bytes:
    heads = (
        "dokumen",
        "tanggal",
        "nomor_nota",
        "barang",
        "jumlah_perseribu",
        "satuan",
        "harga",
        "nilai",
        "nilai_setelah_penolakan",
    )
    return _table(
        heads,
        (
            (
                *(one.paper, line.bought_on, line.document_number, line.text),
                *(line.quantity, line.unit, line.price, line.net),
                line.net if line.audited is None else line.audited,
            )
            for one in record.items
            for line in DocumentLines(purchases=one.purchases).rows(session)
        ),
    )


def _refused(record: CaseRecord) -> bytes:
    """The quantity that counts is empty where the auditor told rupiah only."""
    heads = (
        "dokumen",
        "barang",
        "nilai",
        "dihitung",
        "jumlah_perseribu",
        "jumlah_dihitung_perseribu",
        "alasan",
        "ditolak_pada",
        "jawaban",
        "keadaan",
    )
    return _table(
        heads,
        (
            (
                *(row.document.paper, row.line.text, row.line.net, row.counts),
                *(row.line.quantity, row.told.said.audited_quantity if row.told.holds else row.line.quantity),
                *(row.told.said.reason, row.told.said.refused_at.isoformat()),
                " / ".join(answer.text for answer in row.told.answers),
                row.told.standing.value,
            )
            for row in record.refused
        ),
    )


def _unrecorded(record: CaseRecord) -> bytes:
    heads = ("nomor_nota", "penjual", "tanggal", "nilai", "keterangan")
    rows = record.understated.unrecorded
    return _table(heads, ((row.number, row.seller, row.day, row.net, row.note) for row in rows))


def _declared(record: CaseRecord) -> bytes:
    heads = ("bulan", "total_dinyatakan", "dokumen_diketahui", "kurang")
    months = record.understated.months
    return _table(heads, ((one.month, one.declared, one.documents, one.short) for one in months))


def _shelf(record: CaseRecord) -> bytes:
    heads = ("barang", "pembuat", "dihitung", "menurut_mb2", "waktu")
    rows = record.shelf
    return _table(heads, ((row.text, row.maker, row.counted, row.expected, row.counted_at) for row in rows))


def _journal(session: Session, record: CaseRecord) -> bytes:
    """The exact text of each entry, which its hash is of."""
    about = {
        PlanEvent.subject_kind: [record.plan.id],
        AuditCaseEvent.subject_kind: [record.case.id],
        FindingEvent.subject_kind: [one.finding.id for one in record.findings],
    }
    these = (
        (JournalEntry.subject_kind == kind) & JournalEntry.subject_id.in_(ids) for kind, ids in about.items()
    )
    columns = (
        JournalEntry.seq,
        JournalEntry.action,
        JournalEntry.prev_hash,
        JournalEntry.hash,
        JournalEntry.stored,
    )
    found = session.execute(select(*columns).where(or_(*these)).order_by(JournalEntry.seq))
    return _table(("seq", "action", "prev_hash", "hash", "stored"), (tuple(row) for row in found))


def _evidence(session: Session, record: CaseRecord) -> Sequence[str]:
    """Public ids: of the rows themselves, of what was handed in, and of answers to findings and refusals; each once."""
    found = [
        line.evidence
        for one in record.items
        for line in DocumentLines(purchases=one.purchases).rows(session)
        if line.evidence
    ]
    found += [row.file for row in SubmissionList(case_id=record.case.id).rows(session)]
    found += [row.evidence for story in record.findings for row in story.answers]
    found += [row.file for row in record.photos]
    found += [row.file for row in record.understated.unrecorded if row.file]
    found += [answer.evidence for row in record.refused for answer in row.told.answers if answer.evidence]
    return list(dict.fromkeys(found))


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode()

"""Does a report still say what was signed? Every question is asked, and every answer shown.

Nothing is believed for standing in the report's own row: the key must be pinned outside the database or joined to one
by rotations, the hash must be the one that the journal has of the publishing, and the journal must agree with the head
in every published report. `SEAL` costs one signature; `LOOK` is cheap enough for a page; `PROVE` reads the whole
journal and judges anew; `ALONE` needs nothing but the file and a key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.compliance.envelopes import Envelope, envelope_of
from marketplace.compliance.events import ReportPublished
from marketplace.compliance.freezing import JournalMark, SignedDocument, read_document, sha256
from marketplace.compliance.frozen_proof import ask_annex, ask_slices
from marketplace.compliance.models import Report
from marketplace.compliance.office_keys import chain_of, key_chain
from marketplace.compliance.questions import Asks, Check, JournalEvidence, ReportQuestion, Verification
from marketplace.journal import queries as journal
from marketplace.journal.chain import payload_of
from marketplace.journal.models import JournalEntry
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.labels import _l
from marketplace.ports.signing import Signer

MOST = 2**31
EMPTY = JournalMark(seq=0, hash="")


def verify(session: Session, signer: Signer, envelope: Envelope) -> Verification:
    """Against the office's own books: everything, the whole journal and a recomputation included."""
    row = session.scalar(select(Report).filter_by(number=envelope.number))
    [question] = _questions(session, signer, [(envelope, row)])
    return _answered(question, PROVE)


def verify_report(session: Session, signer: Signer, report: Report) -> Verification:
    return verify(session, signer, envelope_of(report))


def look_at(session: Session, signer: Signer, reports: Sequence[Report]) -> Sequence[Verification]:
    """What can be told of the office's own reports on every visit, in as few statements for many as for one.

    Hash, signature, key, and what the journal has of the publishing and of the head in each. Nothing is judged anew,
    and of the journal only the entries that are named are read.
    """
    given = [(envelope_of(report, annex=False), report) for report in reports]
    return [_answered(question, LOOK) for question in _questions(session, signer, given)]


def has_office_seal(session: Session, signer: Signer, report: Report) -> bool:
    """Whether an office key signed this text, number and month. No other row is asked but the rotations of keys."""
    question = ReportQuestion(
        signer=signer,
        keys=key_chain(session, signer),
        given=envelope_of(report, annex=False),
        document=_read(report.document),
        row=report,
    )
    return _answered(question, SEAL).holds


def verify_alone(signer: Signer, envelope: Envelope, keys: Collection[str]) -> Verification:
    """With the file and fingerprints of keys alone, on any machine: no database is asked."""
    document = _read(envelope.document)
    chain = chain_of(signer, envelope.rotations, keys)
    return _answered(ReportQuestion(signer=signer, keys=chain, given=envelope, document=document), ALONE)


def _answered(question: ReportQuestion, asked: Sequence[Asks]) -> Verification:
    return Verification(question.given.number, [check for ask in asked for check in ask(question)])


def _questions(
    session: Session, signer: Signer, given: Sequence[tuple[Envelope, Report | None]]
) -> Sequence[ReportQuestion]:
    keys = key_chain(session, signer)
    read = [(envelope, row, _read(envelope.document)) for envelope, row in given]
    published = _published(session, [row for _, row in given if row])
    heads = [document.journal.seq for *_, document in read if document]
    hashes = _hashes(session, heads)
    return [
        ReportQuestion(
            signer=signer,
            keys=keys,
            given=envelope,
            document=document,
            session=session,
            row=row,
            evidence=JournalEvidence(published=published, hashes=hashes),
        )
        for envelope, row, document in read
    ]


def _published(session: Session, rows: Sequence[Report]) -> Mapping[str, tuple[int, str]]:
    """The first entry about each: what is written later under the same name does not replace it."""
    numbers = {row.id: row.number for row in rows}
    entries = (
        select(*JournalEntry.__table__.columns)
        .where(
            JournalEntry.subject_kind == ReportPublished.subject_kind,
            JournalEntry.subject_id.in_(numbers),
            JournalEntry.action == ReportPublished.action,
        )
        .order_by(JournalEntry.seq.desc())
    )
    found = {}
    for entry in session.execute(entries):
        whole = journal.holds(entry, seq=entry.seq, prev_hash=entry.prev_hash)
        digest = str(payload_of(entry.stored).get("sha256", "")) if whole else ""
        found[numbers[entry.subject_id]] = (entry.seq, digest)
    return found


def _hashes(session: Session, numbers: Collection[int]) -> Mapping[int, str]:
    possible = {seq for seq in numbers if 0 < seq < MOST}
    query = select(JournalEntry.seq, JournalEntry.hash).where(JournalEntry.seq.in_(possible))
    return {row.seq: row.hash for row in session.execute(query)}


def _read(text: str) -> SignedDocument | None:
    try:
        return read_document(text)
    except ValueError:
        return None


def ask_hash(question: ReportQuestion) -> Iterator[Check]:
    given = question.given
    found = sha256(given.document)
    holds = found == given.sha256
    says = _l("Sidik isinya %(found)s, bukan %(said)s: naskahnya diubah.", found=found, said=given.sha256)
    yield Check("hash", _l("Sidik isi cocok"), holds, "" if holds else says)


def ask_signature(question: ReportQuestion) -> Iterator[Check]:
    given = question.given
    holds = question.signer.verify(given.document.encode(), given.signature, given.public_key)
    says = _l("Tanda tangannya bukan atas naskah ini: naskah, tanda tangan atau kuncinya diganti.")
    yield Check("signature", _l("Tanda tangan sah"), holds, "" if holds else says)


def ask_key(question: ReportQuestion) -> Iterator[Check]:
    key, document = question.given.public_key, question.document
    if not question.keys.believes(key):
        says = _l(
            "Ditandatangani kunci %(key)s, yang bukan kunci kantor: siapa pun dapat membuat kunci seperti itu.",
            key=spelled(fingerprint(key)) or key[:40],
        )
        yield Check("key", _l("Kuncinya milik kantor"), False, says)
        return
    in_time = document is None or question.keys.signs_at(key, document.journal.seq)
    says = _l(
        "Kunci %(key)s bukan yang dipakai kantor saat itu: sebelum mulai, atau setelah diganti.",
        key=spelled(fingerprint(key)),
    )
    yield Check("key", _l("Kuncinya milik kantor"), in_time, "" if in_time else says)


def ask_named(question: ReportQuestion) -> Iterator[Check]:
    document, given = question.document, question.given
    holds = (
        document is not None
        and (document.number, document.public_key) == (given.number, given.public_key)
        and (question.row is None or question.row.month == document.month)
    )
    says = _l("Nomor, bulan atau kunci di luar naskah lain daripada di dalamnya: sampulnya diganti.")
    yield Check("named", _l("Nomor dan kunci tertulis di dalamnya"), holds, "" if holds else says)


def ask_registered(question: ReportQuestion) -> Iterator[Check]:
    row, given = question.row, question.given
    holds = row is not None and (row.sha256, row.signature, row.public_key) == (
        given.sha256,
        given.signature,
        given.public_key,
    )
    says = (
        _l("Kantor ini tidak menerbitkan laporan bernomor %(number)s.", number=given.number)
        if row is None
        else _l("Kantor ini menerbitkan nomor itu dengan sidik %(said)s.", said=row.sha256)
    )
    yield Check("registered", _l("Terdaftar pada kantor ini"), holds, "" if holds else says)


def ask_entry(question: ReportQuestion) -> Iterator[Check]:
    """The hash against the journal's entry of the publishing."""
    seq, digest = question.evidence.published.get(question.given.number, (0, ""))
    holds = bool(digest) and digest == question.given.sha256
    says = (
        _l("Jurnal tidak mencatat penerbitan laporan ini.")
        if not seq
        else _l("Entri %(seq)s tentang penerbitannya sendiri diubah.", seq=seq)
        if not digest
        else _l(
            "Jurnal mencatat penerbitannya pada entri %(seq)s dengan sidik %(said)s: bukan naskah ini yang terbit.",
            seq=seq,
            said=digest,
        )
    )
    yield Check("entry", _l("Jurnal mencatat penerbitannya"), holds, "" if holds else says)


def ask_head(question: ReportQuestion) -> Iterator[Check]:
    """The journal's head that stands in it against the journal of today."""
    mark = question.document.journal if question.document else None
    holds = mark is not None and _stands(mark, question.evidence.hashes)
    says = _l(
        "Entri %(seq)s jurnal bukan lagi yang tertulis dalam laporan: jurnal diubah atau dipotong sesudahnya.",
        seq=mark.seq if mark else "?",
    )
    yield Check("journal", _l("Kepala jurnal ada pada rantai"), holds, "" if holds else says)


def ask_heads(question: ReportQuestion) -> Iterator[Check]:
    """The heads in all reports that an office key signed: a chain that was rebuilt agrees with none of them."""
    if question.session is None:
        return
    marks = _marks(question, question.session)
    hashes = _hashes(question.session, [mark.seq for mark in marks.values()])
    wrong = [number for number, mark in marks.items() if not _stands(mark, hashes)]
    says = _l(
        "Jurnal tidak lagi memuat yang tertulis dalam laporan %(numbers)s: jurnalnya disusun ulang atau dipotong.",
        numbers=", ".join(wrong),
    )
    yield Check("heads", _l("Jurnal cocok dengan semua laporan terbit"), not wrong, says if wrong else "")


def _marks(question: ReportQuestion, session: Session) -> Mapping[str, JournalMark]:
    """By number. A report that no office key signed vouches for nothing."""
    rows = session.execute(select(Report.number, Report.document, Report.signature, Report.public_key))
    return {
        row.number: document.journal
        for row in rows
        if (document := _read(row.document))
        and question.keys.believes(row.public_key)
        and question.signer.verify(row.document.encode(), row.signature, row.public_key)
    }


def ask_chain(question: ReportQuestion) -> Iterator[Check]:
    """Every hash of the journal up to the entry of the publishing."""
    if question.session is None:
        return
    seq, _ = question.evidence.published.get(question.given.number, (0, ""))
    bad = journal.verify(question.session).first_bad_seq
    holds = bad is None or bad > seq > 0
    says = _l("Jurnal rusak pada entri %(seq)s, sebelum laporan ini terbit.", seq=bad or "?")
    yield Check("chain", _l("Rantai jurnal utuh sampai penerbitannya"), holds, "" if holds else says)


def _stands(mark: JournalMark, hashes: Mapping[int, str]) -> bool:
    return mark == EMPTY or hashes.get(mark.seq) == mark.hash


SEAL: Sequence[Asks] = (ask_hash, ask_signature, ask_key, ask_named)
LOOK: Sequence[Asks] = (*SEAL, ask_registered, ask_entry, ask_head)
PROVE: Sequence[Asks] = (*LOOK, ask_heads, ask_chain, ask_annex, ask_slices)
ALONE: Sequence[Asks] = (*SEAL, ask_annex, ask_slices)

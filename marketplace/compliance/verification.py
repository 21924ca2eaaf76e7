"""Does a report still say what was signed? Every question is asked, and every answer shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.compliance.freezing import (
    FORM,
    JournalMark,
    SignedDocument,
    canonical,
    read_annex,
    read_document,
    sha256,
    versions,
)
from marketplace.compliance.models import Report
from marketplace.compliance.months import evaluate_all, public_figures
from marketplace.journal.models import JournalEntry
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.ports.signing import Signer

MOST = 2**31


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A report as it travels: the texts to the letter, and what vouches for them. `annex` may be withheld."""

    number: str
    document: str
    annex: str | None
    sha256: str
    signature: str
    public_key: str


@dataclass(frozen=True)
class Check:
    key: str
    label: Label
    holds: bool


@dataclass(frozen=True)
class Verification:
    number: str
    checks: Sequence[Check]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)


def envelope_of(report: Report, *, annex: bool = True) -> Envelope:
    return Envelope(
        number=report.number,
        document=report.document,
        annex=report.annex if annex else None,
        sha256=report.sha256,
        signature=report.signature,
        public_key=report.public_key,
    )


def seal(envelope: Envelope) -> str:
    """The file `flask compliance verify --file` reads."""
    return canonical({"form": FORM} | envelope.__dict__)


def unseal(text: str) -> Envelope:
    """Raises Refused for what is no report file."""
    try:
        data: Mapping[str, Any] = json.loads(text)
        if data["form"] != FORM:
            raise ValueError(data["form"])
        names = ("number", "document", "sha256", "signature", "public_key")
        return Envelope(**{name: str(data[name]) for name in names}, annex=data.get("annex"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_l("Berkas ini bukan laporan MB2; unduh lagi dari halaman laporannya.")) from error


def verify(session: Session, signer: Signer, envelope: Envelope) -> Verification:
    return Verification(envelope.number, list(_ask(session, signer, envelope)))


def _ask(session: Session, signer: Signer, given: Envelope) -> Iterator[Check]:
    document = _read(given.document)
    yield Check("hash", _l("Sidik isi cocok"), sha256(given.document) == given.sha256)
    yield Check(
        "signature",
        _l("Tanda tangan sah"),
        signer.verify(given.document.encode(), given.signature, given.public_key),
    )
    registered = select(Report.id).filter_by(
        number=given.number, sha256=given.sha256, public_key=given.public_key, signature=given.signature
    )
    yield Check("registered", _l("Terdaftar pada kantor ini"), session.scalar(registered) is not None)
    named = document and (document.number, document.public_key) == (given.number, given.public_key)
    yield Check("named", _l("Nomor dan kunci tertulis di dalamnya"), bool(named))
    yield Check(
        "journal",
        _l("Kepala jurnal ada pada rantai"),
        bool(document and _in_chain(session, document.journal)),
    )
    if given.annex is not None:
        whole = document and document.annex_sha256 == sha256(given.annex)
        yield Check("annex", _l("Lampiran utuh"), bool(whole))
        same = document and _same_results(given.annex, document)
        yield Check("results", _l("Hitung ulang dari masukan menghasilkan angka yang sama"), bool(same))


def _read(text: str) -> SignedDocument | None:
    try:
        return read_document(text)
    except ValueError:
        return None


def _in_chain(session: Session, head: JournalMark) -> bool:
    if not 0 < head.seq < MOST:
        return head == JournalMark(seq=0, hash="")
    return session.scalar(select(JournalEntry.hash).filter_by(seq=head.seq)) == head.hash


def _same_results(text: str, document: SignedDocument) -> bool:
    """Judged anew from the frozen inputs. A measure that was redefined since cannot give the old figures."""
    try:
        annex = read_annex(text)
        again = evaluate_all(annex.inputs)
    except (ValueError, LookupError, TypeError, Refused):  # a stranger's file may hold anything
        return False
    return (
        again == annex.results
        and public_figures(again) == document.figures
        and versions(again) == document.measures
    )

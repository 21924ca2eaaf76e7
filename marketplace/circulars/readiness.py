"""What a draft still lacks before somebody else can approve it, and what its approver should know. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.circulars.checks import Limits, trouble_of
from marketplace.circulars.overlaps import Overlap
from marketplace.circulars.prepared import PreparedRow, said_wrong
from marketplace.circulars.terms import CircularTerms
from marketplace.kernel.labels import Label, _l


@dataclass(frozen=True, kw_only=True)
class DraftMatter:
    """`stops` the approval, or is only to be known; `clause` is the mark of the clause it is about."""

    says: Label
    stops: bool = False
    clause: str | None = None


def matters_of(
    draft: CircularTerms,
    *,
    overlaps: Sequence[Overlap],
    limits: Limits,
    bound: int,
    scan: bool,
    today: date,
    prepared: Sequence[PreparedRow] = (),
) -> Sequence[DraftMatter]:
    """What stops the approval first; `bound` partners are bound today."""
    lifted = [DraftMatter(says=says, stops=True) for says in said_wrong(prepared)]
    found = [*_stopping(draft, overlaps, limits), *lifted, *_telling(draft, bound, scan, today)]
    return sorted(found, key=lambda matter: not matter.stops)


def _stopping(draft: CircularTerms, overlaps: Sequence[Overlap], limits: Limits) -> Iterator[DraftMatter]:
    if not draft.clauses:
        yield DraftMatter(says=_l("Belum ada butir; tambahkan sekurangnya satu."), stops=True)
    for clause in draft.clauses:
        if says := trouble_of(clause, limits):
            yield DraftMatter(says=says, stops=True, clause=clause.code)
    for other in overlaps:
        says = _l("Masa berlakunya bertumpuk dengan surat edaran %(number)s.", number=other.number)
        yield DraftMatter(says=says, stops=True)


def _telling(draft: CircularTerms, bound: int, scan: bool, today: date) -> Iterator[DraftMatter]:
    if not scan:
        yield DraftMatter(says=_l("Pindaian suratnya belum dilampirkan."))
    if draft.from_on < today:
        yield DraftMatter(says=_l("Tanggal mulainya sudah lewat; laporan yang sudah terbit tidak berubah."))
    if draft.clauses and not any(clause.weight for clause in draft.clauses):
        yield DraftMatter(says=_l("Semua butir berbobot nol, jadi tidak ada mitra yang mendapat skor."))
    if draft.clauses and not bound:
        yield DraftMatter(says=_l("Belum ada mitra dari jenis yang diikatnya."))

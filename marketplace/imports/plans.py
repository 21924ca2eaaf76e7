"""What a register would do to the ledger: rows that are new, the same, evidence for a handover, or ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from sqlalchemy.orm import Session

from marketplace.imports.entries import own_product
from marketplace.imports.registers.questions import Answers, Choice, Question, QuestionKey, Reading
from marketplace.imports.registers.rows import PurchaseRegister, RegisterRow
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.purchases.bulk import Recorded, recorded_rows
from marketplace.purchases.documents import (
    Line,
    document_key,
    held_documents,
    live_lines,
    plainly,
)
from marketplace.purchases.matching import Changed, Evidence, New, Outcome, Same, match
from marketplace.purchases.models.ledger import Source

REPLACE, ADD = "replace", "add"
SHOWN = 3
NEW = New()
Marked = tuple[str, RegisterRow]  # the reference a row has in the ledger, and the row


@dataclass(frozen=True, kw_only=True)
class RegisterPlan:
    """All good rows of a register, each in one of the four.

    `adding` of the new ones add an item to a document that is known. `undone` are references that an undone import
    has used up; `repeated` the purchases of other imports that this register has too.
    """

    new: Sequence[Marked]
    same: Sequence[RegisterRow]
    evidence: Sequence[tuple[Marked, Evidence]]  # kept, and not counted: a handover holds their document
    changed: Sequence[
        tuple[Marked, Changed]
    ]  # a person says whether they replace what counts, or come beside it
    adding: int
    undone: Collection[str]
    repeated: Collection[PurchaseId]
    total: Rupiah  # of all good rows

    @property
    def question(self) -> Question | None:
        """What is asked before anything is written; None where nothing is."""
        if not self.changed:
            return None
        shown = [(row, change) for (_, row), change in self.changed[:SHOWN]]
        before = sum(change.live.line.net for _, change in self.changed if change.live)
        return Question(
            key=QuestionKey.CHANGED,
            about=_l(
                "%(rows)s baris memakai nota yang sudah tercatat, tetapi isi atau tanggalnya lain. Apakah baris itu"
                " mengganti catatan yang ada, atau pembelian lain?",
                rows=len(self.changed),
            ),
            rows=[Reading(ref=row.ref, text=_spelled(row)) for row, _ in shown],
            choices=[
                _choice(REPLACE, _l("Ganti catatan yang ada"), self.total, shown, REPLACES),
                _choice(ADD, _l("Tambahkan: pembelian lain"), Rupiah(self.total + before), shown, ADDS),
            ],
        )

    def replaced_by(self, answers: Answers) -> Sequence[tuple[Marked, PurchaseId]]:
        """With which row each purchase is replaced, as was answered; of one purchase the first row."""
        if answers.get(QuestionKey.CHANGED) != REPLACE:
            return []
        first: dict[PurchaseId, Marked] = {}
        for marked, change in self.changed:
            if change.live is not None:
                first.setdefault(change.live.purchase_id, marked)
        return [(marked, purchase_id) for purchase_id, marked in first.items()]


REPLACES = _l("%(day)s, %(old)s menjadi %(new)s")
ADDS = _l("%(day)s, %(old)s tetap dan %(new)s ditambahkan")


def plan_rows(
    session: Session, partner_id: PartnerId, register: PurchaseRegister, refs: Sequence[str]
) -> RegisterPlan:
    """Only reads. A row that an import has brought before is the same, also where it was taken back or replaced since;
    one that was undone is new again.
    """
    first, last = register.period.first_day, register.period.last_day
    recorded, undone = recorded_rows(session, partner_id, first, last)
    fresh, same, again = _apart(list(zip(refs, register.rows, strict=True)), recorded)
    repeated = {one.purchase_id for one in again}
    new: list[Marked] = []
    evidence: list[tuple[Marked, Evidence]] = []
    changed: list[tuple[Marked, Changed]] = []
    adding = 0
    for pair, outcome in zip(fresh, _outcomes(session, partner_id, fresh, again), strict=True):
        if outcome is NEW:  # nearly all
            new.append(pair)
            continue
        match outcome:
            case New(adds):
                new.append(pair)
                adding += adds
            case Same(live):
                same.append(pair[1])
                if live.source in (Source.IMPORT, Source.RECAP):
                    repeated.add(live.purchase_id)
            case Evidence():
                evidence.append((pair, outcome))
            case Changed():
                changed.append((pair, outcome))
    return RegisterPlan(
        new=new,
        same=same,
        evidence=evidence,
        changed=changed,
        adding=adding,
        undone=undone,
        repeated=repeated,
        total=register.net_total,
    )


def _apart(
    rows: list[Marked], recorded: Mapping[str, Recorded]
) -> tuple[list[Marked], list[RegisterRow], list[Recorded]]:
    """Rows that no import has brought, those that one has, and what the ledger has of the latter."""
    if not recorded:
        return rows, [], []
    fresh = [(ref, row) for ref, row in rows if ref not in recorded]
    known = [(row, recorded[ref]) for ref, row in rows if ref in recorded]
    return fresh, [row for row, _ in known], [one for _, one in known]


def _outcomes(
    session: Session, partner_id: PartnerId, fresh: Sequence[Marked], again: Sequence[Recorded]
) -> Iterator[Outcome]:
    """Rows of documents that nobody knows are new; only the others are looked at one by one."""
    claimed = {one.counts for one in again}
    documents = [document_key(row.document, row.day) for _, row in fresh]
    asked = set(documents)
    live, held = live_lines(session, partner_id, asked), held_documents(session, partner_id, asked)
    known = {*live, *(document for document, _ in held)}
    if not known:
        return repeat(NEW, len(fresh))
    lines = [
        _line(document, row) for document, (_, row) in zip(documents, fresh, strict=True) if document in known
    ]
    found = iter(match(lines, live, held, claimed=claimed))
    return (next(found) if document in known else NEW for document in documents)


def _line(document: str, row: RegisterRow) -> Line:
    product = own_product(row)
    return Line(
        document,
        row.maker.id if row.maker else None,
        plainly(row.seller),
        row.day,
        plainly(row.item),
        product.id if product else None,
        row.quantity,
        row.net,
    )


def _spelled(row: RegisterRow) -> Label:
    return _l(
        "%(document)s, %(seller)s: %(item)s, %(quantity)s %(unit)s, %(net)s",
        document=row.document or _l("tanpa nota"),
        seller=row.seller,
        item=row.item,
        quantity=row.quantity.text,
        unit=row.unit,
        net=spell(row.net),
    )


def _choice(
    value: str,
    label: Label,
    total: Rupiah,
    shown: Sequence[tuple[RegisterRow, Changed]],
    sentence: Label,
) -> Choice:
    readings = [
        Reading(
            ref=row.ref,
            text=_l(
                sentence.template,
                day=f"{change.document.line.day:%d/%m/%Y}",
                old=spell(change.document.line.net),
                new=spell(row.net),
            ),
        )
        for row, change in shown
    ]
    return Choice(value=value, label=label, total=total, readings=readings)

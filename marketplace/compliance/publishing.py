"""A month judged for publishing outside every lock, and whether anything that matters was written since.

Partner by partner, so that memory holds one partner's lines at a time: the texts of slices wait in a file that has no
name. The transaction that publishes locks the journal's head, looks at what was journaled since the judgement began,
and only stores. A fact is journaled behind that lock in the transaction that made it true, so whatever the judgement
may have missed, or seen by half, has an entry with a higher number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.circulars.rules.base import CITY
from marketplace.compliance.chains import chains_of
from marketplace.compliance.evaluation import PartnerResult
from marketplace.compliance.freezing import (
    MONTH,
    MonthSlice,
    SliceText,
    sha256,
    write_month,
)
from marketplace.compliance.inputs import inputs_of
from marketplace.compliance.months import MonthInputs, MonthResult, PartnerInputs, evaluate_partner, gather
from marketplace.compliance.partner_parts import parts_of, write_parts
from marketplace.compliance.queries import local_before
from marketplace.journal.chain import payload_of
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.kernel.slicing import in_slices
from marketplace.ports.signing import Signer
from marketplace.purchases.models.ledger import Purchase
from marketplace.uptake import ledger
from marketplace.uptake.measures.base import Need

T = TypeVar("T")

TRIES = 3
AT_ONCE = 20  # partners whose lines are read together
# Of these no judgement reads anything: what they change in the ledger has an entry about its purchase besides.
UNREAD = frozenset(
    {
        *(
            "activity",
            "attachment",
            "attendance",
            "audit_case",
            "audit_finding",
            "audit_plan",
            "candidate",
            "case",
            "checkout",
            "delivery_rule",
            "gateway_account",
            "gateway_event",
            "office_key",
            "order",
        ),
        *("paper", "picture", "risk_flag", "synonyms", "tax_status", "term", "user", "variant", "year"),
    }
)
OF_BILLS = frozenset({"due", "invoice", "payment"})  # read where a clause asks when makers were paid
# Of a handover only what is disputed, and what ends a dispute, says that an outcome could turn.
OF_DISPUTES = frozenset(
    {"DifferenceAgreed", "DifferenceObjected", "HandoverContested", "HandoverDiffers", "HandoverSettled"}
)
NOT_YET = frozenset({"FileChecked", "ImportDropped"})  # nothing of these files was recorded


class MonthMoved(Refused):
    """Something that the month is judged by was written after it was judged."""


@dataclass
class WaitingSlices:
    """Texts in a file without a name until they are stored, with their hashes in order."""

    file: IO[bytes] = field(default_factory=TemporaryFile)
    names: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def add(self, one: SliceText) -> None:
        content = one.text.encode()
        self.file.write(content)
        self.names.append(one.name)
        self.hashes.append(hashlib.sha256(content).hexdigest())
        self.sizes.append(len(content))

    def __iter__(self) -> Iterator[SliceText]:
        self.file.seek(0)
        for name, size in zip(self.names, self.sizes, strict=True):
            yield SliceText(name, self.file.read(size).decode())


@dataclass(frozen=True, kw_only=True)
class JudgedMonth:
    """`seq` is where the journal stood before anything was read; `inputs` and `result` are without lines."""

    month: Month
    seq: int
    inputs: MonthInputs
    result: MonthResult
    whole: SliceText
    partners: WaitingSlices

    @property
    def hashes(self) -> tuple[str, ...]:
        return (sha256(self.whole.text), *self.partners.hashes)

    def close(self) -> None:
        self.partners.file.close()

    def slices(self) -> Iterator[SliceText]:
        """The month's, then each partner's, as the hashes have them."""
        yield self.whole
        yield from self.partners


def judge(session: Session, signer: Signer, month: Month, *, today: date | None) -> JudgedMonth:
    """The month as the books have it; `today` tells which terms have ended. Refused where no circular holds in it."""
    seq = session.scalar(select(JournalHead.seq)) or 0
    inputs = inputs_of(session, month, partner_ids=(), local_before=local_before(session, month), today=today)
    if inputs.circular is None:
        raise Refused(_l("Belum ada surat edaran yang berlaku pada bulan ini; setujui satu dahulu."))
    of_city = any(clause.subject is CITY for clause in inputs.circular.clauses)
    waiting, results, books = WaitingSlices(), list[PartnerResult](), list[PartnerInputs]()
    numbers = [one.id for one in ledger.partners_of(session, month)]
    for some in in_slices(numbers, AT_ONCE):
        few = inputs_of(session, month, partner_ids=some, today=today)
        chains = chains_of([*few.partners, *few.members])
        books += few.partners if of_city else ()
        for one in few.partners:
            members = tuple(chains.get(one.partner.id, ()))
            result = evaluate_partner(inputs, one, members)
            parts = parts_of(result, one, members, partial(_salt, signer, month))
            results.append(parts.figures.result)
            for part in write_parts(parts):
                waiting.add(part)
    gathered = gather(inputs, results, books)
    whole = MonthSlice(salt=_salt(signer, month, MONTH), inputs=inputs, results=gathered)
    return JudgedMonth(
        month=month,
        seq=seq,
        inputs=inputs,
        result=gathered,
        whole=SliceText(MONTH, write_month(whole)),
        partners=waiting,
    )


def judged_outside(
    session: Session,
    signer: Signer,
    month: Month,
    publish: Callable[[JudgedMonth], T],
    *,
    today: date | None = None,
) -> T:
    """What `publish` returns, which opens its own transaction; judged again where the month moved meanwhile.

    Raises MonthMoved, a sentence for people, where it moves each time.
    """
    tried = 0
    while True:
        tried += 1
        with closing(judge(session, signer, month, today=today)) as judged:
            session.rollback()  # what was read ends here: nobody waits for it
            try:
                return publish(judged)
            except MonthMoved:
                if tried == TRIES:
                    raise


def demand_unmoved(session: Session, judged: JudgedMonth) -> None:
    """With the journal's head locked. Raises MonthMoved where an entry since may change what was judged."""
    circular = judged.inputs.circular
    reads_bills = circular and any(Need.INVOICES in one.measure_type.needs for one in circular.clauses)
    unread = UNREAD if reads_bills else UNREAD | OF_BILLS
    entries = select(
        JournalEntry.subject_kind, JournalEntry.subject_id, JournalEntry.action, JournalEntry.stored
    ).where(JournalEntry.seq > judged.seq, JournalEntry.subject_kind.not_in(unread))
    seen = session.execute(entries.order_by(JournalEntry.seq)).all()
    bought = [row.subject_id for row in seen if row.subject_kind == "purchase"]
    if any(_touches(session, judged.month, row) for row in seen if row.subject_kind != "purchase") or (
        _any_bought(session, judged.month, Purchase.id, bought)
    ):
        raise MonthMoved(
            _l("Catatan bulan ini berubah selagi dinilai, jadi belum terbit; coba lagi sebentar lagi.")
        )


def _touches(session: Session, month: Month, row: Any) -> bool:
    """An entry that is not understood touches it."""
    if row.action in NOT_YET:
        return False
    said = payload_of(row.stored)
    match row.subject_kind:
        case "handover":
            return row.action in OF_DISPUTES
        case "declaration" if "month" in said:
            return str(said["month"]) <= str(month)
        case "period":
            return said.get("month") == str(month)
        case "report":
            return said.get("month") == str(month.previous)
        case "import_batch" if row.action == "PurchasesImported":
            return _any_bought(session, month, Purchase.batch_id, [row.subject_id])
        case _:
            return True


def _any_bought(session: Session, month: Month, column: Any, numbers: Sequence[int]) -> bool:
    """Whether any of them is of a day that this month is judged by: what was bought before may be returned in it."""
    if not numbers:
        return False
    some = exists().where(column.in_(numbers), Purchase.bought_on <= month.last_day)
    return bool(session.scalar(select(some)))


def _salt(signer: Signer, month: Month, name: str) -> str:
    """Nobody but the office can say it, and the same month has the same one each time it is judged."""
    return sha256(signer.sign(f"mb2-salt {month} {name}".encode()))[:32]

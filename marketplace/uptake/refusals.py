"""What auditors said of rows of the ledger, what shops answered, and whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, join, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, maybe, required, where
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Labelled, _l
from marketplace.purchases.models.answers import AnswerRuling, Refusal, RefusalAnswer, RefusalDecision
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

Proven = aliased(RefusalAnswer)


class RefusalAnswerRow(Row):
    """`evidence` is a public id; answers of before it was asked for may have none, and then prove nothing."""

    id = col(RefusalAnswer.id)
    refusal_id = col(RefusalAnswer.refusal_id)
    text = col(RefusalAnswer.text)
    answered_at = col(RefusalAnswer.answered_at)
    evidence = maybe(Attachment.public_id)
    ruling = maybe(RefusalDecision.ruling)
    ruled_because = maybe(RefusalDecision.reason)

    @property
    def waits(self) -> bool:
        """For an auditor."""
        return self.evidence is not None and self.ruling is None

    @property
    def accepted(self) -> bool:
        return self.evidence is not None and self.ruling is AnswerRuling.ACCEPTED


class RefusalAnswerList(Listing[RefusalAnswerRow]):
    """In the order in which they were given."""

    source = outerjoin(RefusalAnswer, Attachment, Attachment.id == RefusalAnswer.evidence_id).outerjoin(
        RefusalDecision, RefusalDecision.answer_id == RefusalAnswer.id
    )
    sort = by(RefusalAnswer.id)

    refusals: Sequence[int] = required(RefusalAnswer.refusal_id.in_)


class RefusalRow(Row):
    id = col(Refusal.id)
    public_id = col(Refusal.public_id)
    line_id = col(Refusal.line_id)
    reason = col(Refusal.reason)
    refused_at = col(Refusal.refused_at)
    audited_net = col(Refusal.audited_net)
    audited_quantity = maybe(Refusal.audited_quantity_milli)


class RefusalList(Listing[RefusalRow]):
    """What auditors said of these lines, newest first."""

    source = Refusal
    sort = by(Refusal.id, down=True)

    numbers: Sequence[int] = required(Refusal.line_id.in_)


class RefusalStanding(Labelled):
    """Whose turn it is, or how it ended."""

    ACCEPTED = "accepted", _l("Jawaban diterima")
    ANSWERED = "answered", _l("Menunggu auditor")
    UNPROVEN = "unproven", _l("Menunggu bukti toko")
    KEPT = "kept", _l("Tetap ditolak")
    UNANSWERED = "unanswered", _l("Menunggu jawaban toko")


@dataclass(frozen=True)
class ToldRefusal:
    """A refusal with all its answers, oldest first; without a state of its own: it follows from them."""

    said: RefusalRow
    answers: Sequence[RefusalAnswerRow]

    @property
    def holds(self) -> bool:
        return not any(answer.accepted for answer in self.answers)

    @property
    def last(self) -> RefusalAnswerRow | None:
        return self.answers[-1] if self.answers else None

    @property
    def waits_since(self) -> datetime | None:
        """Since when an answer waits for an auditor."""
        return next((answer.answered_at for answer in self.answers if answer.waits), None)

    @property
    def kept_because(self) -> str:
        """Why an auditor found the last answer not enough; empty where none was decided so."""
        last = self.last
        return (last.ruled_because or "") if last and last.ruling is AnswerRuling.REFUSED else ""

    @property
    def unproven(self) -> bool:
        """It was answered, as people did once, without any evidence."""
        return bool(self.answers) and all(answer.evidence is None for answer in self.answers)

    @property
    def answerable(self) -> bool:
        """By the shop."""
        return self.holds and self.waits_since is None

    @property
    def standing(self) -> RefusalStanding:
        if not self.holds:
            return RefusalStanding.ACCEPTED
        if self.waits_since is not None:
            return RefusalStanding.ANSWERED
        if self.unproven:
            return RefusalStanding.UNPROVEN
        return RefusalStanding.KEPT if self.kept_because else RefusalStanding.UNANSWERED


def refusals_of(session: Session, numbers: Sequence[int]) -> Sequence[ToldRefusal]:
    """Of these lines, newest first."""
    said = RefusalList(numbers=numbers).rows(session) if numbers else []
    by_refusal: defaultdict[int, list[RefusalAnswerRow]] = defaultdict(list)
    if said:
        for answer in RefusalAnswerList(refusals=[one.id for one in said]).rows(session):
            by_refusal[answer.refusal_id].append(answer)
    return [ToldRefusal(one, by_refusal[one.id]) for one in said]


class WaitingRefusal(Row):
    """`answered_at` is that of the answer that waits for an auditor, or of one without evidence that counts no more."""

    id = col(Refusal.id)
    public_id = col(Refusal.public_id)
    line_id = col(Refusal.line_id)
    partner_id = col(Purchase.partner_id)
    partner = col(Organisation.name)
    bought_on = col(Purchase.bought_on)
    item = col(PurchaseLine.text)
    net = col(PurchaseLine.net)
    reason = col(Refusal.reason)
    refused_at = col(Refusal.refused_at)
    audited_net = col(Refusal.audited_net)
    answered_at = maybe(RefusalAnswer.answered_at)


REFUSED_LINES = (
    join(Refusal, PurchaseLine, PurchaseLine.id == Refusal.line_id)
    .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
    .join(Organisation, Organisation.id == Purchase.partner_id)
)


class UnansweredRefusals(Listing[WaitingRefusal]):
    """Those that nobody has answered with evidence; `unproven` ones were answered without, and that counts no more."""

    source = REFUSED_LINES.outerjoin(RefusalAnswer, RefusalAnswer.refusal_id == Refusal.id)
    always = (~exists().where(Proven.refusal_id == Refusal.id, Proven.evidence_id.is_not(None)),)
    sort = by(Refusal.id)

    partner_id: PartnerId | None = where(Purchase.partner_id)
    unproven: bool = where(lambda _: RefusalAnswer.id.is_not(None), default=False)


class UndecidedAnswers(Listing[WaitingRefusal]):
    """Those with evidence, for an auditor to accept or to refuse."""

    source = REFUSED_LINES.join(RefusalAnswer, RefusalAnswer.refusal_id == Refusal.id)
    always = (
        RefusalAnswer.evidence_id.is_not(None),
        ~exists().where(RefusalDecision.answer_id == RefusalAnswer.id),
    )
    sort = by(RefusalAnswer.id)


def refusals_waiting(session: Session, partner_id: PartnerId) -> Sequence[WaitingRefusal]:
    """For this shop to answer."""
    return UnansweredRefusals(partner_id=partner_id).rows(session)


def answers_unproven(session: Session) -> Sequence[WaitingRefusal]:
    """Of any shop, where the evidence of an earlier answer is missing."""
    return UnansweredRefusals(unproven=True).rows(session)


def answers_undecided(session: Session) -> Sequence[WaitingRefusal]:
    return UndecidedAnswers().rows(session)


def own_refusal(session: Session, partner_id: PartnerId, public_id: str) -> ToldRefusal:
    """Of one of this shop's lines. Raises NotFound for any other."""
    found = session.scalar(
        select(Refusal.line_id)
        .select_from(REFUSED_LINES)
        .where(Purchase.partner_id == partner_id, Refusal.public_id == public_id)
    )
    told = refusals_of(session, [] if found is None else [found])
    for one in told:
        if one.said.public_id == public_id:
            return one
    raise NotFound(f"refusal {public_id}")

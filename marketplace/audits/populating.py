"""The documents of a period, as they count in the books: what a plan's sample is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.audits.events import AuditPlanned
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.plans import AuditPlan
from marketplace.audits.population import AuditDocument, documents_of
from marketplace.circulars.queries import excluded_goods
from marketplace.flags.models import FlagFinding, FlagRuling, RiskFlag
from marketplace.journal.facts import hash_about
from marketplace.kernel.errors import NotFound
from marketplace.kernel.period import Month
from marketplace.purchases.counted import COUNTED_NET
from marketplace.purchases.documents import document_key
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.counting import ExcludedGoods
from marketplace.uptake.ledger import GRADE, MAKER, Record
from marketplace.uptake.line_status import COUNTING, status_of

PROVEN, CONFIRMED = "C", "B"  # the lowest grades of what is proven, and of what the other side confirmed


@dataclass(frozen=True)
class ReadPopulation:
    """Read before anything is locked; `plan_hash` is the journal's of the plan."""

    plan_hash: str
    documents: Sequence[AuditDocument]


def read_population(session: Session, plan_id: int) -> ReadPopulation:
    """What counts as local in the plan's period, partner by partner, each in one select.

    A line is in by what it says by itself: also a return, which lowers its own document. Raises NotFound for a plan of
    which the journal knows nothing.
    """
    plan = session.get(AuditPlan, plan_id)
    plan_hash = hash_about(session, AuditPlanned, plan_id)
    if plan is None or plan_hash is None:
        raise NotFound(f"AuditPlan {plan_id} in the journal")
    excluded = excluded_goods(session)
    flagged = _flagged(session, plan) if METHODS[plan.method].weighs_risks else {}
    found = [
        replace(one, flags=_flags_of(one, flagged))
        for partner_id in _partners(session, plan)
        for one in _of(session, plan, partner_id, excluded)
    ]
    return ReadPopulation(plan_hash, documents_of(found))


def _flagged(session: Session, plan: AuditPlan) -> Mapping[tuple[int, str], frozenset[str]]:
    """Kinds of flags by partner and what they point at: a purchase's public id, or a month as 2026-08.

    What an auditor settled as nothing is left out; one select.
    """
    settled = select(FlagRuling.flag_id).where(FlagRuling.finding == FlagFinding.NOT_REAL)
    query = (
        select(RiskFlag.partner_id, func.coalesce(Purchase.public_id, RiskFlag.month), RiskFlag.kind)
        .outerjoin(Purchase, Purchase.id == RiskFlag.purchase_id)
        .where(RiskFlag.month.between(str(Month.of(plan.from_on)), str(Month.of(plan.until_on))))
        .where(RiskFlag.id.not_in(settled))
    )
    if plan.partner_id is not None:
        query = query.where(RiskFlag.partner_id == plan.partner_id)
    found: dict[tuple[int, str], frozenset[str]] = {}
    for partner_id, at, kind in session.execute(query):
        found[partner_id, at] = found.get((partner_id, at), frozenset()) | {kind}
    return found


def _flags_of(document: AuditDocument, flagged: Mapping[tuple[int, str], frozenset[str]]) -> frozenset[str]:
    pointed = (str(Month.of(document.day)), *document.purchases)
    return frozenset().union(*(flagged.get((document.partner_id, at), frozenset()) for at in pointed))


def _partners(session: Session, plan: AuditPlan) -> Sequence[int]:
    if plan.partner_id is not None:
        return [plan.partner_id]
    bought = select(Purchase.partner_id).where(Purchase.bought_on.between(plan.from_on, plan.until_on))
    return session.scalars(bought.distinct().order_by(Purchase.partner_id)).all()


def _of(
    session: Session, plan: AuditPlan, partner_id: int, excluded: Sequence[ExcludedGoods]
) -> Iterator[AuditDocument]:
    query = (
        select(
            Purchase.public_id,
            Purchase.document_number,
            Purchase.bought_on,
            MAKER,
            func.max(GRADE),
            func.sum(COUNTED_NET),
        )
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Record, Record.id == Purchase.producer_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(
            Purchase.partner_id == partner_id,
            Purchase.bought_on.between(plan.from_on, plan.until_on),
            status_of(excluded).in_(COUNTING),
        )
        .group_by(Purchase.id, Purchase.public_id, Purchase.document_number, Purchase.bought_on, MAKER)
        .order_by(Purchase.id)
    )
    for public_id, number, day, maker, grade, net in session.execute(query):
        yield AuditDocument(
            partner_id,
            maker,
            document_key(number, day),
            int(net),
            day,
            proven=grade <= PROVEN,
            confirmed=grade <= CONFIRMED,
            purchases=(public_id,),
            number=(number or "").strip() or None,
        )

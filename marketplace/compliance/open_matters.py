"""What is open in a month: whose turn it is, by when, which partner it is about, and what its decision could change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.compliance.open_handovers import open_handovers
from marketplace.compliance.open_matter import MatterTurn, OpenMatter
from marketplace.compliance.open_papers import (
    files_unrecorded,
    names_unknown,
    objections_unanswered,
    totals_waiting,
)
from marketplace.compliance.open_rows import claims_undecided, refusals_open, sales_undecided
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake import ledger

DECLARE_WITHIN = 10  # days into the next month


def undecided(
    session: Session,
    month: Month,
    today: date | None,
    *,
    span: MonthSpan | None = None,
    partner_ids: Collection[int] | None = None,
) -> Sequence[OpenMatter]:
    """What could change a figure of the month. `span` begins where its longest clause does."""
    reach = span or MonthSpan.of(month)
    found = [
        *objections_unanswered(session, month),
        *refusals_open(session, reach, today),
        *claims_undecided(session, reach),
        *sales_undecided(session, reach),
        *open_handovers(session, reach, today),
        *names_unknown(session, reach, partner_ids),
        *files_unrecorded(session, month),
        *totals_waiting(session, month),
    ]
    return [one for one in found if partner_ids is None or one.partner_id in partner_ids]


def open_matters(session: Session, month: Month, today: date | None) -> Sequence[OpenMatter]:
    """All that is open in a month: what could change a figure of it, and totals that nobody declared."""
    return [*undecided(session, month, today), *totals_missing(session, month)]


def totals_missing(session: Session, month: Month) -> Sequence[OpenMatter]:
    """Partners without a declared total: there is no share of theirs, and none is guessed."""
    declared = ledger.totals_of(session, MonthSpan.of(month))
    return [
        OpenMatter(
            partner_id=one.id,
            partner=one.name,
            turn=MatterTurn.SHOP,
            due=date(month.next.year, month.next.month, DECLARE_WITHIN),
            amounts=(OpenAmount(kind=OpenKind.MISSING, day=month.last_day),),
            record=one.public_id,
        )
        for one in ledger.partners_of(session, month)
        if one.id not in declared
    ]


def amounts_by_partner(
    session: Session,
    month: Month,
    today: date | None,
    *,
    span: MonthSpan,
    partner_ids: Collection[int] | None = None,
) -> Mapping[int, tuple[OpenAmount, ...]]:
    """What a judgement weighs, by partner: the same for the same facts, in one order."""
    found: defaultdict[int, list[OpenAmount]] = defaultdict(list)
    for matter in undecided(session, month, today, span=span, partner_ids=partner_ids):
        found[matter.partner_id].extend(matter.amounts)
    return {partner_id: tuple(amounts) for partner_id, amounts in found.items()}


def spoken(matters: Sequence[OpenMatter]) -> tuple[str, ...]:
    """What was open as a report that anybody may read says it: how many of each kind, and of nobody in particular."""
    counts = {kind: sum(one.kind is kind for one in matters) for kind in OpenKind}
    return tuple(
        str(_l("%(kind)s: %(count)s", kind=kind.label, count=count))
        for kind, count in counts.items()
        if count
    )

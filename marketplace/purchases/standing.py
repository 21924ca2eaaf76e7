"""Which declaration of a month counts: the one expression that judgements, pages and files ask."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlalchemy.orm import aliased

from marketplace.purchases.models.declarations import Decision, DeclarationDecision, SpendDeclaration


def stands(row: Any = SpendDeclaration) -> ColumnElement[bool]:
    """Whether this revision is the month's total: the newest one that takes effect, unless that withdraws it.

    A total raised takes effect at once, a lowered one when an officer has accepted it.
    """
    later = aliased(SpendDeclaration)
    replaced = exists().where(
        later.partner_id == row.partner_id,
        later.month == row.month,
        later.revision > row.revision,
        _takes_effect(later),
    )
    return and_(_takes_effect(row), row.withdrawn == false(), ~replaced)


def newest(row: Any = SpendDeclaration) -> ColumnElement[bool]:
    """Whether the partner has said nothing of this month since, whatever counts."""
    later = aliased(SpendDeclaration)
    return ~exists().where(
        later.partner_id == row.partner_id, later.month == row.month, later.revision > row.revision
    )


def _takes_effect(row: Any) -> ColumnElement[bool]:
    decided = aliased(DeclarationDecision)
    accepted = exists().where(decided.declaration_id == row.id, decided.decision == Decision.ACCEPTED)
    return or_(row.waits == false(), accepted)

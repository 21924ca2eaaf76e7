"""Exemptions that are written down with a draft: they are granted by whoever approves it, and hold nothing before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.circulars.checks import open_draft
from marketplace.circulars.events import (
    ExemptionGranted,
    ExemptionPrepared,
    PreparedExemptionRemoved,
)
from marketplace.circulars.exempting import check_exemption
from marketplace.circulars.models import Circular, Clause, Exemption, PreparedExemption
from marketplace.circulars.terms import clause_terms
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import CircularId, ClauseId, PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.partners.models import Partner


class PreparedRow(NamedTuple):
    """`wrong` says why it could not be granted today; None where it could."""

    id: int
    partner: str
    code: str
    decision: str
    from_on: date
    until_on: date
    wrong: Label | None


def prepare_exemption(
    uow: UnitOfWork,
    circular_id: CircularId,
    partner_id: PartnerId,
    clause_id: ClauseId,
    *,
    decision: str,
    from_on: date,
    until_on: date,
) -> PreparedExemption:
    """For whole periods of the clause, from the circular's first on, that have not begun. Refused otherwise."""
    circular = open_draft(uow, circular_id)
    clause, partner = uow.get(Clause, clause_id), uow.get(Partner, partner_id)
    if clause.circular_id != circular.id:
        raise NotFound(f"clause {clause_id}")
    _check(circular, clause, from_on, until_on, uow.today)
    prepared = uow.add(
        PreparedExemption(
            clause_id=clause.id, partner_id=partner.id, decision=decision, from_on=from_on, until_on=until_on
        )
    )
    uow.emit(
        ExemptionPrepared(
            circular_id=circular.id,
            partner_id=partner.id,
            code=clause.code,
            decision=decision,
            from_on=from_on.isoformat(),
            until_on=until_on.isoformat(),
        )
    )
    return prepared


def remove_prepared(uow: UnitOfWork, circular_id: CircularId, number: int) -> None:
    """Raises NotFound for one that is not of this draft."""
    circular = open_draft(uow, circular_id)
    found = next((one for one in _prepared(uow.session, circular.id) if one.id == number), None)
    if found is None:
        raise NotFound(f"prepared exemption {number}")
    code, partner_id, decision = uow.get(Clause, found.clause_id).code, found.partner_id, found.decision
    uow.session.delete(found)
    uow.session.flush()
    uow.emit(
        PreparedExemptionRemoved(circular_id=circular.id, partner_id=partner_id, code=code, decision=decision)
    )


def forget_prepared(session: Session, clause_id: ClauseId) -> None:
    """Those of a clause that leaves its draft."""
    session.execute(delete(PreparedExemption).where(PreparedExemption.clause_id == clause_id))


def grant_prepared(uow: UnitOfWork, circular: Circular) -> Sequence[Exemption]:
    """At the approval, by whoever approves. Refused where a period has begun since, or is no whole one any more."""
    if wrong := said_wrong(prepared_rows(uow.session, circular, uow.today)):
        raise Refused(wrong[0])
    granted = []
    for one in _prepared(uow.session, circular.id):
        granted.append(
            write_exemption(
                uow,
                one.partner_id,
                one.clause_id,
                decision=one.decision,
                from_on=one.from_on,
                until_on=one.until_on,
            )
        )
        uow.session.delete(one)
    uow.session.flush()
    return granted


def write_exemption(
    uow: UnitOfWork,
    partner_id: PartnerId,
    clause_id: ClauseId,
    *,
    decision: str,
    from_on: date,
    until_on: date,
) -> Exemption:
    """Once its days are checked and whoever writes it may."""
    exemption = uow.add(
        Exemption(
            partner_id=partner_id,
            clause_id=clause_id,
            decision=decision,
            from_on=from_on,
            until_on=until_on,
            granted_by=uow.actor.user_id,
        )
    )
    uow.emit(
        ExemptionGranted(
            exemption_id=exemption.id,
            partner_id=partner_id,
            clause_id=clause_id,
            decision=decision,
            until_on=until_on.isoformat(),
        )
    )
    return exemption


def exempt_by(session: Session, circular_id: CircularId) -> dict[int, list[str]]:
    """The codes of clauses from which a draft exempts a partner, whatever the days."""
    query = (
        select(PreparedExemption.partner_id, Clause.code)
        .join(Clause, Clause.id == PreparedExemption.clause_id)
        .where(Clause.circular_id == circular_id)
        .order_by(Clause.code)
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for partner_id, code in session.execute(query):
        found.setdefault(partner_id, []).append(code)
    return found


def prepared_rows(session: Session, circular: Circular, today: date) -> Sequence[PreparedRow]:
    """In the order they were written, in one statement beside the clauses that are there."""
    clauses = {clause.id: clause for clause in circular.clauses}
    rows = session.execute(
        select(PreparedExemption, Organisation.name)
        .join(Organisation, Organisation.id == PreparedExemption.partner_id)
        .where(PreparedExemption.clause_id.in_(clauses))
        .order_by(PreparedExemption.id)
    )
    return [
        PreparedRow(
            one.id,
            name,
            clauses[one.clause_id].code,
            one.decision,
            one.from_on,
            one.until_on,
            _trouble(circular, clauses[one.clause_id], one, today),
        )
        for one, name in rows
    ]


def said_wrong(rows: Sequence[PreparedRow]) -> Sequence[Label]:
    """Of those that could not be granted today, what is wrong, in one sentence each."""
    return [_of(row) for row in rows if row.wrong]


def _of(row: PreparedRow) -> Label:
    return _l(
        "Pengecualian %(partner)s dari butir %(code)s tidak dapat berlaku lagi: %(why)s",
        partner=row.partner,
        code=row.code,
        why=row.wrong or "",
    )


def _prepared(session: Session, circular_id: CircularId) -> Sequence[PreparedExemption]:
    query = (
        select(PreparedExemption)
        .join(Clause, Clause.id == PreparedExemption.clause_id)
        .where(Clause.circular_id == circular_id)
        .order_by(PreparedExemption.id)
    )
    return session.scalars(query).all()


def _check(circular: Circular, clause: Clause, from_on: date, until_on: date, today: date) -> None:
    """No period is lifted that begins before the circular does."""
    check_exemption(clause_terms(clause).stretch, from_on, until_on, max(today, circular.from_on))


def _trouble(circular: Circular, clause: Clause, one: PreparedExemption, today: date) -> Label | None:
    try:
        _check(circular, clause, one.from_on, one.until_on, today)
    except Refused as refused:
        return refused.sentence
    return None

"""Writing a circular down while it is a draft, signing it, and exempting a partner from a clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from marketplace.circulars import policies, states
from marketplace.circulars.checks import (
    check_bands,
    check_clause,
    check_head,
    check_replaced,
    limits_of,
    open_draft,
)
from marketplace.circulars.drafts import mark_of, writers_of
from marketplace.circulars.events import (
    CircularApproved,
    CircularDrafted,
    ClauseRemoved,
    ClauseWritten,
)
from marketplace.circulars.exempting import check_exemption
from marketplace.circulars.hearing import kinds_of
from marketplace.circulars.models import Band, Circular, Clause, Exemption
from marketplace.circulars.overlaps import check_alone
from marketplace.circulars.prepared import (
    forget_prepared,
    grant_prepared,
    prepared_rows,
    write_exemption,
)
from marketplace.circulars.queries import bands_of
from marketplace.circulars.states import APPROVED
from marketplace.circulars.terms import ClauseTerms, clause_terms
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, CircularId, ClauseId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners.models import Partner
from marketplace.partners.services.binding import bind_kinds, end_binding

BANDS = (
    (9_000, "Sangat baik"),
    (7_500, "Baik"),
    (5_000, "Cukup"),
    (0, "Perlu pembinaan"),
)


def draft_circular(
    uow: UnitOfWork,
    *,
    number: str,
    title: str,
    from_on: date,
    until_on: date | None = None,
    replaces_id: CircularId | None = None,
    file_id: AttachmentId | None = None,
    example: bool = False,
    excluded: Sequence[str] = (),
    bands: Sequence[tuple[int, str]] = BANDS,
) -> Circular:
    """Begin a circular; nothing of it holds before it is approved. `bands` name scores in basis points.

    `excluded` goods, each named once, count under none of its clauses.
    """
    circular = Circular(
        number=number,
        title=title,
        example=example,
        from_on=from_on,
        until_on=until_on,
        excluded=list(dict.fromkeys(excluded)),
        replaces_id=replaces_id,
        file_id=file_id,
        drafted_by=uow.actor.user_id,
        drafted_at=uow.now,
    )
    uow.demand(policies.DRAFT, circular)
    check_head(uow, circular)
    uow.add(circular)
    for from_score, name in check_bands(bands):
        uow.add(Band(circular_id=circular.id, from_score=from_score, name=name))
    uow.emit(CircularDrafted(circular_id=circular.id, number=number, from_on=from_on.isoformat()))
    return circular


def add_clause(uow: UnitOfWork, circular_id: CircularId, terms: ClauseTerms) -> Clause:
    """Write a clause into a draft. Its figures must be the ones its rule asks for."""
    circular = open_draft(uow, circular_id)
    if any(clause.code == terms.code for clause in circular.clauses):
        raise Refused(_l("Butir %(code)s sudah ada; pakai tanda lain.", code=terms.code), field="code")
    clause = Clause(code=terms.code, text=terms.text, rule=terms.rule, figures={})
    _write(uow, clause, terms)
    circular.clauses.append(clause)
    uow.session.flush()
    uow.emit(ClauseWritten(circular_id=circular.id, clause_id=clause.id, code=clause.code, rule=clause.rule))
    return clause


def edit_clause(uow: UnitOfWork, clause_id: ClauseId, terms: ClauseTerms) -> Clause:
    clause = uow.get(Clause, clause_id)
    circular = open_draft(uow, clause.circular_id)
    if any(other.code == terms.code and other is not clause for other in circular.clauses):
        raise Refused(_l("Butir %(code)s sudah ada; pakai tanda lain.", code=terms.code), field="code")
    _write(uow, clause, terms)
    uow.session.flush()
    uow.emit(ClauseWritten(circular_id=circular.id, clause_id=clause.id, code=clause.code, rule=clause.rule))
    return clause


def remove_clause(uow: UnitOfWork, clause_id: ClauseId) -> None:
    clause = uow.get(Clause, clause_id)
    circular = open_draft(uow, clause.circular_id)
    forget_prepared(uow.session, clause.id)
    circular.clauses.remove(clause)
    uow.session.delete(clause)
    uow.session.flush()
    uow.emit(ClauseRemoved(circular_id=circular.id, code=clause.code))


def approve_circular(uow: UnitOfWork, circular_id: CircularId, *, seen: str | None = None) -> Circular:
    """Sign a draft: from then on it is frozen. The one it replaces ends the day before it begins.

    Refused to whoever wrote any of it, without clauses, where it would overlap another one or grant an exemption from a
    period that has begun, and where it is no longer what was `seen`, the mark of the draft that was read.
    """
    circular = uow.get(Circular, circular_id, lock=True)
    uow.demand(policies.APPROVE, circular)
    if uow.actor.user_id in writers_of(uow.session, circular.id):
        raise Refused(_l("Anda ikut menyusun draf ini, jadi penyetuju lain yang menandatanganinya."))
    if seen is not None and seen != _mark_now(uow, circular):
        raise Refused(_l("Draf ini berubah sejak Anda membukanya; baca lagi, lalu setujui."))
    if not circular.clauses:
        raise Refused(_l("Surat edaran ini belum punya butir; tambahkan sekurangnya satu."))
    limits = limits_of(uow.session, uow.today)
    for clause in circular.clauses:
        check_clause(clause_terms(clause), limits)
    approved = states.APPROVE(circular.state)
    if circular.replaces_id is not None:
        replaced = uow.get(Circular, circular.replaces_id, lock=True)
        check_replaced(replaced, circular.from_on)
        last_day = circular.from_on - timedelta(days=1)
        replaced.until_on = min(replaced.until_on or last_day, last_day)  # one that ended earlier stays ended
        end_binding(uow, circular_number=replaced.number, until_on=replaced.until_on)
        uow.session.flush()  # the old one makes room first
    check_alone(uow.session, circular)
    circular.state = approved
    circular.approved_by, circular.approved_at = uow.actor.user_id, uow.now
    uow.session.flush()
    grant_prepared(uow, circular)
    bind_kinds(
        uow,
        circular_number=circular.number,
        kinds=kinds_of(circular),
        from_on=circular.from_on,
        until_on=circular.until_on,
    )
    uow.emit(CircularApproved(circular_id=circular.id, number=circular.number, replaces=circular.replaces_id))
    return circular


def _mark_now(uow: UnitOfWork, circular: Circular) -> str:
    prepared = prepared_rows(uow.session, circular, uow.today)
    return mark_of(circular, bands_of(uow.session, circular), prepared)


def grant_exemption(
    uow: UnitOfWork,
    partner_id: PartnerId,
    clause_id: ClauseId,
    *,
    decision: str,
    from_on: date,
    until_on: date,
) -> Exemption:
    """Exempt a partner from a clause of an approved circular by a numbered decision, both days included.

    For whole periods of the clause, and for none that has begun.
    """
    clause, partner = uow.get(Clause, clause_id), uow.get(Partner, partner_id)
    uow.demand(policies.EXEMPT, partner)
    if uow.get(Circular, clause.circular_id).state is not APPROVED:
        raise Refused(_l("Surat edarannya belum disetujui; siapkan pengecualian pada drafnya."))
    check_exemption(clause_terms(clause).stretch, from_on, until_on, uow.today)
    return write_exemption(uow, partner.id, clause.id, decision=decision, from_on=from_on, until_on=until_on)


def _write(uow: UnitOfWork, clause: Clause, terms: ClauseTerms) -> None:
    with uow.session.no_autoflush:
        terms = check_clause(terms, limits_of(uow.session, uow.today))
    clause.code, clause.text, clause.rule, clause.figures = (
        terms.code,
        terms.text,
        terms.rule,
        dict(terms.figures),
    )
    clause.scope, clause.kinds, clause.period = list(terms.scope), list(terms.kinds), terms.stretch.value
    clause.seller_test, clause.lowest_grade = terms.seller_test, terms.lowest_grade
    clause.weight, clause.binding, clause.source_article = terms.weight, terms.binding, terms.source_article

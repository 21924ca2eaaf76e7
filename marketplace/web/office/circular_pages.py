"""What pages of a circular show of it: its clauses in words, what is new in them, whom it binds, what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.circulars import policies, queries
from marketplace.circulars.checks import limits_of
from marketplace.circulars.differences import ClauseChange, ClauseDifference, compare
from marketplace.circulars.drafts import writers_of
from marketplace.circulars.hearing import bound_groups
from marketplace.circulars.models import Circular
from marketplace.circulars.overlaps import overlaps_of
from marketplace.circulars.prepared import exempt_by, prepared_rows
from marketplace.circulars.readiness import matters_of
from marketplace.circulars.rules.base import CITY
from marketplace.circulars.sentences import sentence_of
from marketplace.circulars.states import APPROVED, DRAFT
from marketplace.circulars.terms import CircularTerms, ClauseTerms, clause_terms, goods_named, terms_of
from marketplace.compliance.simulation import effect_of
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind


@dataclass(frozen=True)
class ReadClause:
    """A clause with its sentence, and with what is new in it where the circular replaces another."""

    terms: ClauseTerms
    sentence: Label
    difference: ClauseDifference | None


def facts_of(uow: UnitOfWork, circular: Circular) -> dict[str, Any]:
    """For every page of a circular, whatever its state."""
    bands = queries.bands_of(uow.session, circular)
    terms, names = terms_of(circular, bands), dict(queries.category_choices(uow.session))
    replaced = uow.get(Circular, circular.replaces_id) if circular.replaces_id else None
    found = differences_to(replaced, terms)
    by_code = {one.after.code: one for one in found if one.after}
    return {
        "circular": circular,
        "terms": terms,
        "clauses": [
            ReadClause(clause, sentence_of(clause, names), by_code.get(clause.code))
            for clause in terms.clauses
        ],
        "dropped": [
            ReadClause(one.before, sentence_of(one.before, names), one)
            for one in found
            if one.before and one.change is ClauseChange.DROPPED
        ],
        "replaced": replaced,
        "bands": bands,
        "excluded": goods_named(circular.excluded) if circular.excluded else None,
        "scan": uow.get(Attachment, circular.file_id) if circular.file_id else None,
    }


def differences_to(replaced: Circular | None, terms: CircularTerms) -> Sequence[ClauseDifference]:
    """Nothing where it replaces no other."""
    if replaced is None:
        return []
    return compare([clause_terms(clause) for clause in replaced.clauses], terms.clauses)


def drafting(uow: UnitOfWork, circular: Circular, terms: CircularTerms) -> dict[str, Any]:
    """For the pages of a draft: what it lacks, overlaps and would lift, who hears of it, may sign and was asked to."""
    overlaps = overlaps_of(uow.session, circular)
    groups = bound_groups(uow.session, circular, uow.today)
    prepared = prepared_rows(uow.session, circular, uow.today)
    matters = matters_of(
        terms,
        overlaps=overlaps,
        limits=limits_of(uow.session, uow.today),
        bound=sum(len(group.partners) for group in groups),
        scan=circular.file_id is not None,
        today=uow.today,
        prepared=prepared,
    )
    return {
        "prepared": prepared,
        "asked": queries.name_of(uow.session, circular.asked_id) if circular.asked_id else None,
        "overlaps": overlaps,
        "groups": groups,
        "matters": matters,
        "not_by_you": why_not(uow, circular),
        "ready": not any(matter.stops for matter in matters),
    }


def why_not(uow: UnitOfWork, circular: Circular) -> Label | None:
    """Why whoever looks may not approve it themselves; None where they may."""
    if not uow.allows(policies.approver, circular):
        return _l("Yang menyetujui adalah penyetuju; Anda menyusun atau membaca.")
    if not uow.allows(policies.APPROVE, circular) or uow.actor.user_id in writers_of(
        uow.session, circular.id
    ):
        return _l("Anda ikut menyusun draf ini, jadi penyetuju lain yang menandatanganinya.")
    return None


def effects(uow: UnitOfWork, circular: Circular, terms: CircularTerms) -> dict[str, Any]:
    """What the draft would have found in the last three whole months."""
    return {
        "effect": effect_of(uow.session, terms, uow.today, exempt_by(uow.session, circular.id)),
        "kind_word": lambda kind: CITY.label if kind == CITY else PartnerKind(kind).label,
        "month_word": lambda month: Month.parse(month).label,
    }


def may_write(uow: UnitOfWork, circular: Circular) -> bool:
    return uow.allows(policies.DRAFT, circular) and circular.state is DRAFT


def may_exempt(uow: UnitOfWork, circular: Circular) -> bool:
    return uow.allows(policies.EXEMPT, circular) and circular.state is APPROVED

"""One clause of one partner with the rows behind it, as officials and the partner itself see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from marketplace.accounts.models import Organisation
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance import policies
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.frozen import partner_in
from marketplace.compliance.models import Report
from marketplace.compliance.queries import evaluate_lines, latest_report
from marketplace.compliance.reasons import ExclusionReason
from marketplace.compliance.weak_rows import WeakRows
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import Page
from marketplace.kernel.period import Month
from marketplace.kernel.roles import PARTNER
from marketplace.uptake.rows import LedgerRow, rows_of
from marketplace.web.context import page_number
from marketplace.web.query_args import enum_arg

SIZE = 50


@dataclass(frozen=True)
class Judged:
    """A partner's month with the circular it was judged by, and the report that holds it once it is published.

    `weak` stands in a report; of a month that still moves it is None.
    """

    month: Month
    circular: CircularTerms | None
    one: PartnerResult
    report: Report | None
    weak: WeakRows | None = None

    @property
    def frozen(self) -> bool:
        return self.report is not None

    def terms(self, code: str) -> ClauseTerms:
        clauses = self.circular.clauses if self.circular else ()
        found = next((clause for clause in clauses if clause.code == code), None)
        if found is None:
            raise NotFound(f"clause {code} in {self.month}")
        return found


@dataclass(frozen=True, kw_only=True)
class RowsBehind:
    """Rows behind a figure. `refused` tells whether they are those that do not count; `reasons` says why, by line."""

    result: ClauseResult
    refused: bool
    reason: ExclusionReason | None
    tally: Mapping[ExclusionReason, int]
    page: Page[LedgerRow]
    reasons: Mapping[int, ExclusionReason]


@dataclass(frozen=True, kw_only=True)
class ClauseRows(RowsBehind):
    judged: Judged
    terms: ClauseTerms


def judged(uow: UnitOfWork, month: Month, public_id: str, *, rows: bool = False) -> Judged:
    """As it was published, else as the books stand now. Raises NotFound for a partner one may not see.

    With the numbers of the `rows` behind its figures, which a published month is asked for by itself.
    """
    organisation = uow.find(Organisation, public_id=public_id, kind=PARTNER)
    if not uow.allows(policies.SEE, organisation.id):
        raise NotFound(f"partner {public_id}")
    report = latest_report(uow.session, month)
    if report is not None:
        frozen = partner_in(uow.session, report, public_id, rows=rows)
        if frozen is None:
            raise NotFound(f"partner {public_id} in the report of {month}")
        return Judged(month, frozen.circular, frozen.result, report, frozen.weak)
    result = evaluate_lines(uow.session, month, organisation.id)
    one = result.of(public_id)
    if one is None:
        raise NotFound(f"partner {public_id} in {month}")
    return Judged(month, result.circular, one, None)


def clause_rows(uow: UnitOfWork, month: Month, public_id: str, code: str) -> ClauseRows:
    found = judged(uow, month, public_id, rows=True)
    terms = found.terms(code)
    result = next(clause for clause in found.one.clauses if clause.code == code)
    return ClauseRows(judged=found, terms=terms, **vars(rows_behind(uow, result)))


def rows_behind(uow: UnitOfWork, result: ClauseResult) -> RowsBehind:
    """A page of the rows that count or, when the address asks for them, of those that do not."""
    refused, reason = request.args.get("show") == "refused", enum_arg(ExclusionReason, name="reason")
    reasons = dict(result.refused)
    numbers: Sequence[int] = result.counted
    if refused:
        numbers = [number for number, why in result.refused if reason in (None, why)]
    at = page_number()
    newest = sorted(numbers, reverse=True)[(at - 1) * SIZE : at * SIZE]
    return RowsBehind(
        result=result,
        refused=refused,
        reason=reason,
        tally={why: list(reasons.values()).count(why) for why in ExclusionReason if why in reasons.values()},
        page=Page(rows_of(uow.session, newest), at, len(numbers), SIZE),
        reasons=reasons,
    )

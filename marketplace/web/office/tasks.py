"""What waits behind this door. A source only reads: (uow) -> tasks, one figure, or one chart."""

from marketplace.web.office.audit_tasks import audits_to_carry
from marketplace.web.office.compliance_tasks import (
    circulars_to_sign,
    evidence_missing,
    months_to_lead,
    objections_to_answer,
    refusals_to_look_at,
    weak_rows_to_check,
)
from marketplace.web.office.figures import bought_this_month, partners_this_month, purchases
from marketplace.web.office.gateway_events import unclear_events
from marketplace.web.office.handover_tasks import to_settle
from marketplace.web.office.holiday_tasks import holidays_missing
from marketplace.web.office.name_tasks import names_given
from marketplace.web.office.outreach_tasks import stuck_cases, visits, visits_to_close
from marketplace.web.office.overview_tasks import officials_not_ready, owners_not_ready
from marketplace.web.office.partner_tasks import mous_ending
from marketplace.web.office.requirement_tasks import requirement_changes
from marketplace.web.office.waiting import declarations, disputed_claims, figures_to_verify, reviews
from marketplace.web.tasks import ChartSource, FigureSource, TaskSource

SOURCES: list[TaskSource] = [
    reviews,
    declarations,
    figures_to_verify,
    names_given,
    to_settle,
    disputed_claims,
    unclear_events,
    mous_ending,
    circulars_to_sign,
    requirement_changes,
    objections_to_answer,
    months_to_lead,
    refusals_to_look_at,
    evidence_missing,
    audits_to_carry,
    weak_rows_to_check,
    visits,
    visits_to_close,
    stuck_cases,
    officials_not_ready,
    owners_not_ready,
    holidays_missing,
]
FIGURES: list[FigureSource] = [bought_this_month, partners_this_month]
CHARTS: list[ChartSource] = [purchases]

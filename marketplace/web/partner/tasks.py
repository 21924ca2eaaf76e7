"""What waits behind this door. A source only reads: (uow) -> tasks, one figure, or one chart."""

from functools import partial

from marketplace.web.difference_tasks import differing
from marketplace.web.partner.audit_tasks import audits_to_answer
from marketplace.web.partner.compliance_tasks import (
    clauses_short,
    declaration_missing,
    objections_answered,
    refusals_to_answer,
)
from marketplace.web.partner.figures import bought_this_month, makers_this_month, spending
from marketplace.web.partner.handover_tasks import to_receive, to_settle
from marketplace.web.partner.import_tasks import imports_waiting
from marketplace.web.partner.money_tasks import money
from marketplace.web.partner.mou_tasks import mou_ending, mou_to_accept, ordering_held
from marketplace.web.partner.name_tasks import names_waiting
from marketplace.web.partner.order_tasks import to_decide
from marketplace.web.partner.told import told_by_makers
from marketplace.web.partner.with_others import with_makers, with_the_office
from marketplace.web.represented import acted_for_you
from marketplace.web.tasks import ChartSource, FigureSource, TaskSource
from marketplace.web.term_tasks import proposals
from marketplace.web.trade_pages.sides import SHOP

SOURCES: list[TaskSource] = [
    to_decide,
    to_receive,
    to_settle,
    partial(differing, SHOP),
    partial(proposals, SHOP),
    told_by_makers,
    money,
    ordering_held,
    mou_to_accept,
    mou_ending,
    declaration_missing,
    imports_waiting,
    names_waiting,
    refusals_to_answer,
    audits_to_answer,
    objections_answered,
    clauses_short,
    acted_for_you,
]
OTHERS: list[TaskSource] = [with_makers, with_the_office]
FIGURES: list[FigureSource] = [bought_this_month, makers_this_month]
CHARTS: list[ChartSource] = [spending]

"""What waits behind this door. A source only reads: (uow) -> tasks, one figure, or one chart."""

from functools import partial

from marketplace.web.difference_tasks import differing
from marketplace.web.producer.case_tasks import papers_that_wait, visit_nearby
from marketplace.web.producer.claims import claims
from marketplace.web.producer.demand_tasks import wanted_goods
from marketplace.web.producer.figures import sales, shops_this_month, sold_this_month
from marketplace.web.producer.handover_tasks import contested, to_take_back
from marketplace.web.producer.money_tasks import money
from marketplace.web.producer.order_tasks import to_answer, to_deliver
from marketplace.web.producer.papers import certificates, profile
from marketplace.web.producer.product_live import went_live
from marketplace.web.producer.stock_tasks import expired_goods
from marketplace.web.producer.with_others import with_officers, with_shops
from marketplace.web.represented import acted_for_you
from marketplace.web.tasks import ChartSource, FigureSource, TaskSource
from marketplace.web.term_tasks import proposals
from marketplace.web.trade_pages.sides import MAKER

SOURCES: list[TaskSource] = [
    profile,
    certificates,
    to_answer,
    to_deliver,
    to_take_back,
    contested,
    partial(differing, MAKER),
    partial(proposals, MAKER),
    money,
    claims,
    expired_goods,
    wanted_goods,
    papers_that_wait,
    visit_nearby,
    acted_for_you,
    went_live,
]
OTHERS: list[TaskSource] = [with_officers, with_shops]
FIGURES: list[FigureSource] = [sold_this_month, shops_this_month]
CHARTS: list[ChartSource] = [sales]

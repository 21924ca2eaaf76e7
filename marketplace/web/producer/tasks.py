"""What waits behind this door. A source only reads: (uow) -> tasks, one figure, or one chart."""

from marketplace.web.producer.claims import claims
from marketplace.web.producer.order_tasks import contested, to_answer, to_deliver
from marketplace.web.tasks import ChartSource, FigureSource, TaskSource

SOURCES: list[TaskSource] = [to_answer, to_deliver, contested, claims]
FIGURES: list[FigureSource] = []
CHARTS: list[ChartSource] = []

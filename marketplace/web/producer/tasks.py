"""What waits behind this door. A source only reads: (uow) -> tasks, one figure, or one chart."""

from marketplace.web.producer.claims import claims
from marketplace.web.tasks import ChartSource, FigureSource, TaskSource

SOURCES: list[TaskSource] = [claims]
FIGURES: list[FigureSource] = []
CHARTS: list[ChartSource] = []

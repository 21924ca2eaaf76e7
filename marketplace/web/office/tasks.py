"""What waits behind this door. A source only reads: (uow) -> tasks, one figure, or one chart."""

from marketplace.web.tasks import ChartSource, FigureSource, TaskSource

SOURCES: list[TaskSource] = []
FIGURES: list[FigureSource] = []
CHARTS: list[ChartSource] = []

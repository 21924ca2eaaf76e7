"""What waits for a visitor behind their door: tasks by deadline, then figures, then a chart.

Each door lists its sources in `web/<door>/tasks.py`; a source is a function of the unit of work that only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask import render_template

from marketplace.db.uow import UnitOfWork
from marketplace.kernel import clock
from marketplace.kernel.money import half_up
from marketplace.web.context import reading

GROUND, TALLEST = 136, 112  # px: where bars stand, and how high the highest one is
FILLED = 64  # % of its slot that a bar fills


@dataclass(frozen=True)
class Task:
    """One thing to do and by when. `kind` (now, soon) follows from `due` if not given; `act` names the button."""

    title: str
    text: str
    url: str
    due: date | None = None
    kind: str | None = None
    act: str | None = None
    icon: str = "box"


@dataclass(frozen=True)
class Figure:
    """`about` says what is counted and until when; it leads to the rows."""

    name: str
    value: str
    about: str
    url: str | None = None


@dataclass(frozen=True)
class Bar:
    """`name` stands under it, `text` above it; `row` and `cell` are the same for the table. No amount: no data."""

    name: str
    amount: int | None
    text: str
    row: str
    cell: str


@dataclass(frozen=True)
class Drawn:
    name: str
    text: str
    x: float
    width: float
    middle: float
    y: int
    height: int
    known: bool


@dataclass(frozen=True)
class Chart:
    """Upright bars, the last one being now; at most a dozen."""

    caption: str
    alt: str
    heads: tuple[str, str]
    bars: Sequence[Bar]

    @property
    def drawn(self) -> Iterator[Drawn]:
        most = max((bar.amount or 0 for bar in self.bars), default=0) or 1
        slot = 100 / len(self.bars) if self.bars else 100
        for place, bar in enumerate(self.bars):
            height = half_up(max(0, bar.amount or 0) * TALLEST, most)
            x, width = slot * (place + (100 - FILLED) / 200), slot * FILLED / 100
            yield Drawn(
                bar.name,
                bar.text,
                round(x, 1),
                round(width, 1),
                round(slot * (place + 0.5), 1),
                GROUND - height,
                height,
                bar.amount is not None,
            )

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(bar.row, bar.cell) for bar in self.bars]


TaskSource = Callable[[UnitOfWork], Iterable[Task]]
FigureSource = Callable[[UnitOfWork], Figure]
ChartSource = Callable[[UnitOfWork], Chart | None]


def waiting(uow: UnitOfWork, sources: Sequence[TaskSource]) -> list[Task]:
    return by_deadline(task for source in sources for task in source(uow))


def by_deadline(tasks: Iterable[Task]) -> list[Task]:
    """The nearest first, what has none last; nothing else decides the order."""
    return sorted(tasks, key=_when)


def _when(task: Task) -> tuple[bool, datetime]:
    if task.due is None:
        return True, datetime.max.replace(tzinfo=UTC)
    if isinstance(task.due, datetime):
        return False, task.due
    return False, datetime.combine(task.due, time.max, clock.WIB)


def home(
    template: str,
    sources: Sequence[TaskSource],
    figures: Sequence[FigureSource],
    charts: Sequence[ChartSource],
    others: Sequence[TaskSource] = (),
) -> str:
    """The first page behind a door. Where nothing waits for the visitor, `others` tells what waits with somebody."""
    uow = reading()
    tasks = waiting(uow, sources)
    days = [day_of(task.due) for task in tasks if task.due]
    return render_template(
        template,
        today=uow.today,
        tasks=tasks,
        others=waiting(uow, others) if not tasks else (),
        late=sum(day < uow.today for day in days),
        ending=sum(day == uow.today for day in days),
        figures=[figure(uow) for figure in figures],
        charts=[chart for source in charts if (chart := source(uow)) and chart.bars],
    )


def day_of(due: date) -> date:
    return clock.day_of(due) if isinstance(due, datetime) else due

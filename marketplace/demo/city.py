"""The clockwork of the demo city: people act at moments of the past, in order, each act through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.clock import WIB, day_of
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OrganisationKind, Role
from marketplace.kernel.workdays import is_workday, workdays_after
from marketplace.places.calendar import holidays
from marketplace.ports.toolbox import Toolbox

MONTHS = 6  # full ones, up to the last
ONE_DAY = timedelta(days=1)

Deed = Callable[[UnitOfWork], object]  # what it gives back is of no use here


@dataclass(frozen=True)
class Person:
    """Somebody who acts; without an organisation, a visitor who has an account and no more."""

    name: str
    actor: Actor

    @property
    def at(self) -> OrganisationId:
        return self.actor.organisation


THE_SYSTEM = Person("Sistem", SYSTEM)


def seated(name: str, user_id: UserId, at: OrganisationId, kind: OrganisationKind, *roles: Role) -> Person:
    seats = frozenset(ActorSeat(role, at) for role in roles)
    return Person(name, Actor(user_id=user_id, at=at, kind=kind, seats=seats))


@dataclass(order=True)
class Act:
    moment: datetime
    turn: int
    person: Person = field(compare=False)
    deed: Deed = field(compare=False)


class City:
    """Deeds are planned and then played in the order of their moments; what lies ahead of now is left undone."""

    def __init__(
        self, session: Session, *, bus: Bus, tools: Toolbox, now: datetime, seed: int, password_hash: str = ""
    ) -> None:
        self.session, self.tools, self.now = session, tools, now
        self.today = day_of(now)
        self.holidays = set(holidays(session))
        self.dice = Random(seed)
        self.password_hash = password_hash  # of all who have an account
        self.people: dict[str, Person] = {}  # by the number of their business on the lists: M01, T01
        self.queue = MemoryQueue()  # the outbox fills up as ever, but nobody is woken
        self._bus = bus
        self._plan: list[Act] = []
        self._turns = count()
        last = Month.of(self.today).previous
        first = last
        for _ in range(MONTHS - 1):
            first = first.previous
        self.months = MonthSpan(first, last)

    def plan(self, person: Person, on: date, deed: Deed, *, hour: int = 9, minute: int = 0) -> None:
        self._push(datetime.combine(on, time(hour, minute), WIB), person, deed)

    def plan_today(self, person: Person, deed: Deed, *, tenths: int) -> None:
        """So many tenths of the way from midnight to now, which may be a few minutes or most of the day."""
        midnight = datetime.combine(self.today, time(), WIB)
        self._push(midnight + (self.now - midnight) * tenths / 10, person, deed)

    def _push(self, moment: datetime, person: Person, deed: Deed) -> None:
        if moment <= self.now:
            heappush(self._plan, Act(moment, next(self._turns), person, deed))

    def play(self, *, until: date | None = None) -> None:
        """Up to that day, else up to now. What one person does at one moment is one transaction."""
        while self._plan and (until is None or day_of(self._plan[0].moment) <= until):
            act = heappop(self._plan)
            with self.unit(act.person, act.moment) as uow:
                act.deed(uow)
                while (
                    self._plan and self._plan[0].moment == act.moment and self._plan[0].person == act.person
                ):
                    heappop(self._plan).deed(uow)

    def unit(self, person: Person, moment: datetime) -> UnitOfWork:
        now = moment.astimezone(UTC)
        return UnitOfWork(self.session, actor=person.actor, now=now, bus=self._bus, queue=self.queue)

    def owner_of(self, organisation_id: OrganisationId) -> Person:
        return next(person for person in self.people.values() if person.at == organisation_id)

    def as_(self, person: Person, *, on: date, hour: int = 9, minute: int = 0) -> UnitOfWork:
        """For what cannot wait its turn because others build on it."""
        return self.unit(person, datetime.combine(on, time(hour, minute), WIB))

    def one_in(self, number: int) -> bool:
        return self.dice.randrange(number) == 0

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def workday_ago(self, days: int) -> date:
        """So many days back, or the last one before that on which offices worked."""
        return self.workday_before(self.ago(days - 1), 1)

    def workday(self, day: date) -> date:
        """That day, or the first one after it on which offices work."""
        while not is_workday(day, self.holidays):
            day += ONE_DAY
        return day

    def workday_before(self, day: date, count: int) -> date:
        """So many working days back."""
        while count > 0:
            day -= ONE_DAY
            count -= is_workday(day, self.holidays)
        return day

    def workdays_after(self, day: date, count: int) -> date:
        return workdays_after(day, count, self.holidays)


def spread(first: date, last: date, number: int) -> Iterable[date]:
    """So many days from the first to the last, evenly."""
    for place in range(number):
        yield first + (last - first) * place // max(1, number - 1)


def weighted(dice: Random, weights: Mapping[str, int]) -> str:
    return dice.choices(list(weights), weights=list(weights.values()))[0]

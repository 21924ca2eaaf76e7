"""One transaction, one actor, one moment."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from marketplace.db.base import Base
from marketplace.db.faults import meaning_of
from marketplace.db.outbox import Outbox
from marketplace.db.statements import run
from marketplace.db.written import forget, has_written, watch
from marketplace.kernel.actor import Actor
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import Bus, Event, TransactionEvents
from marketplace.kernel.policy import Policy, demand
from marketplace.ports.queue import Queue

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Base)

# Writers wait for each other, but nobody who only names the row in a foreign key waits: two who hold one another's
# parents would do so for ever.
LOCK = {"key_share": True}

POST = insert(Outbox).returning(Outbox.id, sort_by_parameter_order=True)


class UnitOfWork:
    """All of it happens, or none of it. Only the edge opens one; services are handed it.

    Raises what a fault of the database means (db/faults.py), on the way in, inside, or at the commit: BrokenOff,
    Conflict, NoRoom or Unavailable.
    """

    committed: ClassVar[int] = (
        0  # how many of this process stand, for whoever keeps what they may have changed
    )

    def __init__(self, session: Session, *, actor: Actor, now: datetime, bus: Bus, queue: Queue) -> None:
        self.session, self.actor, self.now = session, actor, now
        self._bus, self._queue = bus, queue
        self._events, self._posted = deque[Event](), list[int]()

    @property
    def today(self) -> date:
        """The business day (WIB) of this moment."""
        return day_of(self.now)

    def __enter__(self) -> Self:
        self.session.rollback()  # what was only read so far ends here
        try:
            self.session.connection(execution_options={"writes": True})
            watch(self.session)
        except Exception as error:
            _raise_meaning(error)
            raise
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            if error is None:
                self._react()
                self.session.commit()
                UnitOfWork.committed += 1
                self._hand_over()
            else:
                _raise_meaning(error)
        except Exception as late:
            if not getattr(
                late, "connection_invalidated", False
            ):  # nobody knows whether such a commit stands
                _raise_meaning(late)
            raise
        finally:
            self.session.rollback()  # nothing is left to undo after a commit
            self._events.clear()  # nor to tell by a job that goes on with this unit after a refusal
            self._posted.clear()
            forget(self.session)

    def get(self, model: type[M], key: Any, *, lock: bool = False) -> M:
        row = self.session.get(model, key, with_for_update=LOCK if lock else None, populate_existing=lock)
        if row is None:
            raise NotFound(f"{model.__name__} {key}")
        return row

    def find(self, model: type[M], *, lock: bool = False, **columns: Any) -> M:
        """The one row with these values: `uow.find(Order, public_id=…)`. Raises NotFound."""
        query = select(model).filter_by(**columns)
        if lock:
            query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
        row = self.session.scalars(query).one_or_none()
        if row is None:
            wanted = ", ".join(f"{name}={value}" for name, value in columns.items())
            raise NotFound(f"no {model.__name__.lower()} with {wanted}")
        return row

    def add(self, row: M) -> M:
        self.session.add(row)
        self.session.flush()
        return row

    def allows(self, policy: Policy, subject: object) -> bool:
        return policy.allows(self.actor, subject)

    def demand(self, policy: Policy, subject: object) -> None:
        demand(self.actor, policy, subject)

    def emit(self, event: Event) -> None:
        self._events.append(event)

    def later(self, job: str, **payload: Any) -> None:
        """Have a job done once this transaction stands; at least once, so it may happen twice."""
        self.later_each(job, [payload])

    def later_each(
        self, job: str, payloads: Sequence[Mapping[str, Any]], *, not_before: datetime | None = None
    ) -> None:
        """The same for many at once, in as few statements as for one; the sweep hands over what had to wait."""
        if payloads:
            waits = {"written_at": self.now, "next_try_at": not_before}
            rows = [{"job": job, "payload": dict(one)} | waits for one in payloads]
            self._posted += run(self.session, POST, rows).scalars()

    def _react(self) -> None:
        events = list[Event]()
        while self._events:
            events.append(self._events.popleft())
            for react in self._bus.reactions_to(events[-1]):
                react(self, events[-1])
        self.session.flush()
        told = TransactionEvents(events)
        for react in self._bus.reactions_to(told) if events or has_written(self.session) else ():
            react(self, told)

    def _hand_over(self) -> None:
        for row_id in self._posted:
            try:
                self._queue.put(row_id)
            except Exception:  # the work is committed: a queue that is down delays its letters, no more
                log.exception("outbox row %s is left to the sweep", row_id)


def _raise_meaning(error: BaseException) -> None:
    meaning = meaning_of(error)
    if meaning is not None:
        raise meaning from error

"""Write in one transaction, once more where others wrote the same at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import uniform
from time import sleep
from typing import TypeVar

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import BrokenOff, Conflict

log = logging.getLogger(__name__)
T = TypeVar("T")

TRIES = 3
PAUSE = 0.1  # seconds at most between the first try and the second; random, or the same two would meet again


def transact(
    open_unit: Callable[[], AbstractContextManager[UnitOfWork]], work: Callable[[UnitOfWork], T]
) -> T:
    """What `work` returns once all it wrote stands.

    It is run at most three times, each with a fresh unit of work, so it does nothing that a rollback leaves standing.
    Who comes second reads what the first wrote, and its service says what that means. Raises BrokenOff or Conflict
    after the third.
    """
    tried = 0
    while True:
        tried += 1
        try:
            with open_unit() as uow:
                return work(uow)
        except (BrokenOff, Conflict) as error:
            reason = error.reason if isinstance(error, Conflict) else error
            log.warning("try %s of %s was broken off: %s", tried, TRIES, reason)
            if tried == TRIES:
                raise
        sleep(uniform(0, PAUSE * tried))

"""Write in one transaction, once more where the database breaks it off."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import uniform
from time import sleep
from typing import TypeVar

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import BrokenOff

log = logging.getLogger(__name__)
T = TypeVar("T")

TRIES = 3
PAUSE = 0.1  # seconds at most between the first try and the second; random, or the same two would meet again


def transact(
    open_unit: Callable[[], AbstractContextManager[UnitOfWork]], work: Callable[[UnitOfWork], T]
) -> T:
    """What `work` returns once all it wrote stands.

    It is run at most three times, each with a fresh unit of work, so it does nothing that a rollback leaves standing.
    Raises BrokenOff after the third.
    """
    for failed in range(1, TRIES):
        try:
            return _once(open_unit, work)
        except BrokenOff as error:
            log.warning("try %s of %s was broken off: %s", failed, TRIES, error)
            sleep(uniform(0, PAUSE * failed))
    return _once(open_unit, work)


def _once(open_unit: Callable[[], AbstractContextManager[UnitOfWork]], work: Callable[[UnitOfWork], T]) -> T:
    with open_unit() as uow:
        return work(uow)

"""Whom we waited for in vain is left alone for a while, so that not everybody waits after the first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

REST = 10.0  # seconds


class Breaker:
    """Open to everybody until a failure; then to one asker in `REST` seconds, until that one is answered."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._deciding = Lock()
        self._rests_until: float | None = None

    def lets_ask(self) -> bool:
        with self._deciding:
            if self._rests_until is None:
                return True
            now = self._clock()
            if now < self._rests_until:
                return False
            self._rests_until = now + REST
            return True

    def failed(self) -> None:
        self._rests_until = self._clock() + REST

    def answered(self) -> None:
        self._rests_until = None

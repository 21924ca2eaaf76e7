"""Pictures by Pillow: cheap checks here, decoding in a child process, so that a bomb hits nobody else."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from marketplace.adapters import sandbox
from marketplace.adapters.pictures import developing, opening
from marketplace.ports.pictures import BadPicture, Developed, Glance, RenderedPicture

T = TypeVar("T")
MOST_BYTES = 15 * 1024 * 1024
MEMORY = 416 * 1024 * 1024  # of address space; what the child really uses stays below 400 MB
REMEMBERED = 64
SECONDS = 10.0
SLOW = 30.0  # in a job, while nobody waits


class PillowPictures:
    """Remembers its last glances: what a form looked at is looked at again when it is kept, while writers wait."""

    def __init__(self) -> None:
        self._glances: dict[str, Glance] = {}

    def glance(self, content: bytes) -> Glance:
        found = self._glances.get(_digest(content))
        return found or self._seen(content, self._apart(opening.glance, content))

    def check(self, content: bytes) -> str:
        return self._seen(content, self._apart(developing.check, content)).media_type

    def develop(self, content: bytes) -> Developed:
        return as_developed(self._apart(developing.develop, content, seconds=SLOW))

    def _seen(self, content: bytes, header: opening.Header) -> Glance:
        glance = Glance(*header)
        self._glances = dict([*self._glances.items()][1 - REMEMBERED :]) | {_digest(content): glance}
        return glance

    @staticmethod
    def _apart(job: Callable[[bytes], T], content: bytes, *, seconds: float = SECONDS) -> T:
        if len(content) > MOST_BYTES:
            raise BadPicture("too_large")
        if opening.kind_of(content) is None:
            raise BadPicture("wrong_type")
        try:
            return sandbox.run(job, content, memory=MEMORY, seconds=seconds)
        except sandbox.RefusedBytes as unfit:
            raise BadPicture(unfit.code) from unfit
        except sandbox.LimitExceeded as overrun:
            raise BadPicture(
                "too_heavy" if overrun.limit in ("time", "memory") else "unreadable"
            ) from overrun


def as_developed(plain: developing.Plain) -> Developed:
    width, height, tiny, renditions = plain
    return Developed(width, height, tiny, [RenderedPicture(*one) for one in renditions])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

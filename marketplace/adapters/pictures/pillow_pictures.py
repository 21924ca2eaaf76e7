"""Pictures by Pillow: cheap checks here, decoding in a child process, so that a bomb hits nobody else."""

from collections.abc import Callable
from typing import TypeVar

from marketplace.adapters import sandbox
from marketplace.adapters.pictures import developing, opening
from marketplace.adapters.pictures.marking import mark as drawn_mark
from marketplace.ports.pictures import BadPicture, Developed, RenderedPicture

T = TypeVar("T")
MOST_BYTES = 15 * 1024 * 1024
MEMORY = 416 * 1024 * 1024  # of address space; what the child really uses stays below 400 MB
SECONDS = 10.0
SLOW = 30.0  # in a job, while nobody waits


class PillowPictures:
    def check(self, content: bytes) -> str:
        return self._apart(developing.check, content)[0]

    def strip(self, content: bytes) -> bytes:
        return self._apart(developing.strip, content)

    def develop(self, content: bytes) -> Developed:
        return as_developed(self._apart(developing.develop, content, seconds=SLOW))

    def mark(self, content: bytes) -> str:
        return self._apart(drawn_mark, content, seconds=SLOW)

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

"""Pictures by Pillow: cheap checks here, decoding in a child process, so that a bomb hits nobody else."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from marketplace.adapters import apart
from marketplace.adapters.pictures import developing, opening
from marketplace.ports.pictures import BadPicture, Developed, Glance, Rendition

T = TypeVar("T")
MOST_BYTES = 15 * 1024 * 1024
MEMORY = 448 * 1024 * 1024  # of address space; what the child really uses stays below 400 MB
REMEMBERED = 64
SECONDS = 10.0
SLOW = 30.0  # in a job, while nobody waits


class PillowPictures:
    """Remembers its last glances: what a form looked at is looked at again when it is kept, while writers wait."""

    def __init__(self) -> None:
        self._glances: dict[str, Glance] = {}

    def glance(self, content: bytes) -> Glance:
        digest = hashlib.sha256(content).hexdigest()
        found = self._glances.get(digest)
        if found is None:
            found = Glance(*self._apart(opening.glance, content))
            self._glances = dict([*self._glances.items()][1 - REMEMBERED :]) | {digest: found}
        return found

    def check(self, content: bytes) -> str:
        return self._apart(developing.check, content)

    def develop(self, content: bytes) -> Developed:
        return as_developed(self._apart(developing.develop, content, seconds=SLOW))

    @staticmethod
    def _apart(job: Callable[[bytes], T], content: bytes, *, seconds: float = SECONDS) -> T:
        if len(content) > MOST_BYTES:
            raise BadPicture("too_large")
        if opening.kind_of(content) is None:
            raise BadPicture("wrong_type")
        try:
            return apart.run(job, content, memory=MEMORY, seconds=seconds)
        except apart.Unfit as unfit:
            raise BadPicture(unfit.code) from unfit
        except apart.Overrun as overrun:
            raise BadPicture(
                "too_heavy" if overrun.limit in ("time", "memory") else "unreadable"
            ) from overrun


def as_developed(plain: developing.Plain) -> Developed:
    width, height, tiny, renditions = plain
    return Developed(width, height, tiny, [Rendition(*one) for one in renditions])

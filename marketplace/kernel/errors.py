"""What the domain says no to."""

from marketplace.kernel.labels import Label, _l


class DomainError(Exception):
    """A rule of the domain said no."""


class NotFound(DomainError):
    pass


class Forbidden(DomainError):
    pass


class Refused(DomainError):
    """Allowed to this actor, but not now or not so. The visitor reads the sentence, which names the fix."""

    def __init__(self, sentence: Label, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class Busy(Exception):
    """So many wait for the same already that nothing was begun: ask again in a moment."""


class BrokenOff(Exception):
    """The database broke the transaction off: others wrote the same at once. Nothing of it was written."""


class Conflict(Refused):
    """Others wrote the same at once, and when it was tried again it still could not be. Nothing of it was written.

    `reason` is for the log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(_l("Data ini baru saja diubah orang lain; muat ulang, lalu coba lagi."))
        self.reason = reason


class Unavailable(Exception):
    """The database is away or takes too long, for reading too. Nothing was written."""


class NoRoom(Unavailable):
    """A disk is full, so nothing can be written until somebody makes room."""

"""What the domain says no to."""

from marketplace.kernel.labels import Label


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


class BrokenOff(Exception):
    """The database broke the transaction off: others wrote the same at once. Nothing of it was written."""

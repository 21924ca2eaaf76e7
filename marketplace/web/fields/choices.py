"""Fields that offer what may be chosen. parts/form.html draws the offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import EnumMeta
from typing import Any, cast

from flask_babel import gettext
from wtforms import BooleanField, ValidationError
from wtforms.validators import StopValidation

from marketplace.kernel.labels import _l
from marketplace.web.fields.base import TranslatedField

PICK = _l("Pilih …")

Pairs = Iterable[tuple[Any, Any]]
Choices = Pairs | EnumMeta | Callable[[], Pairs]


class Offer(TranslatedField):
    """Choices are pairs of a value and its word, a function that tells them, or a class of Labelled words.

    `coerce` turns what a browser sends back into a value; a page may set `choices` anew.
    """

    def __init__(
        self,
        label: Any = "",
        choices: Choices = (),
        *,
        coerce: Callable[[Any], Any] | None = None,
        **given: Any,
    ) -> None:
        if isinstance(choices, EnumMeta):
            offered: Pairs = [(word.value, word.label) for word in cast(Iterable[Any], choices)]
            self.convert: Callable[[Any], Any] = coerce or choices
        else:
            offered = choices() if callable(choices) else choices
            self.convert = coerce or str
        self.choices = list(offered)
        super().__init__(label, **given)

    def chosen(self) -> set[str]:
        """As a browser would say it."""
        raise LookupError(f"{type(self).__name__} chooses nothing")

    def options(self) -> list[tuple[str, Any, bool]]:
        """Value, word, and whether it is chosen."""
        chosen = self.chosen()
        return [(str(value), word, str(value) in chosen) for value, word in self.choices]

    def read(self, text: str) -> Any:
        try:
            return self.convert(text)
        except (ValueError, TypeError, KeyError):
            raise ValueError(self._unknown()) from None

    def check(self) -> None:
        if not self.chosen() <= {str(value) for value, _ in self.choices}:
            raise ValidationError(self._unknown())

    def _unknown(self) -> str:
        return str(gettext("%(title)s: pilih dari yang ditawarkan.", title=self.title))


class Choice(Offer):
    """One of what is offered, or None; `radio=True` shows buttons instead of a list."""

    def __init__(
        self, label: Any = "", choices: Choices = (), *, radio: bool = False, empty: Any = PICK, **given: Any
    ) -> None:
        super().__init__(label, choices, **given)
        self.radio, self.empty = radio, empty

    @property
    def part(self) -> str:  # type: ignore[override]
        return "radio" if self.radio else "select"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if valuelist and valuelist[0]:
            self.data = self.read(valuelist[0])

    def chosen(self) -> set[str]:
        return set() if self.data is None else {str(self.data)}


class Several(Offer):
    """Any number of what is offered, as boxes to tick; data is a list."""

    part = "several"

    def __init__(
        self, label: Any = "", choices: Choices = (), *, required: bool = False, **given: Any
    ) -> None:
        super().__init__(label, choices, required=required, **given)

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [self.read(value) for value in valuelist]

    def chosen(self) -> set[str]:
        return {str(value) for value in self.data}


class Tick(TranslatedField, BooleanField):
    """Yes or no. `required=True` means it must be ticked."""

    part = "tick"
    data: bool

    def __init__(self, label: Any = "", *, required: bool = False, **given: Any) -> None:
        super().__init__(label, required=required, **given)

    @property
    def blank(self) -> bool:
        return not self.data

    def pre_validate(self, form: Any) -> None:
        if self.needed and not self.data:
            raise StopValidation(gettext("Centang “%(title)s” untuk melanjutkan.", title=self.title))

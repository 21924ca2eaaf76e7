"""Fields that offer what may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import EnumMeta
from typing import Any, cast

from flask_babel import gettext
from wtforms import BooleanField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import StopValidation

from marketplace.kernel.labels import _l
from marketplace.web.fields.base import Spoken

PICK = _l("Pilih …")

Pairs = Iterable[tuple[Any, Any]]
Choices = Pairs | EnumMeta | Callable[[], Pairs]


def _offered(choices: Choices | None) -> tuple[Any, Callable[[Any], Any] | None]:
    """Pairs of value and word, and what turns a word of the machine back into its value."""
    if isinstance(choices, EnumMeta):
        return [(word.value, word.label) for word in cast(Iterable[Any], choices)], choices
    return choices if choices is None or callable(choices) else list(choices), None


class Choice(Spoken, SelectField):
    """One of several; `radio=True` shows them as buttons. A class of Labelled words may be given as choices."""

    def __init__(
        self,
        label: Any = "",
        choices: Choices | None = None,
        *,
        coerce: Callable[[Any], Any] | None = None,
        radio: bool = False,
        empty: Any = PICK,
        **given: Any,
    ) -> None:
        offered, member = _offered(choices)
        self.convert, self.empty, self.radio = coerce or member or str, empty, radio
        super().__init__(label, choices=offered, coerce=self._read, validate_choice=False, **given)

    @property
    def part(self) -> str:  # type: ignore[override]
        return "radio" if self.radio else "select"

    def _read(self, value: Any) -> Any:
        return None if value in (None, "") else self.convert(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = self._read(valuelist[0] if valuelist else None)
        except (ValueError, TypeError, KeyError):
            raise ValueError(self._unknown()) from None

    def options(self) -> list[tuple[str, Any, bool]]:
        """Value, word, and whether it is the chosen one."""
        chosen = "" if self.data is None else str(self.data)
        return [(str(value), word, str(value) == chosen) for value, word in cast(Pairs, self.choices or ())]

    def _unknown(self) -> str:
        return str(gettext("%(title)s: pilih salah satu yang ditawarkan.", title=self.title))

    def check(self) -> None:
        if not any(chosen for _, _, chosen in self.options()):
            raise ValidationError(self._unknown())


class Several(Spoken, SelectMultipleField):
    """Any number of several, as boxes to tick; data is a list."""

    part = "several"

    def __init__(
        self,
        label: Any = "",
        choices: Choices | None = None,
        *,
        coerce: Callable[[Any], Any] | None = None,
        required: bool = False,
        **given: Any,
    ) -> None:
        offered, member = _offered(choices)
        self.convert = coerce or member or str
        super().__init__(
            label, choices=offered, coerce=self.convert, validate_choice=False, required=required, **given
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = [self.convert(value) for value in valuelist]
        except (ValueError, TypeError, KeyError):
            raise ValueError(self._unknown()) from None

    def options(self) -> list[tuple[str, Any, bool]]:
        chosen = {str(value) for value in self.data or ()}
        return [(str(value), word, str(value) in chosen) for value, word in cast(Pairs, self.choices or ())]

    def _unknown(self) -> str:
        return str(gettext("%(title)s: pilih dari yang ditawarkan.", title=self.title))

    def check(self) -> None:
        if not {str(value) for value in self.data or ()} <= {value for value, _, _ in self.options()}:
            raise ValidationError(self._unknown())


class Tick(Spoken, BooleanField):
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

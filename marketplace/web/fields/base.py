"""What all fields share: a title, help, and an Indonesian sentence that names the fix."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import Field, ValidationError
from wtforms import Form as AnyForm
from wtforms.validators import StopValidation

from marketplace.kernel.labels import Label, _l
from marketplace.web.language import translate

# Chats and PDFs copy along what cannot be seen. Joiners within an emoji or a script stay.
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


class TranslatedField(Field):
    """What all fields share: `required`, `help`, and words for the browser's keyboard and memory."""

    part: ClassVar[str] = "input"  # how parts/form.html draws it
    prefix_word: ClassVar[str] = ""
    inputmode: ClassVar[str] = ""

    def __init__(
        self,
        label: Any = "",
        *,
        required: bool = True,
        help: Any = "",
        autocomplete: str = "",
        inputmode: str = "",
        placeholder: Any = "",
        validators: Sequence[Callable[[AnyForm, Any], None]] = (),
        **given: Any,
    ) -> None:
        hints = {
            "autocomplete": autocomplete,
            "inputmode": inputmode or self.inputmode,
            "placeholder": placeholder,
        }
        render_kw = {name: hint for name, hint in hints.items() if hint} | given.pop("render_kw", {})
        super().__init__(label, [Presence(), *validators], render_kw=render_kw, **given)
        self.needed, self.help = required, help

    @property
    def title(self) -> str:
        return str(translate(self.label.text))

    @property
    def blank(self) -> bool:
        return self.data is None or self.data in ("", [])

    def refuse(self, template: Label, **values: object) -> ValidationError:
        return ValidationError(str(translate(_l(template, title=self.title, **values))))

    def check(self) -> None:
        """Further rules of a value that is there; raises what `refuse` made."""


class Presence:
    """Blank fields end here: refused when needed, else accepted without further rules."""

    def __call__(self, form: AnyForm, field: TranslatedField) -> None:
        if field.errors:
            raise StopValidation()  # what was typed could not be read
        if field.blank:
            raise StopValidation(gettext("%(title)s wajib diisi.", title=field.title) if field.needed else "")
        field.check()


def tidy(text: str) -> str:
    """One form of every letter, nothing that cannot be seen, no blanks around."""
    return unicodedata.normalize("NFC", UNPRINTABLE.sub("", text.replace("\r\n", "\n"))).strip()

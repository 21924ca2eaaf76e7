"""Fields whose value is text."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from wtforms import EmailField, HiddenField, PasswordField, StringField, TextAreaField

from marketplace.kernel.labels import _l
from marketplace.kernel.reading import OTHERWISE
from marketplace.web.fields.base import TranslatedField, tidy

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")


class Text(TranslatedField, StringField):
    """A line of text: trimmed, and never None."""

    data: str

    def __init__(
        self, label: Any = "", *, longest: int = 200, shortest: int = 0, pattern: str = "", **given: Any
    ) -> None:
        super().__init__(label, **given)
        self.longest, self.shortest, self.pattern = longest, shortest, pattern

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = tidy(str(valuelist[0])) if valuelist else ""

    def check(self) -> None:
        if len(self.data) > self.longest:
            raise self.refuse(
                _l("%(title)s paling panjang %(most)s huruf; Anda mengisi %(now)s."),
                most=self.longest,
                now=len(self.data),
            )
        if len(self.data) < self.shortest:
            raise self.refuse(
                _l("%(title)s paling sedikit %(least)s huruf; Anda mengisi %(now)s."),
                least=self.shortest,
                now=len(self.data),
            )
        if self.pattern and not re.fullmatch(self.pattern, self.data):
            raise self.refuse(OTHERWISE, input=self.data)


class LongText(Text, TextAreaField):
    part = "area"

    def __init__(self, label: Any = "", *, longest: int = 2000, rows: int = 4, **given: Any) -> None:
        super().__init__(label, longest=longest, render_kw={"rows": rows}, **given)


class Email(Text, EmailField):
    """In small letters, as accounts keep it."""

    inputmode = "email"

    def __init__(self, label: Any = "", *, autocomplete: str = "email", **given: Any) -> None:
        super().__init__(label, longest=254, autocomplete=autocomplete, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data.lower()

    def check(self) -> None:
        super().check()
        if not ADDRESS.fullmatch(self.data):
            raise self.refuse(
                _l("%(title)s: “%(input)s” bukan alamat surel; tulis misalnya nama@contoh.id."),
                input=self.data,
            )


class Password(TranslatedField, PasswordField):
    """Never trimmed and never shown again; `new=True` lets the browser offer one."""

    data: str

    def __init__(self, label: Any = "", *, new: bool = False, longest: int = 200, **given: Any) -> None:
        super().__init__(label, autocomplete="new-password" if new else "current-password", **given)
        self.longest = longest

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist else ""

    def check(self) -> None:
        if len(self.data) > self.longest:
            raise self.refuse(_l("%(title)s paling panjang %(most)s huruf."), most=self.longest)


class Hidden(HiddenField):
    """What the page remembers for the server: a key against double sending, the price that was seen."""

    part: ClassVar[str] = "hidden"

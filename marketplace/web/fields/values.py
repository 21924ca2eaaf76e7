"""Fields that turn text into amounts, quantities and days; what cannot be read stays as it was typed."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic_core import PydanticCustomError
from wtforms.widgets import DateInput, MonthInput, TextInput

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.reading import OTHERWISE, SENTENCES, read_day, read_whole
from marketplace.web.fields.base import TranslatedField, tidy
from marketplace.web.language import day, number, quantity, translate


class Read(TranslatedField):
    """A value that is written as text. What cannot be read stays in the field as it was typed."""

    widget: Any = TextInput()
    too_little: ClassVar[Label] = _l("%(title)s paling sedikit %(least)s.")
    too_much: ClassVar[Label] = _l("%(title)s paling banyak %(most)s.")

    def __init__(self, label: Any = "", *, least: Any = None, most: Any = None, **given: Any) -> None:
        super().__init__(label, **given)
        self.least, self.most = least, most

    def read(self, text: str) -> Any:
        """Raises PydanticCustomError or Refused."""
        raise LookupError(f"{type(self).__name__} reads nothing")

    def write(self, value: Any) -> str:
        """As people write it, into the field and into sentences."""
        return str(value)

    def spell(self, value: Any) -> str:
        return self.write(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = tidy(str(valuelist[0])) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self.read(text)
        except PydanticCustomError as error:
            sentence = SENTENCES.get(error.type, OTHERWISE)
            raise ValueError(translate(_l(sentence, title=self.title, input=text))) from None
        except Refused as error:
            raise ValueError(f"{self.title}: {translate(error.sentence)}") from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def check(self) -> None:
        least = self.least() if callable(self.least) else self.least
        most = self.most() if callable(self.most) else self.most
        if least is not None and self.data < least:
            raise self.refuse(self.too_little, least=self.spell(least))
        if most is not None and self.data > most:
            raise self.refuse(self.too_much, most=self.spell(most))


class Whole(Read):
    """A whole number: 12.500 or 12500."""

    data: Any  # a int once the form is valid, None where it may stay empty
    inputmode = "numeric"

    def __init__(
        self, label: Any = "", *, least: int | None = 0, most: int = 1_000_000_000, **given: Any
    ) -> None:
        super().__init__(label, least=least, most=most, **given)

    def read(self, text: str) -> int:
        return read_whole(text)

    def write(self, value: int) -> str:
        return number(value)


class RupiahField(Read):
    """Whole rupiah: 1250000, 1.250.000, Rp 1.250.000; 1,25 jt is refused with an example."""

    data: Any  # a Rupiah once the form is valid, None where it may stay empty
    inputmode = "numeric"
    prefix_word = "Rp"

    def __init__(
        self, label: Any = "", *, least: int | None = 0, most: int = 1_000_000_000_000, **given: Any
    ) -> None:
        super().__init__(label, least=least, most=most, **given)

    def read(self, text: str) -> Rupiah:
        return Rupiah.read(text)

    def write(self, value: int) -> str:
        return number(value)

    def spell(self, value: int) -> str:
        return spell(value)


class QuantityField(Read):
    """Thousandths of a unit, written 24, 12,5 or 1/2. `least` and `most` are thousandths too."""

    data: Any  # a Quantity once the form is valid, None where it may stay empty
    inputmode = "decimal"

    def __init__(
        self, label: Any = "", *, least: int | None = 0, most: int = 1_000_000_000, **given: Any
    ) -> None:
        super().__init__(label, least=least, most=most, **given)

    def read(self, text: str) -> Quantity:
        return Quantity.read(text)

    def write(self, value: int) -> str:
        return quantity(value)


class DayField(Read):
    """A day; bounds are days or functions that tell one."""

    data: Any  # a date once the form is valid, None where it may stay empty
    widget = DateInput()
    too_little = _l("%(title)s paling awal %(least)s.")
    too_much = _l("%(title)s paling akhir %(most)s.")

    def read(self, text: str) -> date:
        return read_day(text)

    def write(self, value: date) -> str:
        return value.isoformat()

    def spell(self, value: date) -> str:
        return day(value)

    def _value(self) -> str:
        return self.data.isoformat() if self.data else super()._value()


class MonthField(Read):
    """A calendar month: 2026-07."""

    data: Any  # a Month once the form is valid, None where it may stay empty
    widget = MonthInput()
    too_little = _l("%(title)s paling awal %(least)s.")
    too_much = _l("%(title)s paling akhir %(most)s.")

    def read(self, text: str) -> Month:
        return Month.parse(text)

    def spell(self, value: Month) -> str:
        return str(translate(value.label))

"""What an address asks for, as a value; anything else that stands there asks for nothing."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from flask import request

from marketplace.kernel.labels import Labelled

Word = TypeVar("Word", bound=Labelled)


def state_asked(words: type[Word], *, name: str = "state") -> Word | None:
    asked = request.args.get(name, "")
    return words(asked) if asked in list(words) else None


def day_asked(today: date, *, name: str = "on") -> date:
    """The day (WIB) an address names as YYYY-MM-DD; today where it names none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return today

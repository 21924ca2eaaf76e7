"""What an address asks for, as a value; anything else that stands there asks for nothing."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from flask import request

from marketplace.kernel.labels import Labelled
from marketplace.kernel.period import in_calendar
from marketplace.web.fields.base import tidy

Word = TypeVar("Word", bound=Labelled)


def enum_arg(words: type[Word], *, name: str = "state") -> Word | None:
    text = request.args.get(name, "")
    return words(text) if text in list(words) else None


def as_day(text: str) -> date | None:
    """The day that is written as YYYY-MM-DD; None for anything else, and for a day of another century."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if in_calendar(day) else None


def day_arg(today: date, *, name: str = "on") -> date:
    """The day (WIB) an address names; today where it names none."""
    return as_day(request.args.get(name, "")) or today


def words_arg(longest: int = 100) -> str:
    """The words to search for; empty where there are none. Pasted ones lose what cannot be seen, as in a form."""
    return tidy(request.args.get("q", ""))[:longest]


def file_kind_arg() -> str:
    return "csv" if request.args.get("as") == "csv" else "xlsx"

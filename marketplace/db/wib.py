"""The calendar of Metro in SQL: moments are stored in UTC, their days and months are those of WIB (UTC+7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

MONTHS = {
    "sqlite": "strftime('%Y-%m', {moment}, '+7 hours')",
    "postgresql": "to_char({moment} + interval '7 hours', 'YYYY-MM')",
}


class _Month(FunctionElement[str]):
    type = String()
    inherit_cache = True


@compiles(_Month)
def _spell(month: _Month, compiler: SQLCompiler, **given: Any) -> str:
    return MONTHS[compiler.dialect.name].format(moment=compiler.process(month.clauses, **given))


def wib_month(moment: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """The month of a moment, as 2026-11."""
    return _Month(moment)


def month_of(day: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """The month of a day, as 2026-11: both databases write a day as 2026-11-24."""
    return func.substr(cast(day, String), 1, 7)

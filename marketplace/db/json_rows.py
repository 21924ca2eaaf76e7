"""Many rows in one column: what hangs beneath a row comes with it, as a list of lists, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ScalarSelect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from marketplace.db.listing import AnySelect

ROWS = {
    "sqlite": "json_group_array(json_array({columns}))",
    "postgresql": "coalesce(json_agg(json_build_array({columns})), '[]')",
}


class _Gathered(FunctionElement[list[list[Any]]]):
    type = JSON()
    inherit_cache = True


@compiles(_Gathered)
def _spell(rows_as_json: _Gathered, compiler: SQLCompiler, **given: Any) -> str:
    columns = compiler.process(rows_as_json.clauses, **given)
    return ROWS[compiler.dialect.name].format(columns=columns)


def rows_as_json(rows: AnySelect) -> ScalarSelect[list[list[Any]]]:
    """The rows of a select as one value; it may name columns of the select it stands in.

    Their order is left open, dates come as ISO text and enumerations as their words.
    """
    columns = list(rows.selected_columns)
    return rows.with_only_columns(_Gathered(*columns)).scalar_subquery()

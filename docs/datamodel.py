"""`make datamodel`: writes docs/datamodel.md, the tables of each package as a Mermaid diagram, from the models."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.orm import Mapper

from marketplace import tables
from marketplace.db.base import Base

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "datamodel.md"
TYPES = {"varchar": "text", "datetime": "moment", "integer": "int"}
HEAD = """# The data model

Written by `make datamodel` from the models; do not edit. Packages stand in the order of the floors, the lowest first. A
table of another package is shown as an empty box. A line is a foreign key, named by its column: `o{` many rows, `o|` at
most one, `||` exactly one. Money is whole rupiah; a moment is UTC; a date is a business day in Metro (WIB).
"""


def main() -> None:
    FILE.write_text(text())


def text() -> str:
    """The whole document."""
    tables.metadata()
    packages = defaultdict[str, list[Mapper[Any]]](list)
    for mapper in sorted(Base.registry.mappers, key=lambda one: _table(one).name):
        packages[mapper.class_.__module__.split(".")[1]].append(mapper)
    return "\n".join([HEAD, *(_section(name, packages[name]) for name in floors() if name in packages)])


def floors() -> Sequence[str]:
    """The packages from the lowest floor up, as the import contract in pyproject.toml lists them."""
    [contract] = [
        one
        for one in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
        if one["type"] == "layers"
    ]
    return [name.strip(" ()") for layer in reversed(contract["layers"]) for name in layer.split("|")]


def _section(package: str, mappers: Sequence[Mapper[Any]]) -> str:
    rows = (f"| `{_table(one).name}` | `{one.class_.__name__}` | {_about(one.class_)} |" for one in mappers)
    diagram = (line for one in mappers for line in _entity(_table(one)))
    return "\n".join(
        [f"## {package}\n", "| table | class | |", "|---|---|---|", *rows]
        + ["", "```mermaid", "erDiagram", *diagram, "```", ""]
    )


def _about(model: type) -> str:
    """The first paragraph of the docstring; dataclasses without one get their signature, which is none."""
    doc = model.__doc__ or ""
    return "" if doc.startswith(f"{model.__name__}(") else " ".join(doc.split("\n\n")[0].split())


def _entity(table: Table) -> Iterator[str]:
    yield f"  {table.name} {{"
    for column in table.columns:
        kind = str(column.type).partition("(")[0].lower()
        unique = not column.primary_key and _unique(column)
        keys = [("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", unique)]
        yield f"    {TYPES.get(kind, kind)} {column.name} {', '.join(key for key, has in keys if has)}".rstrip()
    yield "  }"
    for column in table.columns:
        for key in sorted(column.foreign_keys, key=lambda one: one.target_fullname):
            yield _relation(column, key)


def _relation(column: Column[Any], key: ForeignKey) -> str:
    parent, child = "|o" if column.nullable else "||", "o|" if _unique(column) else "o{"
    return f"  {key.column.table.name} {parent}--{child} {column.table.name} : {column.name}"


def _unique(column: Column[Any]) -> bool:
    """Whether each value stands in one row only; a unique index over some of the rows does not count."""
    constraints = [column.table.primary_key, *column.table.constraints]
    unique = [one for one in constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
    whole = [one for one in column.table.indexes if one.unique and not _partial(one)]
    return any([*one.columns] == [column] for one in (*unique, *whole))


def _partial(index: Index) -> bool:
    return any(options.get("where") is not None for options in index.dialect_options.values())


def _table(mapper: Mapper[Any]) -> Table:
    table = mapper.local_table
    if not isinstance(table, Table):
        raise TypeError(f"{mapper} is not mapped to a table")
    return table


if __name__ == "__main__":
    main()
